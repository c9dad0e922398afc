import { ruleKey } from '@tocsin/contracts/topics/rules';
import { type AlertRule, ruleDraftOf } from '@tocsin/domain/rules/alert-rule';
import { ruleDiff } from '@tocsin/domain/rules/rule-diff';
import type { RuleProposal, RuleVersion } from '@tocsin/domain/rules/version-entry';
import type { Clock, IdSource } from '@tocsin/ports/clock';
import type { ConfigurationTransaction } from '@tocsin/ports/configuration-store';
import { type AuditEntry, publishAudit } from '../audit.js';
import { toldChanges } from '../told-changes.js';
import type { Change } from './change.js';
import { saveProposal } from './proposals.js';

const auditTypes = {
  created: 'rule_created',
  changed: 'rule_modified',
  deleted: 'rule_deleted',
  restored: 'rule_modified',
} as const;

/** Writes rules, their versions and their proposals, each with its events, into the transaction that decides. */
export class RuleWriter {
  constructor(private readonly options: { clock: Clock; ids: IdSource }) {}

  /** Lets a version stand from now on. @param decision - who approved it, where approval was needed */
  async apply(
    { command, change, reason }: Change,
    tx: ConfigurationTransaction,
    rule: AlertRule,
    approved: { author: string; decision: NonNullable<RuleVersion['decision']> } | null = null,
  ): Promise<void> {
    const before = await tx.rule(rule.id);
    await tx.saveRule(rule);
    await tx.publish({ topic: 'rules', key: ruleKey(rule.tenant_id, rule.id), value: rule });
    await tx.history.saveVersion(ofRule(rule.id), {
      ...(approved ?? { author: command.actor }),
      version: rule.version,
      state: 'applied',
      change,
      at: this.options.clock.now(),
      reason,
      document: rule,
    });
    const type = approved === null ? auditTypes[change] : 'rule_approved';
    const changes = before === null ? [] : toldChanges(ruleDiff(ruleDraftOf(before), ruleDraftOf(rule)));
    await this.audit(command, tx, type, rule, {
      change,
      reason,
      changes,
      ...(approved === null ? {} : { author: approved.author }),
    });
  }

  /** Takes a rule away; its last version stays readable. */
  async delete(
    { command, reason }: Change,
    tx: ConfigurationTransaction,
    rule: AlertRule,
    version: number,
    approved: { author: string; decision: NonNullable<RuleVersion['decision']> } | null = null,
  ): Promise<void> {
    await tx.deleteRule(rule.id);
    await tx.publish({ topic: 'rules', key: ruleKey(rule.tenant_id, rule.id), value: null });
    await tx.history.saveVersion(ofRule(rule.id), {
      ...(approved ?? { author: command.actor }),
      version,
      state: 'applied',
      change: 'deleted',
      at: this.options.clock.now(),
      reason,
      document: rule,
    });
    await this.audit(command, tx, 'rule_deleted', rule, { reason });
  }

  /** Writes down what waits for approval. */
  async propose({ command, change }: Change, tx: ConfigurationTransaction, proposal: RuleProposal): Promise<void> {
    const { reason, because, document } = proposal;
    await saveProposal(tx, proposal, change);
    await this.audit(command, tx, 'rule_proposed', document, { change, reason, because });
  }

  audit(
    command: Change['command'],
    tx: ConfigurationTransaction,
    type: AuditEntry['type'],
    { id, name, version }: Pick<AlertRule, 'id' | 'name' | 'version'>,
    details: AuditEntry['details'] = {},
  ): Promise<void> {
    return publishAudit(
      command,
      tx,
      { type, subject: `rule/${id}`, details: { version, name, ...details } },
      this.options,
    );
  }
}

export const ofRule = (id: string) => ({ kind: 'rule', name: id }) as const;

/** The number of a rule's next version: higher than any that was ever given, also to what was proposed or deleted. */
export async function nextVersion(
  tx: ConfigurationTransaction,
  id: string,
  known: Pick<AlertRule, 'version'> = { version: 0 },
): Promise<number> {
  return Math.max(await tx.history.lastVersion(ofRule(id)), known.version) + 1;
}
