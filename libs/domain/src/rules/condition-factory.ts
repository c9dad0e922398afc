import type {
  AbsenceCondition,
  ChangeCondition,
  Comparison,
  CompositeCondition,
  RuleCondition,
  ThresholdCondition,
} from './condition.js';
import type { Labels } from './labels.js';

type ChangeMode = ChangeCondition['mode'];

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
