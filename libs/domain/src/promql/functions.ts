import type { ValueType } from './ast.js';

/** What a function of the language takes and gives. */
export interface FunctionSignature {
  readonly name: string;
  readonly args: readonly ValueType[];
  /**
   * 0: it takes exactly `args`. Above 0: the last of `args` may be left out or stand up to so many times. -1: the last of
   * `args` may be left out or stand any number of times.
   */
  readonly variadic: number;
  readonly returns: ValueType;
  /** Prometheus has it behind a feature flag; here it can always be used. */
  readonly isExperimental: boolean;
  /** It says something about native histograms only, which are not supported yet. */
  readonly forNativeHistograms: boolean;
}

type Extras = Partial<Pick<FunctionSignature, 'variadic' | 'returns' | 'isExperimental' | 'forNativeHistograms'>>;

function signatures(names: string, args: readonly ValueType[], extras: Extras = {}): FunctionSignature[] {
  return names.split(' ').map((name) => ({
    name,
    args,
    variadic: 0,
    returns: 'vector',
    isExperimental: false,
    forNativeHistograms: false,
    ...extras,
  }));
}

const experimental: Extras = { isExperimental: true };
const scalar: Extras = { returns: 'scalar' };

const all: readonly FunctionSignature[] = [
  ...signatures('abs ceil exp floor ln log10 log2 sgn sqrt', ['vector']),
  ...signatures('acos acosh asin asinh atan atanh cos cosh sin sinh tan tanh deg rad', ['vector']),
  ...signatures('absent sort sort_desc timestamp', ['vector']),
  ...signatures('start_timestamp', ['vector'], experimental),
  ...signatures('scalar', ['vector'], scalar),
  ...signatures('vector', ['scalar']),
  ...signatures('pi time', [], scalar),
  ...signatures('start end step range', [], { ...experimental, ...scalar }),
  ...signatures('max_of min_of', ['scalar', 'scalar'], { ...experimental, ...scalar }),
  ...signatures('clamp', ['vector', 'scalar', 'scalar']),
  ...signatures('clamp_max clamp_min', ['vector', 'scalar']),
  ...signatures('round', ['vector', 'scalar'], { variadic: 1 }),
  ...signatures('minute hour day_of_week day_of_month day_of_year days_in_month month year', ['vector'], {
    variadic: 1,
  }),

  ...signatures('rate increase delta irate idelta deriv changes resets', ['matrix']),
  ...signatures('avg_over_time count_over_time min_over_time max_over_time sum_over_time', ['matrix']),
  ...signatures('stddev_over_time stdvar_over_time first_over_time last_over_time', ['matrix']),
  ...signatures('absent_over_time present_over_time', ['matrix']),
  ...signatures('mad_over_time ts_of_first_over_time ts_of_last_over_time', ['matrix'], experimental),
  ...signatures('ts_of_max_over_time ts_of_min_over_time', ['matrix'], experimental),
  ...signatures('quantile_over_time', ['scalar', 'matrix']),
  ...signatures('predict_linear', ['matrix', 'scalar']),
  ...signatures('double_exponential_smoothing', ['matrix', 'scalar', 'scalar'], experimental),

  ...signatures('histogram_quantile', ['scalar', 'vector']),
  ...signatures('histogram_quantiles', ['vector', 'string', 'scalar', 'scalar'], { ...experimental, variadic: 9 }),
  ...signatures('histogram_fraction', ['scalar', 'scalar', 'vector']),
  ...signatures('histogram_count histogram_sum', ['vector']),
  ...signatures('histogram_avg histogram_stddev histogram_stdvar', ['vector'], { forNativeHistograms: true }),

  ...signatures('info', ['vector', 'vector'], { ...experimental, variadic: 1 }),
  ...signatures('label_replace', ['vector', 'string', 'string', 'string', 'string']),
  ...signatures('label_join', ['vector', 'string', 'string', 'string'], { variadic: -1 }),
  ...signatures('sort_by_label sort_by_label_desc', ['vector', 'string'], { ...experimental, variadic: -1 }),

  // The one function that Prometheus does not have: of each element, how far its k-th nearest peer is away, where the
  // elements that share the values of the labels named are peers.
  ...signatures('neighbor_distance', ['vector', 'scalar', 'string'], { variadic: -1 }),
];

/** Every function of the language by its name. Names are case-sensitive. */
export const functions: ReadonlyMap<string, FunctionSignature> = new Map(all.map((each) => [each.name, each]));
