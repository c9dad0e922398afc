import type { ApprovalPolicy } from '@tocsin/domain/rules/approval-policy';
import type { GroupProposal, RuleProposal, VersionEntry } from '@tocsin/domain/rules/version-entry';
import { EntitySchema } from 'typeorm';

interface RuleVersionRow {
  tenant_id: string;
  kind: string;
  name: string;
  version: number;
  entry: VersionEntry;
}

interface RuleProposalRow {
  tenant_id: string;
  kind: string;
  name: string;
  document: RuleProposal | GroupProposal;
}

interface ApprovalPolicyRow {
  tenant_id: string;
  document: ApprovalPolicy;
}

const key = { type: 'text', primary: true } as const;

export const RuleVersionEntity = new EntitySchema<RuleVersionRow>({
  name: 'rule_versions',
  columns: {
    tenant_id: key,
    kind: key,
    name: key,
    version: { type: 'int', primary: true },
    entry: { type: 'jsonb' },
  },
});

export const RuleProposalEntity = new EntitySchema<RuleProposalRow>({
  name: 'rule_proposals',
  columns: { tenant_id: key, kind: key, name: key, document: { type: 'jsonb' } },
});

export const ApprovalPolicyEntity = new EntitySchema<ApprovalPolicyRow>({
  name: 'approval_policies',
  columns: { tenant_id: key, document: { type: 'jsonb' } },
});
