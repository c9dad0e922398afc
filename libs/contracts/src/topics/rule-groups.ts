import {
  type RuleGroupDocument,
  RuleGroupDocumentSchema,
  type RuleGroupDraft,
} from '@tocsin/domain/groups/rule-group-document';
import { canonicalText } from '@tocsin/domain/rules/canonical-text';
import { defineTopic } from '../define-topic.js';

/** The topic's example, and that of the commands that lead to it. */
export const exampleGroup: RuleGroupDocument = {
  name: 'hosts',
  interval: '30s',
  rules: [
    { record: 'instance:cpu:ratio', expr: '1 - avg by (instance) (rate(node_cpu_seconds_total{mode="idle"}[5m]))' },
    {
      alert: 'HostHighCpuLoad',
      expr: 'instance:cpu:ratio > 0.8',
      for: '10m',
      labels: { severity: 'warning' },
      annotations: { summary: 'CPU of {{ $labels.instance }} at {{ $value | humanizePercentage }}' },
    },
  ],
  tenant_id: 'acme_main',
  version: 1,
  created_at: 1_763_900_000_000,
  updated_at: 1_763_900_000_000,
};

export const ruleGroups = defineTopic({
  name: 'rule-groups',
  version: 1,
  key: 'tenant/group name',
  content: 'json',
  description: 'The last version of each group of Prometheus rules; a tombstone when it was deleted.',
  schema: RuleGroupDocumentSchema,
  examples: [exampleGroup],
  producers: ['rule-management'],
  consumers: ['gateway'],
  partitions: 4,
  retentionMs: 0,
  cleanup: 'compact',
  deadLetter: false,
});

/** The key of a group in the rule-groups topic. A tenant's name has no slash; a group's may. */
export function ruleGroupKey(tenant: string, name: string): string {
  return `${tenant}/${name}`;
}

/** What a user wrote of a group: all but what the platform keeps beside it. */
export function draftOf(group: RuleGroupDocument): RuleGroupDraft {
  const {
    tenant_id: _tenant,
    version: _version,
    provisioned_by: _by,
    created_at: _created,
    updated_at: _updated,
    ...draft
  } = group;
  return draft;
}

/** What putting a draft does to the group of its name; null when there is none. */
export function changeOf(known: RuleGroupDocument | null, draft: RuleGroupDraft): 'created' | 'changed' | 'unchanged' {
  if (known === null) return 'created';
  return canonicalText(draftOf(known)) === canonicalText(draft) ? 'unchanged' : 'changed';
}
