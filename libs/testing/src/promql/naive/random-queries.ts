import fc from 'fast-check';
import { STORE_MS } from './random-store.js';

/**
 * Expressions as text, of valid types, over the metrics and labels of {@link ./random-store.js}. Times behind `@` are
 * written as `START+n` and become times of the store by {@link placed}.
 */

const { constantFrom, integer, oneof, tuple } = fc;

const label = constantFrom('job', 'instance', 'env', 'le', '__name__', 'version', 'none', '__type__');
const dataLabel = constantFrom('job', 'instance', 'env', 'le', 'version', 'none', '__type__');
const labels = fc.uniqueArray(label, { maxLength: 3 });
const length = constantFrom('30s', '1m', '15s', '100s', '2m', '5m', '90s', '(30s * 2)', 'max_of(step(), 45s)', '30');
const offset = constantFrom('30s', '-30s', '1m', '15s', '-7s', '(1m - 30s)', '5m', '-(step())');
const stepLength = constantFrom('30s', '15s', '17s', '1m', '', '(step() + 10s)');

const text = (...options: readonly string[]): fc.Arbitrary<string> => constantFrom(...options);
const sometimes = (arbitrary: fc.Arbitrary<string>, weight = 2): fc.Arbitrary<string> =>
  oneof({ weight: 6, arbitrary: text('') }, { weight, arbitrary });

/** Fills places of a pattern, `#` each, with what other generators give. */
function pattern(template: string, ...parts: readonly fc.Arbitrary<string>[]): fc.Arbitrary<string> {
  const between = template.split('#');
  return tuple(...parts).map((filled) => between.map((own, place) => own + (filled[place] ?? '')).join(''));
}

const matcher = oneof(
  pattern('#="#"', dataLabel, text('x', 'y', '0', '', '')),
  pattern('#!="#"', dataLabel, text('x', '0', 'p', '')),
  pattern('#=~"#"', dataLabel, text('x|y', '.*', '.+', '1.*', 'p?', '[01]')),
  pattern('#!~"#"', dataLabel, text('x|z', '1.*', '')),
);
const metric = text('a', 'a', 'b', 'c', 'requests_total', 'requests_total', 'latency_bucket', 'target_info');
const named = pattern('##', metric, sometimes(pattern('{#}', matcher), 1));
const unnamed = pattern('{__name__=~"#"}', text('a|b', '.+_total|c', 'a|b|c', '.+', 'requests_total|b'));
const base = oneof({ weight: 6, arbitrary: named }, unnamed);
const at = pattern(
  ' @ #',
  oneof(
    text('start()', 'end()'),
    integer({ min: -60, max: STORE_MS / 1000 + 60 }).map((n) => `START+${n}`),
  ),
);
const shifted = pattern('##', sometimes(at), sometimes(pattern(' offset #', offset)));
const selector = pattern('###', base, sometimes(text(' smoothed'), 1), shifted);

const elementFunctions = [
  ...['abs', 'ceil', 'floor', 'exp', 'sqrt', 'ln', 'log2', 'log10', 'sgn', 'sin', 'cos', 'tan', 'asin', 'acos', 'atan'],
  ...['sinh', 'cosh', 'tanh', 'asinh', 'acosh', 'atanh', 'rad', 'deg', 'round', 'timestamp'],
  ...['minute', 'hour', 'day_of_week', 'day_of_month', 'day_of_year', 'days_in_month', 'month', 'year', 'absent'],
  ...['sort', 'sort_desc', 'info'],
];
const windowFunctions = [
  ...['rate', 'increase', 'delta', 'irate', 'idelta', 'deriv', 'changes', 'resets', 'avg_over_time', 'count_over_time'],
  ...['min_over_time', 'max_over_time', 'sum_over_time', 'stddev_over_time', 'stdvar_over_time', 'first_over_time'],
  ...['last_over_time', 'absent_over_time', 'present_over_time', 'mad_over_time', 'ts_of_first_over_time'],
  ...['ts_of_last_over_time', 'ts_of_max_over_time', 'ts_of_min_over_time'],
];
const extended = oneof(
  pattern('#(#[#] anchored#)', text('rate', 'increase', 'delta', 'changes', 'resets'), base, length, shifted),
  pattern('#(#[#] smoothed#)', text('rate', 'increase', 'delta'), base, length, shifted),
);
const arithmetic = text('+', '-', '*', '/', '%', '^', 'atan2');
const comparison = pattern('##', text('==', '!=', '<', '<=', '>', '>='), sometimes(text(' bool')));
const setOperator = text('and', 'or', 'unless');
const quantile = text('0', '0.5', '0.9', '1', '1.5', '-1', 'NaN');
const number = oneof(integer({ min: -4, max: 8 }).map(String), text('0.5', 'Inf', '-Inf', 'NaN', '1e3', '2.5', '5m'));

