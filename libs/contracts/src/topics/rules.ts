import { type AlertRule, AlertRuleSchema } from '@tocsin/domain/rules/alert-rule';
import { defineTopic } from '../define-topic.js';

/** The topic's example, and that of the topics beside it. */
export const exampleRule: AlertRule = {
  id: 'r1',
  name: 'High CPU Usage',
  description: 'Alert when CPU exceeds 80%',
  tenant_id: 'acme_main',
  severity: 'HIGH',
  category: 'infrastructure',
  status: 'active',
  conditions: [{ type: 'threshold', metric_path: 'current_metrics.cpu_usage', operator: '>', threshold: 80 }],
  for: '0',
  keep_firing_for: '0',
  labels: {},
  annotations: {},
  version: 1,
  created_at: 1_763_900_000_000,
  updated_at: 1_763_900_000_000,
};

export const rules = defineTopic({
  name: 'rules',
  version: 1,
  key: 'tenant/rule id',
  content: 'json',
  description: 'The last version of each rule; a tombstone when it was deleted.',
  schema: AlertRuleSchema,
  examples: [exampleRule],
  producers: ['rule-management'],
  consumers: ['gateway', 'ml-prediction'],
  partitions: 4,
  retentionMs: 0,
  cleanup: 'compact',
  deadLetter: false,
});

/** The key of a rule in the rules topic. */
export function ruleKey(tenant: string, ruleId: string): string {
  return `${tenant}/${ruleId}`;
}
