import type { Expr, Matcher, VectorSelector } from '../promql/ast.js';
import { valueTypeOf } from '../promql/check-types.js';
import { compileMatcher } from '../promql/match-label.js';
import { childrenOf } from '../promql/walk.js';
import { durationOf } from './durations.js';
import { LabelSet, METRIC_NAME } from './label-set.js';
import { type Description, EvaluationError, failOfTwins, perElement, type Scope, VectorOperator } from './operator.js';
import { isBound, LastSamples, pinnedTo, reachOf, type Shift } from './selectors.js';
import { NO_VALUE } from './series-store.js';

/** Labels by which `info` knows what an info metric tells of. */
const identifying = ['instance', 'job'] as const;

/** The matchers of `info`'s second argument, by what they are for. */
export interface InfoMatchers {
  /** Which info metrics are read. */
  readonly names: readonly Matcher[];
  /** Which of their labels are taken over, and what those must be; all labels when there are none. */
  readonly labels: readonly Matcher[];
}

/** `target_info` unless something else is asked for; a name that is only excluded leaves all that end in `_info`. */
export function infoMatchers(matchers: readonly Matcher[]): InfoMatchers {
  const asked = matchers.filter(({ name }) => name === METRIC_NAME);
  const labels = matchers.filter(({ name }) => name !== METRIC_NAME);
  const name = (operator: Matcher['operator'], value: string): Matcher => ({ name: METRIC_NAME, operator, value });
  if (asked.length === 0) return { names: [name('=', 'target_info')], labels };
  const isBounded = asked.some(({ operator }) => operator === '=' || operator === '=~');
  return { names: isBounded ? asked : [name('=~', '.+_info'), ...asked], labels };
}

/** Where the selectors of an expression look; null where a part of a vector comes from no selector. */
function shiftsIn(expr: Expr, scope: Scope): Shift[] | null {
  const shifts: Shift[] = [];
  let isAllSelected = true;
  const visit = (node: Expr, around: Shift): boolean => {
    const type = valueTypeOf(node);
    if (type !== 'vector' && type !== 'matrix') return false;
    const shift = node.kind === 'vector_selector' || node.kind === 'subquery' ? within(around, node, scope) : around;
    if (node.kind === 'vector_selector') {
      shifts.push(shift);
      return true;
    }
    const children = node.kind === 'call' && node.func === 'info' ? node.args.slice(0, 1) : childrenOf(node);
    const found = children.map((child) => visit(child, shift));
    if (!found.includes(true)) isAllSelected = false;
    return found.includes(true);
  };
  visit(expr, { at: null, offsetMs: 0 });
  return isAllSelected ? shifts : null;
}

/** Where a selector looks inside what is shifted itself. */
function within(around: Shift, { at, offset }: Pick<VectorSelector, 'at' | 'offset'>, scope: Scope): Shift {
  const offsetMs = offset === null ? 0 : durationOf(offset, scope.query, true);
  return at === null ? { at: around.at, offsetMs: offsetMs + around.offsetMs } : { at, offsetMs };
}

/**
 * The samples of info metrics, read where the selectors of the expression look that they are to tell of, if those look at
 * one time, and else at the time of the evaluation.
 */
export class InfoSamples extends LastSamples {
  readonly #shifts: readonly Shift[];

  constructor(scope: Scope, selector: VectorSelector, about: Expr) {
    super(scope, selector, { at: null, offsetMs: 0 });
    this.#shifts = shiftsIn(about, scope) ?? [];
    for (const shift of this.#shifts) this.selection.keepFor(reachOf(scope, shift, scope.lookbackMs));
  }

  override get isOfItsRound(): boolean {
    return this.#shifts.some(isBound);
  }

  protected override timeOf(time: number): number {
    const [first, ...others] = this.#shifts;
    if (first === undefined) return time;
    const { at } = first;
    const pinned = at === null ? null : pinnedTo(this.scope, at) - first.offsetMs;
    const isShared = others.every((other) =>
      pinned === null || other.at === null
        ? at === other.at && first.offsetMs === other.offsetMs
        : pinnedTo(this.scope, other.at) - other.offsetMs === pinned,
    );
    if (!isShared) return time;
    return pinned ?? time - first.offsetMs;
  }
}

/** `info(v)`: the elements of a vector with labels of the info metrics that tell of the same instance and job. */
export class InfoJoin extends VectorOperator {
  readonly labels: LabelSet[] = [];
  readonly drops: boolean[] = [];
  readonly isOfOneMetric = false;
  readonly #places = new Map<string, number>();
  readonly #isInfoName: (name: string) => boolean;
  readonly #wanted: ReadonlySet<string>;
  /** Elements without any info are kept, since what is asked of labels holds for missing ones. */
  readonly #keepsUninformed: boolean;

