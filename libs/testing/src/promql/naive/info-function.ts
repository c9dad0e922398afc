import { LabelSet } from '@tocsin/domain/plan/label-set';
import type { Series } from '@tocsin/domain/plan/series-store';
import type { AtModifier, Expr, Matcher, VectorSelector } from '@tocsin/domain/promql/ast';
import { valueTypeOf } from '@tocsin/domain/promql/check-types';
import { compileMatcher } from '@tocsin/domain/promql/match-label';
import { childrenOf } from '@tocsin/domain/promql/walk';
import { offsetMs } from './durations.js';
import { fail, type Moment, refuseTwins, type Sample } from './moment.js';
import { lastPoint, seriesOf } from './selection.js';

const METRIC_NAME = '__name__';
const identifying = ['instance', 'job'] as const;
const targetInfo: Matcher = { name: METRIC_NAME, operator: '=', value: 'target_info' };
const anyInfo: Matcher = { name: METRIC_NAME, operator: '=~', value: '.+_info' };

/** What a selector is pinned to, or else how far before the evaluation it looks. */
interface Reference {
  readonly pinned: number | null;
  readonly offset: number;
}

function timeOfAt(at: AtModifier, { query }: Moment): number {
  return at.at === 'timestamp' ? at.ms : query[at.at];
}

/**
 * The one reference that all selectors below an expression share; null where they have several, or where a part of the
 * vector comes from no selector.
 */
function sharedReference(expr: Expr, moment: Moment): Reference | null {
  const references: Reference[] = [];
  let isSharedByAll = true;
  const inspect = (node: Expr, enclosing: readonly Expr[]): boolean => {
    const type = valueTypeOf(node);
    if (type !== 'vector' && type !== 'matrix') return false;
    if (node.kind === 'vector_selector') {
      references.push(referenceOf(node, enclosing, moment));
      return true;
    }
    // The second argument of `info` is written as a selector but is none.
    const below = node.kind === 'call' && node.func === 'info' ? node.args.slice(0, 1) : childrenOf(node);
    const found = below.map((child) => inspect(child, [...enclosing, node]));
    if (!found.includes(true)) isSharedByAll = false;
    return found.includes(true);
  };
  inspect(expr, []);
  const [first, ...others] = references;
  if (first === undefined || !isSharedByAll) return null;
  return others.every((other) => isSame(first, other)) ? first : null;
}

/** The offsets of a selector and of the subqueries around it, up to the first that is pinned. */
function referenceOf(selector: VectorSelector, enclosing: readonly Expr[], moment: Moment): Reference {
  let offset = 0;
  for (const node of [...enclosing, selector].reverse()) {
    if (node.kind !== 'vector_selector' && node.kind !== 'subquery') continue;
    offset += offsetMs(node.offset, moment.query);
    if (node.at !== null) return { pinned: timeOfAt(node.at, moment), offset };
  }
  return { pinned: null, offset };
}

function isSame(a: Reference, b: Reference): boolean {
  if (a.pinned === null || b.pinned === null) return a.pinned === b.pinned && a.offset === b.offset;
  return a.pinned - a.offset === b.pinned - b.offset;
}

/** The conditions on the names of info metrics. */
function nameMatchers(matchers: readonly Matcher[]): readonly Matcher[] {
  const names = matchers.filter(({ name }) => name === METRIC_NAME);
  if (names.some(({ operator }) => operator === '=' || operator === '=~')) return names;
  return names.length === 0 ? [targetInfo] : [anyInfo, ...names];
}

function fits(labels: LabelSet, matchers: readonly Matcher[]): boolean {
  return matchers.every((matcher) => compileMatcher(matcher)(labels.get(matcher.name)));
}

/** A series of an info metric with the time of its last sample. */
interface InfoSeries {
  readonly labels: LabelSet;
  readonly time: number;
}