const commas = (names: readonly string[]): string => names.join(', ');
const on = tuple(text('on', 'ignoring'), labels).map(([word, names]) => ({
  clause: `${word} (${commas(names)})`,
  names,
}));
const filling = sometimes(
  oneof(
    pattern('fill (#)', text('0', '1', 'NaN')),
    pattern('fill_left (#)', text('0', '7')),
    pattern('fill_right (#)', text('0', '7')),
    pattern('fill_left (#) fill_right (#)', text('1', '2'), text('3', '4')),
  ),
);
const grouped = tuple(on, text('group_left', 'group_right'), labels).map(([{ clause, names }, word, include]) => {
  return `${clause} ${word} (${commas(include.filter((name) => !names.includes(name)))})`;
});
/** Clauses with which two vectors find each other more often than not come up most. */
const matching = oneof(
  { weight: 3, arbitrary: text('') },
  { weight: 2, arbitrary: on.map(({ clause }) => clause) },
  { weight: 3, arbitrary: grouped },
  { weight: 2, arbitrary: text('on (job, instance) group_left ()', 'on (job) group_right (env)', 'on (job)') },
);
const by = sometimes(
  tuple(text('by', 'without'), labels).map(([word, names]) => ` ${word} (${commas(names)}) `),
  12,
);

/** A form of expression, and how often it comes up next to others. */
interface Form {
  readonly weight: number;
  readonly arbitrary: fc.Arbitrary<string>;
}

function form(weight: number, template: string, ...parts: readonly fc.Arbitrary<string>[]): Form {
  return { weight, arbitrary: pattern(template, ...parts) };
}

type Tie = Record<'vector' | 'scalar' | 'matrix', fc.Arbitrary<string>>;

function aggregations({ vector, scalar }: Tie): Form[] {
  const plain = text('sum', 'avg', 'count', 'min', 'max', 'group', 'stddev', 'stdvar');
  const ranked = text('topk', 'bottomk', 'limitk', 'quantile', 'limit_ratio');
  const param = oneof(text('1', '2', '0.5', '-0.3'), scalar);
  // A value becomes a text, in which the last digit counts.
  const exact = oneof(selector, pattern('round(#)', vector));
  return [
    form(4, '##(#)', plain, by, vector),
    form(3, '##(#, #)', ranked, by, param, vector),
    form(1, 'count_values#("#", #)', by, text('value', 'job', '__name__'), exact),
  ];
}

function operations({ vector, scalar }: Tie): Form[] {
  const operator = oneof(arithmetic, comparison);
  return [
    form(4, '(#) # # # (#)', vector, operator, matching, filling, vector),
    form(3, '(#) # # (#)', vector, setOperator, sometimes(on.map(({ clause }) => clause)), vector),
    form(2, '(#) # (#)', vector, operator, scalar),
    form(1, '(#) # (#)', scalar, operator, vector),
    form(2, '#(#)', text('-', '+', ''), vector),
  ];
}

