import type { Expr, Matcher } from '../promql/ast.js';
import { valueTypeOf } from '../promql/check-types.js';
import { compileMatcher } from '../promql/match-label.js';
import { childrenOf } from '../promql/walk.js';
import { durationOf } from './durations.js';
import { LabelSet, METRIC_NAME } from './label-set.js';
import { type Description, EvaluationError, perElement, type Scope, VectorOperator } from './operator.js';
import type { LastSamples, Shift } from './selectors.js';
import { NO_VALUE } from './series-store.js';

/** Labels by which `info` knows what an info metric tells of. */
const identifying: ReadonlySet<string> = new Set(['instance', 'job']);

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

/** Where info metrics are read: where all selectors of the expression look, if they look at one time. */
export function infoShift(expr: Expr, scope: Scope): Shift {
  const shifts = new Set<string>();
  const visit = (node: Expr, around: Shift | null): boolean => {
    const type = valueTypeOf(node);
    if (type !== 'vector' && type !== 'matrix') return false;
    const own = node.kind === 'vector_selector' || node.kind === 'subquery' ? node : null;
    const offsetMs = own?.offset == null ? 0 : durationOf(own.offset, scope.query, true);
    const shift: Shift =
      own?.at == null
        ? { at: around?.at ?? null, offsetMs: offsetMs + (around?.offsetMs ?? 0) }
        : { at: own.at, offsetMs };
    if (node.kind === 'vector_selector') {
      shifts.add(JSON.stringify(shift));
      return true;
    }
    const children = node.kind === 'call' && node.func === 'info' ? node.args.slice(0, 1) : childrenOf(node);
    let hasSelector = false;
    for (const child of children) if (visit(child, shift)) hasSelector = true;
    if (!hasSelector) shifts.add('none');
    return hasSelector;
  };
  visit(expr, null);
  const [only] = shifts;
  if (shifts.size !== 1 || only === undefined || only === 'none') return { at: null, offsetMs: 0 };
  return JSON.parse(only) as Shift;
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
      const place = this.#placeOf(labels, input.drops[i] as boolean);
      if (this.values[place] !== NO_VALUE)
        throw new EvaluationError('vector cannot contain metrics with the same labelset');
      this.values[place] = value;
    }
  }

  /** The newest sample of each info metric and what it tells of. */
  #infos(): Map<string, Map<string, LabelSet>> {
    const { info, input } = this;
    const asked = new Set<string>();
    for (let i = 0; i < input.labels.length; i += 1)
      if (input.values[i] !== NO_VALUE) asked.add(identityOf(input.labels[i] as LabelSet));
    const infos = new Map<string, Map<string, LabelSet>>();
    const times = new Map<LabelSet, number>();
    for (let i = 0; i < info.labels.length; i += 1) {
      const labels = info.labels[i] as LabelSet;
      const identity = identityOf(labels);
      if (info.values[i] === NO_VALUE || identity === LabelSet.empty.key || !asked.has(identity)) continue;
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

  #placeOf(labels: LabelSet, drops: boolean): number {
    let place = this.#places.get(labels.key);
    if (place === undefined) {
      place = this.labels.length;
      this.#places.set(labels.key, place);
      this.labels.push(labels);
      this.drops.push(drops);
      this.fit(this.labels.length);
    }
    return place;
  }
}

const identityOf = (labels: LabelSet): string => labels.only(identifying).key;
