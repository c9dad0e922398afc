import { NO_APPROVAL } from '@tocsin/domain/rules/approval-policy';
import { summaryOf } from '@tocsin/domain/rules/version-entry';
import { type RuleHistory, VERSIONS_KEPT_MAX } from '@tocsin/ports/rule-history';
import { type EntityManager, LessThan, LessThanOrEqual } from 'typeorm';
import { ApprovalPolicyEntity, RuleProposalEntity, RuleVersionEntity } from './rule-history-entities.js';

/** A tenant's versions, proposals and policy, in a transaction that has its tenant set. */
export function ruleHistoryOf(manager: EntityManager, tenant_id: string): RuleHistory {
  return {
    lastVersion: async ({ kind, name }) =>
      (await manager.maximum(RuleVersionEntity, 'version', { tenant_id, kind, name })) ?? 0,
    version: async ({ kind, name }, version) =>
      ((await manager.findOneBy(RuleVersionEntity, { tenant_id, kind, name, version }))?.entry ?? null) as never,
    versions: async ({ kind, name }, before, limit) => {
      const where = { tenant_id, kind, name, ...(before === null ? {} : { version: LessThan(before) }) };
      const rows = await manager.find(RuleVersionEntity, { where, order: { version: 'DESC' }, take: limit });
      return rows.map(({ entry }) => summaryOf(entry));
    },
    saveVersion: async ({ kind, name }, entry) => {
      const { version } = entry;
      const row = { tenant_id, kind, name, version, entry };
      await manager.upsert(RuleVersionEntity, row, ['tenant_id', 'kind', 'name', 'version']);
      const tooOld = LessThanOrEqual(version - VERSIONS_KEPT_MAX);
      if (version > VERSIONS_KEPT_MAX)
        await manager.delete(RuleVersionEntity, { tenant_id, kind, name, version: tooOld });
    },
    proposal: async ({ kind, name }) =>
      ((await manager.findOneBy(RuleProposalEntity, { tenant_id, kind, name }))?.document ?? null) as never,
    saveProposal: async ({ kind, name }, document) => {
      await manager.upsert(RuleProposalEntity, { tenant_id, kind, name, document }, ['tenant_id', 'kind', 'name']);
    },
    deleteProposal: async ({ kind, name }) =>
      void (await manager.delete(RuleProposalEntity, { tenant_id, kind, name })),
    approvalPolicy: async () => (await manager.findOneBy(ApprovalPolicyEntity, { tenant_id }))?.document ?? NO_APPROVAL,
    saveApprovalPolicy: async (document) =>
      void (await manager.upsert(ApprovalPolicyEntity, { tenant_id, document }, ['tenant_id'])),
  };
}
