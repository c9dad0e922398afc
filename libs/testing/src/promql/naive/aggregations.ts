import { labelsHash } from '@tocsin/domain/plan/xxhash64';
import { LabelSet } from '@tocsin/domain/plan/label-set';
import type { AggregateExpr } from '@tocsin/domain/promql/ast';
import { formatNumber, formatShortest, quoteString } from '@tocsin/domain/promql/go-text';
import { compareNumbers, meanOf, plus, quantileOf } from './go-math.js';
import { fail, type Moment, type Sample } from './moment.js';

/** The largest float that Prometheus takes for a whole number of 64 bits. */
const COUNT_MAX = 9223372036854774784;
const HASH_MAX = Number(0xffff_ffff_ffff_ffffn);

interface Group {
  readonly labels: LabelSet;
  readonly samples: Sample[];
}

/** Groups in the order of their first elements. */
function groupsOf(samples: readonly Sample[], grouping: readonly string[], without: boolean): Group[] {
  const groups = new Map<string, Group>();
  for (const sample of samples) {
    const labels = without
      ? sample.labels.without(new Set(['__name__', ...grouping]))
      : sample.labels.only(new Set(grouping));
    const group = groups.get(labels.key);
    if (group === undefined) groups.set(labels.key, { labels, samples: [sample] });
    else group.samples.push(sample);
  }
  return [...groups.values()];
}

/** Aggregations whose parameter, if they have one, is a number. */
export function aggregate(
  expr: AggregateExpr,
  param: number | null,
  samples: readonly Sample[],
  moment: Moment,
): Sample[] {
  const { operator, grouping, without } = expr;
  const groups = groupsOf(samples, grouping, without);
  switch (operator) {
    case 'topk':
    case 'bottomk':
    case 'limitk':
      return takeSome(operator, param as number, groups, moment);
    case 'limit_ratio':
      return takeShare(expr, param as number, groups, moment);
    case 'quantile':
      checkQuantile(expr, param as number, moment);
  }
  return groups.map((group) => ({
    labels: group.labels,
    value: reduce(
      operator,
      param,
      group.samples.map(({ value }) => value),
    ),
    dropsName: group.samples.some(({ dropsName }) => dropsName),
  }));
}

function checkQuantile({ param }: AggregateExpr, quantile: number, { notes }: Moment): void {
  if (quantile >= 0 && quantile <= 1) return;
  const message = `quantile value should be between 0 and 1, got ${formatShortest(quantile)}`;
  notes.annotate('warning', message, unwrappedSpan(param));
}

/** Prometheus takes parentheses around arguments away before it evaluates. */
function unwrappedSpan(expr: AggregateExpr['param']): AggregateExpr['span'] {
  let inner = expr;
  while (inner?.kind === 'paren') inner = inner.expr;
  return (inner as NonNullable<typeof inner>).span;
}

function reduce(operator: AggregateExpr['operator'], param: number | null, values: readonly number[]): number {
  switch (operator) {
    case 'sum':
      return sumOf(values);
    case 'avg':
      return meanOf(values);
    case 'count':
      return values.length;
    case 'group':
      return 1;
    case 'min':
      return values.reduce((least, value) => (least > value || Number.isNaN(least) ? value : least));
    case 'max':
      return values.reduce((most, value) => (most < value || Number.isNaN(most) ? value : most));
    case 'stdvar':
      return varianceOf(values);
    case 'stddev':
      return Math.sqrt(varianceOf(values));
    case 'quantile':
      return quantileOf(param as number, values);
    default:
      throw new Error(`${operator} does not reduce a group to one value`);
  }
}

function sumOf(values: readonly number[]): number {
  const { sum, compensation } = values.slice(1).reduce(plus, { sum: values[0] as number, compensation: 0 });
  return sum + compensation;
}

/** Welford's variance of a whole group. */
function varianceOf(values: readonly number[]): number {
  const [first = Number.NaN, ...others] = values;
  let mean = first;
  let squares = Number.isFinite(first) ? 0 : Number.NaN;
  others.forEach((value, place) => {
    const delta = value - mean;
    mean += delta / (place + 2);
    squares += delta * (value - mean);
  });
  return squares / values.length;
}

/** `topk`, `bottomk` and `limitk`. */
function takeSome(
  operator: 'topk' | 'bottomk' | 'limitk',
  asked: number,
  groups: readonly Group[],
  { notes }: Moment,
): Sample[] {
  if (asked < 1) return [];
  if (Number.isNaN(asked)) fail('Parameter value is NaN');
  if (asked >= COUNT_MAX) fail(`Scalar value ${formatShortest(asked)} overflows int64`);
  const count = Math.trunc(asked);
  return groups.flatMap(({ samples }) => {
    const sorted = operator === 'limitk' ? samples : [...samples].sort(rankOf(operator));
    const [lastIn, firstOut] = [sorted[count - 1], sorted[count]];
    if (lastIn !== undefined && firstOut !== undefined)
      if (operator === 'limitk' || rankOf(operator)(lastIn, firstOut) === 0) notes.choseArbitrarily();
    return sorted.slice(0, count);
  });
}

/** The largest, or smallest, come first, and NaN last. */
function rankOf(operator: 'topk' | 'bottomk'): (a: Sample, b: Sample) => number {
  return (a, b) => {
    if (Number.isNaN(a.value) || Number.isNaN(b.value)) return compareNumbers(b.value, a.value);
    return operator === 'topk' ? compareNumbers(b.value, a.value) : compareNumbers(a.value, b.value);
  };
}

/** `limit_ratio`: chooses by the hash of labels, so that the same series are chosen each time. */
function takeShare(expr: AggregateExpr, asked: number, groups: readonly Group[], { notes }: Moment): Sample[] {
  if (asked === 0) return [];
  if (Number.isNaN(asked)) fail('Ratio value is NaN');
  const ratio = Math.min(1, Math.max(-1, asked));
  if (ratio !== asked) {
    const message = `ratio value should be between -1 and 1, got ${formatShortest(asked)}, capping to ${ratio}`;
    notes.annotate('warning', message, unwrappedSpan(expr.param));
  }
  return groups.flatMap(({ samples }) =>
    samples.filter(({ labels }) => {
      const place = Number(labelsHash(labels)) / HASH_MAX;
      return ratio >= 0 ? place < ratio : place >= 1 + ratio;
    }),
  );
}

/** `count_values`: how many elements of each group have each value. */
export function countValues({ grouping, without }: AggregateExpr, label: string, samples: readonly Sample[]): Sample[] {
  if (label === '' || /\p{Cs}/u.test(label)) fail(`invalid label name ${quoteString(label)}`);
  const labelled = samples.map((sample) => ({
    ...sample,
    labels: sample.labels.with(label, formatNumber(sample.value)),
  }));
  return groupsOf(labelled, without ? grouping : [...grouping, label], without).map((group) => ({
    labels: group.labels,
    value: group.samples.length,
    dropsName: false,
  }));
}
