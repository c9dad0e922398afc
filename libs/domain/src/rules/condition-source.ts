import { hash128 } from '../engine/hash.js';
import type { RuleDraft } from './alert-rule.js';
import type { DerivedCondition, LeafCondition } from './condition.js';
import { leavesOf } from './condition-walk.js';
import { durationMs } from './duration.js';
import { RULE_INTERVAL_DEFAULT } from './interval.js';
import type { Labels } from './labels.js';
import { metricOfPath } from './metric-path.js';

/** How strange a sample is, from 0 to 1; with the labels of its series. */
export const ANOMALY_SCORE = 'tocsin_anomaly_score';
/**
 * What share of a high score a member of the ensemble had, from 0 to 1; with the labels of its series, `member`, and `part`: the
 * `onset` of something new, or the `level` of how unusual the series is.
 */
export const ANOMALY_CONTRIBUTION = 'tocsin_anomaly_contribution';
/** 1 where a sample that a score is asked of has none, with `reason`. */
export const ANOMALY_ABSTAINED = 'tocsin_anomaly_abstained';
/** What a series is forecast to be; with its labels, and `horizon` and `quantile`. */
export const FORECAST = 'tocsin_forecast';
/** How likely a rule is to fire within a horizon, from 0 to 1; with the labels of its series, and `rule_id` and `horizon`. */
export const BREACH_PROBABILITY = 'tocsin_breach_probability';
/**
 * In how many seconds a rule is as likely as not to have fired; where the chance reaches one half within the horizon. With the
 * same labels.
 */
export const TIME_TO_BREACH = 'tocsin_time_to_breach_seconds';
/** 1 where a forecast or a chance that is asked for cannot be told, with `horizon`, `reason`, and `rule_id` of a chance. */
export const PREDICTION_ABSTAINED = 'tocsin_prediction_abstained';
/** 1 at a sample by which a series was found to have changed for good, with `drift_type` and `test`. */
export const DRIFT = 'tocsin_drift';
/** For how many wanted series a process that predicts has no room; with `process`. */
export const SERIES_LEFT_OUT = 'tocsin_prediction_series_left_out';
/** Of those that speak of a series: the metric that they speak of. */
export const SOURCE_METRIC = 'source_metric';
/** What conditions over many series come to is written as samples of metrics that begin with this. */
export const DERIVED_PREFIX = 'tocsin:condition:';

const predicted: ReadonlySet<string> = new Set([
  ANOMALY_SCORE,
  ANOMALY_CONTRIBUTION,
  ANOMALY_ABSTAINED,
  FORECAST,
  BREACH_PROBABILITY,
  TIME_TO_BREACH,
  PREDICTION_ABSTAINED,
  DRIFT,
  SERIES_LEFT_OUT,
]);

/** Whether a metric is made by the platform out of a tenant's series: nobody sends it, and it counts for no quota. */
export function isPlatformMetric(metric: string): boolean {
  return metric.startsWith(DERIVED_PREFIX) || predicted.has(metric);
}

/** Whether the platform writes a metric itself, of a tenant's series or of its own work: nothing is predicted of it. */
export const isOwnMetric = (metric: string): boolean =>
  metric.startsWith('tocsin_') || metric.startsWith(DERIVED_PREFIX);

/** The series that a leaf condition is decided by. */
export interface ConditionSource {
  metric: string;
  /** Label values that the series must carry. */
  labels: Labels;
}

/**
 * Whether a condition is evaluated by the clock, over many series at once. What it gives is recorded, element by element,
 * and the rule is decided by these samples: so such conditions join with all others, and can be looked at.
 */
export function isDerived(condition: LeafCondition): condition is DerivedCondition {
  return condition.type === 'promql' || condition.type === 'outlier' || condition.type === 'pattern';
}

/** How often the clock evaluates a rule; null for one that each sample decides, as it comes. */
export function evaluationIntervalMs({
  conditions,
  interval,
}: Pick<RuleDraft, 'conditions' | 'interval'>): number | null {
  const isByClock = leavesOf(conditions).some(({ condition }) => isDerived(condition));
  return isByClock ? durationMs(interval ?? RULE_INTERVAL_DEFAULT) : null;
}

/**
 * The series by which a condition of a rule is decided.
 *
 * @throws TypeError for a path that names no metric, which no checked rule has
 */
export function sourceOf(ruleId: string, condition: LeafCondition): ConditionSource {
  if (isDerived(condition)) return { metric: derivedMetric(ruleId, condition), labels: {} };
  const metric = metricOfPath(condition.metric_path);
  if (metric === null) throw new TypeError(`rule ${ruleId}: ${condition.metric_path} names no metric`);
  const { labels = {} } = condition;
  if (condition.type === 'anomaly') return { metric: ANOMALY_SCORE, labels: { ...labels, [SOURCE_METRIC]: metric } };
  if (condition.type !== 'forecast') return { metric, labels };
  const { horizon, quantile } = condition;
  return { metric: FORECAST, labels: { ...labels, [SOURCE_METRIC]: metric, horizon, quantile } };
}

/** Another condition of the rule, or another version of this one, has another metric. */
function derivedMetric(ruleId: string, condition: DerivedCondition): string {
  return `${DERIVED_PREFIX}${ruleId}:${hash128(JSON.stringify(condition)).slice(0, 8)}`;
}