function calls({ vector, scalar, matrix }: Tie): Form[] {
  return [
    form(4, '#(#)', text(...elementFunctions), vector),
    form(5, '#(#)', text(...windowFunctions), matrix),
    { weight: 1, arbitrary: extended },
    form(1, 'vector(#)', scalar),
    form(1, '#()', text('minute', 'hour', 'day_of_week', 'year')),
    form(1, '#(#, #)', text('clamp_min', 'clamp_max', 'round'), vector, scalar),
    form(1, 'clamp(#, #, #)', vector, scalar, scalar),
    form(1, 'quantile_over_time(#, #)', oneof(quantile, scalar), matrix),
    form(1, 'predict_linear(#, #)', matrix, scalar),
    form(1, 'double_exponential_smoothing(#, #, #)', matrix, text('0.5', '0.1'), text('0.5', '0.9', '1')),
    form(1, '#(#, "#", "#")', text('sort_by_label', 'sort_by_label_desc'), vector, label, label),
  ];
}

function callsOnLabels({ vector }: Tie): Form[] {
  const replacement = text('$1', 'z', '${1}y', '$$', '');
  const regex = text('(.*)', 'x', '(.)', '.+', '(?P<n>x)|y');
  const infoName = pattern('__name__#', text('="build_info"', '=~".+_info"', '!="build_info"'));
  const version = pattern('version=~"#"', text('1|2', '.+', '.*'));
  return [
    form(1, 'label_replace(#, "#", "#", "#", "#")', vector, label, replacement, label, regex),
    form(1, 'label_join(#, "#", "-", "#", "#")', vector, label, label, label),
    form(2, 'info(#, {#})', vector, oneof(matcher, infoName, version)),
    form(1, 'info((#) or (#), {#})', selector, selector, version),
  ];
}

function callsOnHistograms({ vector, scalar }: Tie): Form[] {
  const buckets = text('latency_bucket', 'rate(latency_bucket[2m])', 'sum by (le, job) (latency_bucket)');
  const histogram = oneof(buckets, vector);
  return [
    form(2, 'histogram_quantile(#, #)', quantile, histogram),
    form(1, 'histogram_fraction(#, #, #)', scalar, scalar, histogram),
    form(1, 'histogram_quantiles(#, "#", #, #)', histogram, text('q', 'job'), quantile, quantile),
  ];
}

function scalars({ vector, scalar }: Tie): Form[] {
  return [
    { weight: 6, arbitrary: number },
    form(3, 'scalar(#)', vector),
    form(2, '#()', text('time', 'pi', 'start', 'end', 'step', 'range')),
    form(2, '(#) # (#)', scalar, oneof(arithmetic, text('== bool', '> bool', '<= bool')), scalar),
    form(1, '#(#, #)', text('max_of', 'min_of'), scalar, scalar),
    form(1, '-(#)', scalar),
  ];
}

const depth = { maxDepth: 3, withCrossShrink: true };

const { vector, scalar, matrix } = fc.letrec<Record<keyof Tie, string>>((tie) => {
  const ties = { vector: tie('vector'), scalar: tie('scalar'), matrix: tie('matrix') };
  return {
    vector: oneof(
      depth,
      { weight: 5, arbitrary: selector },
      ...calls(ties),
      ...aggregations(ties),
      ...operations(ties),
      ...callsOnLabels(ties),
      ...callsOnHistograms(ties),
    ),
    scalar: oneof(depth, ...scalars(ties)),
    matrix: oneof(
      depth,
      form(4, '#[#]#', base, length, shifted),
      form(2, '(#)[#:#]#', ties.vector, length, stepLength, shifted),
    ),
  };
});

/** An expression that gives a vector, or sometimes a scalar, with its times still to be placed. */
export const randomQuery = oneof({ weight: 9, arbitrary: vector }, { weight: 1, arbitrary: scalar });
/** The same, or a range vector; those with points from outside their windows stand alone or in few functions. */
export const randomInstantQuery = oneof(
  { weight: 24, arbitrary: randomQuery },
  { weight: 2, arbitrary: matrix },
  { weight: 1, arbitrary: pattern('#[#] ##', base, length, text('anchored', 'smoothed'), shifted) },
);

/** Writes the times of a query as times of a store that starts at a time (ms since 1970). */
export function placed(query: string, start: number): string {
  return query.replaceAll(/START\+(-?\d+)/g, (_, seconds: string) => String(start / 1000 + Number(seconds)));
}