/**
 * `info`: adds the labels of info metrics, such as `target_info`, to the elements that have their identifying labels.
 *
 * @param argument what the elements are the result of
 * @param selector the conditions on labels and names of the info metrics; null: all labels of `target_info`
 */
export function addInfo(
  elements: readonly Sample[],
  argument: Expr,
  selector: VectorSelector | null,
  moment: Moment,
): Sample[] {
  const matchers = selector?.matchers ?? [];
  const names = nameMatchers(matchers);
  const asked = matchers.filter(({ name }) => name !== METRIC_NAME);
  const isInfo = ({ labels }: Sample): boolean => fits(LabelSet.of({}, labels.metric), names);
  const measured = elements.filter((element) => !isInfo(element));
  const known = newest(infoSeriesFor(measured, [...asked, ...names], sharedReference(argument, moment), moment));
  const results = elements.flatMap((element) => (isInfo(element) ? [element] : enriched(element, known, asked)));
  refuseTwins(results);
  return results;
}

/** Whether a label set has, of each identifying label, one of the values that elements have. */
function infoSeriesFor(
  elements: readonly Sample[],
  matchers: readonly Matcher[],
  reference: Reference | null,
  moment: Moment,
): InfoSeries[] {
  const time = (reference?.pinned ?? moment.time) - (reference?.offset ?? 0);
  const groups = new Map<string, Sample[]>();
  for (const element of elements) {
    const presence = identifying.map((name) => element.labels.get(name) !== '').join();
    if (presence.includes('true')) groups.set(presence, [...(groups.get(presence) ?? []), element]);
  }
  const series = seriesOf(moment.store, matchers).filter(({ labels }) =>
    [...groups.values()].some((group) => hasIdentityOf(labels, group)),
  );
  return series.flatMap((each: Series) => {
    const last = lastPoint(each, time, moment.lookbackMs);
    return last === null ? [] : [{ labels: each.labels, time: last.time }];
  });
}

/** Whether each identifying label has a value that it has in some element of a group. */
function hasIdentityOf(labels: LabelSet, group: readonly Sample[]): boolean {
  return identifying.every((name) => group.some((element) => element.labels.get(name) === labels.get(name)));
}

function identityOf(labels: LabelSet): LabelSet {
  return labels.only(new Set(identifying));
}

/** Of the series of one metric for one target, the one with the newest sample, by target and metric. */
function newest(series: readonly InfoSeries[]): Map<string, InfoSeries[]> {
  const byTarget = new Map<string, InfoSeries[]>();
  for (const each of series) {
    const key = identityOf(each.labels).key;
    const others = byTarget.get(key) ?? [];
    const rival = others.find(({ labels }) => labels.metric === each.labels.metric);
    if (rival?.time === each.time)
      fail(
        `found duplicate series for info metric: existing ${rival.labels.toString()} @ ${rival.time}, ` +
          `new ${each.labels.toString()} @ ${each.time}`,
      );
    if (rival !== undefined && rival.time > each.time) continue;
    byTarget.set(key, [...others.filter((other) => other !== rival), each]);
  }
  return byTarget;
}

function enriched(
  element: Sample,
  known: ReadonlyMap<string, readonly InfoSeries[]>,
  asked: readonly Matcher[],
): Sample[] {
  const sources = known.get(identityOf(element.labels).key) ?? [];
  const isOptional = asked.every((matcher) => compileMatcher(matcher)(''));
  if (sources.length === 0 && !isOptional) return [];
  const added = new Map<string, string>();
  for (const [name, value] of sources.flatMap(({ labels }) => labels.entries())) {
    if (name === METRIC_NAME || (asked.length > 0 && !asked.some((matcher) => matcher.name === name))) continue;
    if ((added.get(name) ?? value) !== value) fail(`conflicting label: ${name}`);
    if (element.labels.get(name) === '') added.set(name, value);
  }
  return [{ ...element, labels: LabelSet.fromEntries([...element.labels.entries(), ...added]) }];
}
