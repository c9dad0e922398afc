import type { RuleCondition } from '@tocsin/domain/rules/condition';
import type { Fields } from './edited-rule.js';

export type ConditionKind = RuleCondition['type'];
/** Kinds that join others. */
export type JoiningKind = 'composite' | 'sequence';

interface Kind {
  /** What it is called where kinds are chosen. */
  readonly name: string;
  /** What it begins with. */
  readonly begun: Fields;
}

const compared = { operator: '>', threshold: 80 };

/** Every kind of condition that a rule can have, in the order in which they are offered. */
const kinds: Readonly<Record<ConditionKind, Kind>> = {
  threshold: { name: 'a value beyond a threshold', begun: { metric_path: '', ...compared } },
  change: { name: 'a change within a window', begun: { metric_path: '', window: '5m', ...compared } },
  absence: { name: 'nothing is sent', begun: { metric_path: '', window: '5m' } },
  anomaly: { name: 'an unusual value', begun: { metric_path: '', score: 0.8 } },
  forecast: { name: 'a forecast beyond a threshold', begun: { metric_path: '', horizon: '1h', ...compared } },
  outlier: { name: 'a series unlike its peers', begun: { metric_path: '' } },
  pattern: {
    name: 'events whose text fits a pattern',
    begun: { metric_path: '', label: 'message', pattern: '', window: '5m' },
  },
  promql: { name: 'an expression in PromQL', begun: { expr: '' } },
  composite: { name: 'other conditions, joined', begun: { match: 'any' } },
  sequence: { name: 'other conditions, one after the other', begun: { within: '5m' } },
};

export const conditionKinds = Object.keys(kinds) as readonly ConditionKind[];
export const kindName = (kind: ConditionKind): string => kinds[kind].name;

export const isJoiningKind = (kind: ConditionKind): kind is JoiningKind => kind === 'composite' || kind === 'sequence';

/** A condition of another kind with what both kinds have; what joins others begins with the one that was there. */
export function conditionAs(kind: ConditionKind, former: Fields): Fields {
  const { begun } = kinds[kind];
  if (isJoiningKind(kind)) {
    const { conditions } = former;
    const joined = Array.isArray(conditions) ? conditions : [former, conditionAs('threshold', {})];
    return { type: kind, ...begun, conditions: joined };
  }
  const kept = Object.keys(begun).filter((name) => Object.hasOwn(former, name));
  const labels = kind !== 'promql' && Object.hasOwn(former, 'labels') ? { labels: former['labels'] } : {};
  return { type: kind, ...begun, ...Object.fromEntries(kept.map((name) => [name, former[name]])), ...labels };
}
