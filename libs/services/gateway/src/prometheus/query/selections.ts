import { durationOf } from '@tocsin/domain/plan/durations';
import { infoMatchers } from '@tocsin/domain/plan/info-function';
import type { AtModifier, DurationExpr, Expr, MatrixSelector, Matcher, VectorSelector } from '@tocsin/domain/promql/ast';
import { childrenOf, walkExpr } from '@tocsin/domain/promql/walk';
import type { QueryTime } from './query-job.js';

/** Series by their matchers, and the times of the samples that are needed of them; ms since 1970, both ends included. */
export interface Selection {
  readonly matchers: readonly Matcher[];
  readonly from: number;
  readonly to: number;
}

interface Times {
  readonly from: number;
  readonly to: number;
}

type Placed = Pick<VectorSelector, 'at' | 'offset'>;

/**
 * What must be read to evaluate an expression: each set of series once for each stretch of time.
 *
 * @throws EvaluationError when a duration of the expression cannot be worked out
 */
export function selectionsOf(expr: Expr, at: QueryTime, lookbackMs: number): Selection[] {
  const gathering = new Gathering(at, lookbackMs);
  gathering.visit(expr, gathering.times);
  return gathering.selections();
}

class Gathering {
  readonly #needed = new Map<string, { matchers: readonly Matcher[]; times: Times[] }>();
  readonly #query: { start: number; end: number; step: number } | null;
  /** When the expression itself is evaluated. */
  readonly times: Times;

  constructor(
    at: QueryTime,
    private readonly lookbackMs: number,
  ) {
    this.#query = at.kind === 'range' ? at : null;
    this.times =
      at.kind === 'instant'
        ? { from: at.time, to: at.time }
        : { from: at.start, to: at.start + at.step * Math.floor((at.end - at.start) / at.step) };
  }

  selections(): Selection[] {
    return [...this.#needed.values()].flatMap(({ matchers, times }) =>
      joined(times).map(({ from, to }) => ({ matchers, from, to })),
    );
  }

  /** @param times - when the expression is evaluated */
  visit(expr: Expr, times: Times): void {
    switch (expr.kind) {
      case 'vector_selector':
        return this.#need(expr.matchers, this.#reach(expr, times, this.lookbackMs));
      case 'matrix_selector':
        return this.#need(expr.vector.matchers, this.#reachOfRange(expr, times));
      case 'subquery': {
        const { from, to } = this.#shifted(expr, times);
        return this.visit(expr.expr, { from: from - this.#ms(expr.range), to });
      }
      case 'call':
        if (expr.func !== 'info') break;
        this.#needInfos(expr.args, times);
        return this.visit(expr.args[0] as Expr, times);
    }
    for (const child of childrenOf(expr)) this.visit(child, times);
  }

  /** Info metrics are read at the time of evaluation, or where the selectors of the first argument look. */
  #needInfos([about, selector]: readonly Expr[], times: Times): void {
    const { names, labels } = infoMatchers(selector?.kind === 'vector_selector' ? selector.matchers : []);
    const read = (placed: Placed): void => this.#need([...names, ...labels], this.#reach(placed, times, this.lookbackMs));
    read({ at: null, offset: null });
    walkExpr(about as Expr, (expr) => {
      if (expr.kind === 'vector_selector') read(expr);
    });
  }

  #reachOfRange({ vector, range }: MatrixSelector, times: Times): Times {
    const beyond = vector.extent === null ? 0 : this.lookbackMs;
    return this.#reach(vector, times, this.#ms(range) + beyond);
  }

  /** The samples that a selector looks at which looks back so far; one that smooths looks ahead, too. */
  #reach(selector: Placed & Partial<Pick<VectorSelector, 'extent'>>, times: Times, backMs: number): Times {
    const { from, to } = this.#shifted(selector, times);
    return { from: from - backMs, to: to + (selector.extent === 'smoothed' ? this.lookbackMs : 0) };
  }

  #shifted({ at, offset }: Placed, times: Times): Times {
    const offsetMs = offset === null ? 0 : durationOf(offset, this.#query, true);
    const { from, to } = this.#pinned(at, times);
    return { from: from - offsetMs, to: to - offsetMs };
  }

  #pinned(at: AtModifier | null, times: Times): Times {
    if (at === null) return times;
    const time = at.at === 'timestamp' ? at.ms : (this.#query?.[at.at] ?? this.times.to);
    return { from: time, to: time };
  }

  #ms(duration: DurationExpr): number {
    return durationOf(duration, this.#query, false);
  }

  #need(matchers: readonly Matcher[], times: Times): void {
    const key = JSON.stringify(matchers.map(({ name, operator, value }) => [name, operator, value]).sort(byText));
    const known = this.#needed.get(key);
    if (known === undefined) this.#needed.set(key, { matchers, times: [times] });
    else known.times.push(times);
  }
}

const byText = (a: readonly string[], b: readonly string[]): number => (String(a) < String(b) ? -1 : 1);

/** Stretches of time in their order, those that overlap made one. */
function joined(times: readonly Times[]): Times[] {
  const found: { from: number; to: number }[] = [];
  for (const { from, to } of times.toSorted((a, b) => a.from - b.from)) {
    const last = found.at(-1);
    if (last !== undefined && from <= last.to + 1) last.to = Math.max(last.to, to);
    else found.push({ from, to });
  }
  return found;
}