  constructor(
    scope: Scope,
    private readonly input: VectorOperator,
    private readonly info: LastSamples,
    { names, labels }: InfoMatchers,
  ) {
    super(scope, [input, info]);
    const tests = names.map(compileMatcher);
    this.#isInfoName = (name) => tests.every((test) => test(name));
    this.#wanted = new Set(labels.map(({ name }) => name));
    this.#keepsUninformed = labels.every((matcher) => compileMatcher(matcher)(''));
  }

  describe(): Description {
    return perElement('info');
  }

  protected compute(): void {
    const { input } = this;
    const infos = this.#infos();
    this.values.fill(NO_VALUE);
    for (let i = 0; i < input.labels.length; i += 1) {
      const value = input.values[i] as number;
      if (value === NO_VALUE) continue;
      const own = input.labels[i] as LabelSet;
      const labels = this.#isInfoName(own.metric) ? own : this.#informed(own, infos);
      if (labels === null) continue;
      const place = this.#placeOf(labels);
      if (this.values[place] !== NO_VALUE) failOfTwins();
      this.values[place] = value;
      this.drops[place] = input.drops[i] as boolean;
    }
  }

  /** The newest sample of each info metric and what it tells of. */
  #infos(): Map<string, Map<string, LabelSet>> {
    const { info } = this;
    const asked = this.#asked();
    const infos = new Map<string, Map<string, LabelSet>>();
    const times = new Map<LabelSet, number>();
    for (let i = 0; i < info.labels.length; i += 1) {
      const labels = info.labels[i] as LabelSet;
      if (info.values[i] === NO_VALUE || !asked(labels)) continue;
      const identity = identityOf(labels);
      const byName = infos.get(identity) ?? new Map<string, LabelSet>();
      infos.set(identity, byName);
      const at = info.sampledAt[i] as number;
      const known = byName.get(labels.metric);
      const knownAt = known === undefined ? Number.NEGATIVE_INFINITY : (times.get(known) as number);
      if (known !== undefined && knownAt === at)
        throw new EvaluationError(
          `found duplicate series for info metric: existing ${known.toString()} @ ${at}, new ${labels.toString()} @ ${at}`,
        );
      if (knownAt > at) continue;
      byName.set(labels.metric, labels);
      times.set(labels, at);
    }
    return infos;
  }

  /**
   * Which info metrics are looked at: those that have, of each identifying label, a value that some element has. As in
   * Prometheus, values may come from several elements, as long as these have the same of the labels at all.
   */
  #asked(): (labels: LabelSet) => boolean {
    const { input } = this;
    const values = new Map<string, Set<string>[]>();
    for (let i = 0; i < input.labels.length; i += 1) {
      const own = input.labels[i] as LabelSet;
      if (input.values[i] === NO_VALUE || this.#isInfoName(own.metric)) continue;
      const known = values.get(presenceOf(own)) ?? identifying.map(() => new Set<string>());
      values.set(presenceOf(own), known);
      identifying.forEach((name, n) => known[n]?.add(own.get(name)));
    }
    values.delete('');
    return (labels) => {
      const known = values.get(presenceOf(labels));
      return known !== undefined && identifying.every((name, n) => known[n]?.has(labels.get(name)) === true);
    };
  }

  /** An element's labels with those of its infos; null when it has none that it needs. */
  #informed(own: LabelSet, infos: ReadonlyMap<string, ReadonlyMap<string, LabelSet>>): LabelSet | null {
    const found = infos.get(identityOf(own));
    if (found === undefined) return this.#keepsUninformed ? own : null;
    const added = new Map<string, string>();
    for (const info of found.values()) {
      for (const [name, value] of info.entries()) {
        if (name === METRIC_NAME || (this.#wanted.size > 0 && !this.#wanted.has(name))) continue;
        const known = added.get(name);
        if (known !== undefined && known !== value) throw new EvaluationError(`conflicting label: ${name}`);
        if (own.get(name) === '') added.set(name, value);
      }
    }
    return LabelSet.fromEntries([...own.entries(), ...added]);
  }

  #placeOf(labels: LabelSet): number {
    let place = this.#places.get(labels.key);
    if (place === undefined) {
      place = this.labels.length;
      this.#places.set(labels.key, place);
      this.labels.push(labels);
      this.drops.push(false);
      this.fit(this.labels.length);
    }
    return place;
  }
}

const identityOf = (labels: LabelSet): string => identifying.map((name) => JSON.stringify(labels.get(name))).join();

/** Which of the identifying labels there are. */
const presenceOf = (labels: LabelSet): string => identifying.filter((name) => labels.get(name) !== '').join();
