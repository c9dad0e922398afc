import { ApprovalPolicySchema } from '@tocsin/domain/rules/approval-policy';
import { TenantIdSchema } from '@tocsin/domain/rules/alert-rule';
import { GroupProposalSchema, RuleProposalSchema } from '@tocsin/domain/rules/version-entry';
import { z } from 'zod';
import { defineTopic } from '../define-topic.js';
import { exampleGroup } from './rule-groups.js';
import { exampleRule } from './rules.js';

export const ruleProposals = defineTopic({
  name: 'rule-proposals',
  version: 1,
  key: 'tenant/rule id',
  content: 'json',
  description:
    'The change of each rule that waits for approval; a tombstone when it was approved, rejected or replaced.',
  schema: RuleProposalSchema,
  examples: [
    {
      rule_id: 'r1',
      tenant_id: 'acme_main',
      version: 2,
      action: 'put',
      author: 'ann',
      at: 1_763_900_000_000,
      reason: 'It woke us for nothing.',
      because: 'rules of the severity HIGH need approval',
      base_version: 1,
      document: { ...exampleRule, version: 2, for: '5m' },
    },
  ],
  producers: ['rule-management'],
  consumers: ['gateway'],
  partitions: 4,
  retentionMs: 0,
  cleanup: 'compact',
  deadLetter: false,
});

export const groupProposals = defineTopic({
  name: 'group-proposals',
  version: 1,
  key: 'tenant/group name',
  content: 'json',
  description:
    'The change of each rule group that waits for approval; a tombstone when it was approved, rejected or replaced.',
  schema: GroupProposalSchema,
  examples: [
    {
      group: 'hosts',
      tenant_id: 'acme_main',
      version: 2,
      action: 'put',
      author: 'ann',
      at: 1_763_900_000_000,
      reason: 'It woke us for nothing.',
      because: 'rules of the severity CRITICAL need approval',
      base_version: 1,
      document: { ...exampleGroup, version: 2 },
    },
  ],
  producers: ['rule-management'],
  consumers: ['gateway'],
  partitions: 4,
  retentionMs: 0,
  cleanup: 'compact',
  deadLetter: false,
});

/** A tenant's approval policy, as it is published. */
export const TenantApprovalPolicySchema = z.strictObject({ tenant_id: TenantIdSchema, policy: ApprovalPolicySchema });
export type TenantApprovalPolicy = z.infer<typeof TenantApprovalPolicySchema>;

export const approvalPolicies = defineTopic({
  name: 'approval-policies',
  version: 1,
  key: 'tenant/policy',
  content: 'json',
  description: 'For which rules of a tenant a change needs approval.',
  schema: TenantApprovalPolicySchema,
  examples: [{ tenant_id: 'acme_main', policy: { severities: ['CRITICAL'], categories: ['security'] } }],
  producers: ['rule-management'],
  consumers: ['gateway'],
  partitions: 4,
  retentionMs: 0,
  cleanup: 'compact',
  deadLetter: false,
});

/** What tells a tenant's policies apart: it has one. */
export const APPROVAL_POLICY_ID = 'policy';
