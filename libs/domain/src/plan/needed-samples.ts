import type { AtModifier, DurationExpr, Expr, MatrixSelector, Matcher, VectorSelector } from '../promql/ast.js';
import { childrenOf, walkExpr } from '../promql/walk.js';
import { durationOf } from './durations.js';
import { infoMatchers } from './info-function.js';
import type { Scope } from './operator.js';

/** Series by their matchers, and the times of the samples that are needed of them; ms since 1970, both ends included. */
export interface NeededSamples {
  readonly matchers: readonly Matcher[];
  readonly from: number;
  readonly to: number;
}

/** Stretches of time in ms since 1970, both ends included. */
interface Times {
  readonly from: number;
  readonly to: number;
}

/** When expressions are evaluated, first and last; `query` is the range query that does so, null where none does. */
export interface EvaluationTimes extends Times {
  readonly query: Scope['query'];
}

type Placed = Pick<VectorSelector, 'at' | 'offset'>;

/**
 * What must be read to evaluate expressions: each set of series once for each stretch of time.
 *
 * @param lookbackMs - how long a sample stands for its series' value
 * @throws EvaluationError when a duration of an expression cannot be worked out
 */
export function neededSamples(exprs: readonly Expr[], times: EvaluationTimes, lookbackMs: number): NeededSamples[] {
  const gathering = new Gathering(times, lookbackMs);
  for (const expr of exprs) gathering.visit(expr, times);
  return gathering.needed();
}

/**
 * How long before its evaluation an expression looks back; ms. What it looks at by `@` at a fixed time does not count.
 *
 * @throws EvaluationError when a duration of the expression cannot be worked out
 */
export function lookBackMsOf(expr: Expr, lookbackMs: number): number {
  const backAt = (time: number): number[] =>
    neededSamples([expr], { from: time, to: time, query: null }, lookbackMs).map(({ from }) => time - from);
  // Fixed times lie elsewhere when one looks an hour later.
  const later = new Set(backAt(SOME_TIME + 3_600_000));
  return Math.max(0, ...backAt(SOME_TIME).filter((ms) => later.has(ms)));
}

/** A time that is later than any look back; ms since 1970. */
const SOME_TIME = 2 ** 43;

class Gathering {
  readonly #needed = new Map<string, { matchers: readonly Matcher[]; times: Times[] }>();

  constructor(
    private readonly times: EvaluationTimes,
    private readonly lookbackMs: number,
  ) {}

  needed(): NeededSamples[] {
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
    const read = (placed: Placed): void =>
      this.#need([...names, ...labels], this.#reach(placed, times, this.lookbackMs));
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
    const offsetMs = offset === null ? 0 : durationOf(offset, this.times.query, true);
    const { from, to } = this.#pinned(at, times);
    return { from: from - offsetMs, to: to - offsetMs };
  }

  #pinned(at: AtModifier | null, times: Times): Times {
    if (at === null) return times;
    const { query } = this.times;
    // Without a range query each evaluation is a query of its own, which starts and ends where it is made.
    if (at.at !== 'timestamp' && query === null)
      return { from: Math.min(times.from, this.times.from), to: Math.max(times.to, this.times.to) };
    const time = at.at === 'timestamp' ? at.ms : (query as NonNullable<typeof query>)[at.at];
    return { from: time, to: time };
  }

  #ms(duration: DurationExpr): number {
    return durationOf(duration, this.times.query, false);
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
