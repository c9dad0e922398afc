import type {
  AbsenceCondition,
  AnomalyCondition,
  ChangeCondition,
  Comparison,
  CompositeCondition,
  ForecastCondition,
  OutlierCondition,
  PatternCondition,
  PromqlCondition,
  RuleCondition,
  SequenceCondition,
  ThresholdCondition,
} from './condition.js';
import type { Labels } from './labels.js';

type ChangeMode = ChangeCondition['mode'];
type OutlierOptions = Partial<Omit<OutlierCondition, 'type' | 'metric_path'>>;
type PatternOptions = Partial<Pick<PatternCondition, 'operator' | 'threshold' | 'labels'>>;

/** Builds conditions in code; what it builds is checked with the rule by `validateRuleDraft`. */
export const ConditionFactory = {
  threshold(
    metric_path: string,
    operator: Comparison,
    threshold: number,
    options: { recovery_threshold?: number; labels?: Labels } = {},
  ): ThresholdCondition {
    return { type: 'threshold', metric_path, operator, threshold, ...options };
  },
  change(
    metric_path: string,
    window: string,
    operator: Comparison,
    threshold: number,
    options: { mode?: ChangeMode; labels?: Labels } = {},
  ): ChangeCondition {
    return { type: 'change', metric_path, window, operator, threshold, mode: 'absolute', ...options };
  },
  absence(metric_path: string, window: string, options: { labels?: Labels } = {}): AbsenceCondition {
    return { type: 'absence', metric_path, window, ...options };
  },
  anomaly(metric_path: string, score = 0.8, options: { labels?: Labels } = {}): AnomalyCondition {
    return { type: 'anomaly', metric_path, score, ...options };
  },
  forecast(
    metric_path: string,
    horizon: ForecastCondition['horizon'],
    operator: Comparison,
    threshold: number,
    options: { quantile?: ForecastCondition['quantile']; labels?: Labels } = {},
  ): ForecastCondition {
    return { type: 'forecast', metric_path, horizon, operator, threshold, quantile: '0.5', ...options };
  },
  outlier(metric_path: string, options: OutlierOptions = {}): OutlierCondition {
    const near = { tolerance: 3, neighbors: 2, min_peers: 3, min_distance: 0 };
    return { type: 'outlier', metric_path, method: 'mad', by: [], ...near, ...options };
  },
  pattern(
    metric_path: string,
    label: string,
    pattern: string,
    window: string,
    options: PatternOptions = {},
  ): PatternCondition {
    return { type: 'pattern', metric_path, label, pattern, window, operator: '>=', threshold: 1, ...options };
  },
  promql(expr: string): PromqlCondition {
    return { type: 'promql', expr };
  },
  sequence(within: string, ...conditions: RuleCondition[]): SequenceCondition {
    return { type: 'sequence', within, conditions };
  },
  all(...conditions: RuleCondition[]): CompositeCondition {
    return { type: 'composite', match: 'all', conditions };
  },
  any(...conditions: RuleCondition[]): CompositeCondition {
    return { type: 'composite', match: 'any', conditions };
  },
  not(...conditions: RuleCondition[]): CompositeCondition {
    return { type: 'composite', match: 'not', conditions };
  },
  atLeast(n: number, ...conditions: RuleCondition[]): CompositeCondition {
    return { type: 'composite', match: 'n_of', n, conditions };
  },
} as const;
