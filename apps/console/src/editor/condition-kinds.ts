import type { Fields } from './edited-rule.js';

/** The kinds of conditions that the form has fields for. */
export const conditionKinds = ['threshold', 'change', 'absence', 'anomaly', 'forecast', 'promql'] as const;
export type ConditionKind = (typeof conditionKinds)[number];

const begun: Readonly<Record<ConditionKind, Fields>> = {
  threshold: { metric_path: '', operator: '>', threshold: 80 },
  change: { metric_path: '', window: '5m', operator: '>', threshold: 80 },
  absence: { metric_path: '', window: '5m' },
  anomaly: { metric_path: '', score: 0.8 },
  forecast: { metric_path: '', horizon: '1h', operator: '>', threshold: 80 },
  promql: { expr: '' },
};

/** A condition of another kind with what both kinds have. */
export function conditionAs(kind: ConditionKind, former: Fields): Fields {
  const own = begun[kind];
  const kept = Object.keys(own).filter((name) => Object.hasOwn(former, name));
  const labels = kind !== 'promql' && Object.hasOwn(former, 'labels') ? { labels: former['labels'] } : {};
  return { type: kind, ...own, ...Object.fromEntries(kept.map((name) => [name, former[name]])), ...labels };
}
