import { type Horizon, HORIZONS } from '@tocsin/domain/forecasting/series-forecaster';
import type { AlertRule } from '@tocsin/domain/rules/alert-rule';
import type { LeafCondition } from '@tocsin/domain/rules/condition';
import { leavesOf } from '@tocsin/domain/rules/condition-walk';
import type { Labels } from '@tocsin/domain/rules/labels';
import { metricOfPath } from '@tocsin/domain/rules/metric-path';

/** What a rule wants of each series of a metric that carries these labels. */
export type Demand = { readonly metric: string; readonly labels: Labels } & (
  | { readonly kind: 'score' }
  | { readonly kind: 'forecast'; readonly horizon: Horizon; readonly quantile: string }
  /** How likely the rule is to fire. */
  | { readonly kind: 'likelihood'; readonly rule: AlertRule }
);

/** What is asked of the series that an active rule speaks of. */
export function demandsOf(rule: AlertRule): Demand[] {
  if (rule.status !== 'active') return [];
  const leaves = leavesOf(rule.conditions).map(({ condition }) => condition);
  return [...leaves.flatMap(askedBy), ...likelihoodOf(rule, leaves)];
}

function askedBy(leaf: LeafCondition): Demand[] {
  if (leaf.type !== 'anomaly' && leaf.type !== 'forecast') return [];
  const metric = metricOfPath(leaf.metric_path);
  if (metric === null) return [];
  const of = { metric, labels: leaf.labels ?? {} };
  if (leaf.type === 'anomaly') return [{ kind: 'score', ...of }];
  return [{ kind: 'forecast', ...of, horizon: leaf.horizon, quantile: leaf.quantile }];
}

/** Whether a rule is decided by the samples of one series, whichever that is. */
export const isOfOneSeries = (rule: AlertRule): boolean =>
  likelihoodOf(
    rule,
    leavesOf(rule.conditions).map(({ condition }) => condition),
  ).length > 0;

/** Of rules that are decided by one series alone; what others come to is seen on paths of all their series at once, in `joint-rules.ts`. */
function likelihoodOf(rule: AlertRule, leaves: readonly LeafCondition[]): Demand[] {
  const paths = new Set<string | null>();
  const labels: Record<string, string> = {};
  for (const leaf of leaves) {
    if (leaf.type !== 'threshold' && leaf.type !== 'change') return [];
    paths.add(metricOfPath(leaf.metric_path));
    for (const [name, value] of Object.entries(leaf.labels ?? {})) {
      if ((labels[name] ?? value) !== value) return [];
      labels[name] = value;
    }
  }
  const [metric, ...others] = paths;
  return metric === undefined || metric === null || others.length > 0
    ? []
    : [{ kind: 'likelihood', rule, metric, labels }];
}

/** What is told of a marked series: a score, and how it goes on at every horizon. */
export function demandsOfMarked(metric: string, labels: Labels): Demand[] {
  const horizons = Object.keys(HORIZONS) as Horizon[];
  return [
    { kind: 'score', metric, labels },
    ...horizons.map((horizon) => ({ kind: 'forecast', metric, labels, horizon, quantile: '0.5' }) as const),
  ];
}

/** Whether a series is one that a demand speaks of. */
export function isAskedBy(demand: Demand, metric: string, labels: Labels): boolean {
  return demand.metric === metric && Object.entries(demand.labels).every(([name, value]) => labels[name] === value);
}
