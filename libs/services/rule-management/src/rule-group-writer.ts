import type { Command } from '@tocsin/contracts/topics/commands';
import { draftOf, ruleGroupKey } from '@tocsin/contracts/topics/rule-groups';
import { groupDiff } from '@tocsin/domain/groups/group-diff';
import type { RuleGroupDocument } from '@tocsin/domain/groups/rule-group-document';
import type { GroupProposal, GroupVersion } from '@tocsin/domain/rules/version-entry';
import type { Clock, IdSource } from '@tocsin/ports/clock';
import type { ConfigurationTransaction } from '@tocsin/ports/configuration-store';
import { type AuditEntry, publishAudit } from './audit.js';
import { saveProposal } from './rules/proposals.js';
import { toldChanges } from './told-changes.js';

/** Who changes a group, how and why. */
export interface GroupChange {
  readonly command: Command;
  readonly change: GroupVersion['change'];
  readonly reason: string;
}

/** Who wrote what somebody else has approved, and who that was. */
export interface GroupApproval {
  readonly author: string;
  readonly decision: NonNullable<GroupVersion['decision']>;
}

/** Writes rule groups, their versions and their proposals, each with its events, into the transaction that decides. */
export class RuleGroupWriter {
  constructor(private readonly options: { clock: Clock; ids: IdSource }) {}

  /** Lets a group stand from now on. */
  async apply(
    change: GroupChange,
    tx: ConfigurationTransaction,
    group: RuleGroupDocument,
    before: RuleGroupDocument | null,
    approval: GroupApproval | null = null,
  ): Promise<void> {
    await tx.saveRuleGroup(group);
    await tx.publish({ topic: 'rule-groups', key: ruleGroupKey(group.tenant_id, group.name), value: group });
    await this.#remember(change, tx, group, group.version, approval);
    const changes = before === null ? {} : { changes: toldChanges(groupDiff(draftOf(before), draftOf(group))) };
    const type = before === null ? 'rule_created' : 'rule_modified';
    const by = approval === null ? {} : { change: change.change, author: approval.author };
    await this.audit(change.command, tx, approval === null ? type : 'rule_approved', group, { ...by, ...changes });
  }

  /** Takes a group away; its last version stays readable. */
  async delete(
    change: GroupChange,
    tx: ConfigurationTransaction,
    group: RuleGroupDocument,
    version: number,
    approval: GroupApproval | null = null,
  ): Promise<void> {
    await tx.deleteRuleGroup(group.name);
    await tx.publish({ topic: 'rule-groups', key: ruleGroupKey(group.tenant_id, group.name), value: null });
    await this.#remember(change, tx, group, version, approval);
    await this.audit(change.command, tx, 'rule_deleted', group);
  }

  /** Writes down what waits for approval. */
  async propose(
    { command, change }: GroupChange,
    tx: ConfigurationTransaction,
    proposal: GroupProposal,
  ): Promise<void> {
    await saveProposal(tx, proposal, change);
    const { document, because, reason } = proposal;
    await this.audit(command, tx, 'rule_proposed', document, { change, reason, because });
  }

  audit(
    command: Command,
    tx: ConfigurationTransaction,
    type: AuditEntry['type'],
    { name, version, rules }: RuleGroupDocument,
    more: AuditEntry['details'] = {},
  ): Promise<void> {
    const details = { version, name, rules: rules.length, ...more };
    return publishAudit(command, tx, { type, subject: `rule-group/${name}`, details }, this.options);
  }

  #remember(
    { command, change, reason }: GroupChange,
    tx: ConfigurationTransaction,
    document: RuleGroupDocument,
    version: number,
    approval: GroupApproval | null,
  ): Promise<void> {
    const at = this.options.clock.now();
    const by = approval ?? { author: command.actor };
    return tx.history.saveVersion(ofGroup(document.name), {
      ...by,
      version,
      state: 'applied',
      change,
      at,
      reason,
      document,
    });
  }
}

export const ofGroup = (name: string) => ({ kind: 'group', name }) as const;

/** The number of a group's next version; a name that is used again goes on counting, so that no two are alike. */
export async function nextGroupVersion(
  tx: ConfigurationTransaction,
  name: string,
  known: RuleGroupDocument | null,
): Promise<number> {
  return Math.max(await tx.history.lastVersion(ofGroup(name)), known?.version ?? 0) + 1;
}

export async function groupOf(name: string, tx: ConfigurationTransaction): Promise<RuleGroupDocument | null> {
  const [group] = await tx.ruleGroups([name]);
  return group ?? null;
}
