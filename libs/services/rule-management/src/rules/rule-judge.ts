import type { CommandOf, Outcome } from '@tocsin/contracts/topics/commands';
import type { RuleProposal } from '@tocsin/domain/rules/version-entry';
import { APPROVAL_POLICY_ID } from '@tocsin/contracts/topics/rule-proposals';
import { RuleFactory } from '@tocsin/domain/rules/rule-factory';
import { ruleDraftOf } from '@tocsin/domain/rules/alert-rule';
import type { Clock, IdSource } from '@tocsin/ports/clock';
import type { ConfigurationTransaction } from '@tocsin/ports/configuration-store';
import { publishAudit } from '../audit.js';
import { endProposal, verdictRefusal } from './proposals.js';
import { nextVersion, ofRule, RuleWriter } from './rule-writer.js';

/** Decides about proposals, and for which rules there must be one. */
export class RuleJudge {
  readonly #options: { clock: Clock; ids: IdSource };
  readonly #writer: RuleWriter;

  constructor(options: { clock: Clock; ids: IdSource }) {
    this.#options = options;
    this.#writer = new RuleWriter(options);
  }

  async judge(command: CommandOf<'rule.judge'>, tx: ConfigurationTransaction): Promise<Outcome> {
    const { rule_id } = command;
    const proposal = await tx.history.proposal(ofRule(rule_id));
    if (proposal === null) {
      if ((await tx.rule(rule_id)) === null) return { kind: 'not_found' };
      return { kind: 'refused', code: 'no_proposal', message: 'nothing of this rule waits for approval' };
    }
    const refusal = verdictRefusal(command, proposal);
    if (refusal !== null) return refusal;
    if (command.verdict === 'reject') return this.#reject(command, tx, proposal);
    return this.#approve(command, tx, proposal);
  }

  async #approve(
    command: CommandOf<'rule.judge'>,
    tx: ConfigurationTransaction,
    proposal: RuleProposal,
  ): Promise<Outcome> {
    const { rule_id, version, action, author, reason, document } = proposal;
    const entry = await tx.history.version(ofRule(rule_id), version);
    const change = { command, change: entry?.change ?? 'changed', reason, provisionedBy: undefined };
    const approved = { author, decision: this.#decision(command) };
    await endProposal(tx, proposal, { state: 'applied', decision: approved.decision });
    if (action === 'delete') {
      await this.#writer.audit(command, tx, 'rule_approved', document, { change: 'deleted', author });
      await this.#writer.delete(change, tx, document, version, approved);
      return { kind: 'deleted' };
    }
    const rule = { ...document, updated_at: this.#options.clock.now() };
    await this.#writer.apply(change, tx, rule, approved);
    return { kind: 'rule', rule };
  }

  /** What was new goes back to being a draft; what stood stands on. */
  async #reject(
    command: CommandOf<'rule.judge'>,
    tx: ConfigurationTransaction,
    proposal: RuleProposal,
  ): Promise<Outcome> {
    const { rule_id, document, author } = proposal;
    const decision = this.#decision(command);
    await endProposal(tx, proposal, { state: 'rejected', decision });
    await this.#writer.audit(command, tx, 'rule_rejected', document, { author, comment: command.comment });
    const rule = await tx.rule(rule_id);
    if (rule === null) return { kind: 'not_found' };
    if (rule.status !== 'pending_approval') return { kind: 'rule', rule };
    const version = await nextVersion(tx, rule_id, rule);
    const draft = { ...ruleDraftOf(rule), status: 'draft' as const };
    const next = RuleFactory.next(rule, draft, this.#options.clock.now(), version);
    const reason = `version ${proposal.version} was rejected`;
    await this.#writer.apply({ command, change: 'changed', reason, provisionedBy: undefined }, tx, next);
    return { kind: 'rule', rule: next };
  }

  async putPolicy(command: CommandOf<'approval-policy.put'>, tx: ConfigurationTransaction): Promise<Outcome> {
    const { tenant_id, policy } = command;
    await tx.history.saveApprovalPolicy(policy);
    const key = `${tenant_id}/${APPROVAL_POLICY_ID}`;
    await tx.publish({ topic: 'approval-policies', key, value: { tenant_id, policy } });
    const details = { severities: policy.severities, categories: policy.categories };
    const audit = { type: 'configuration_changed', subject: 'approval-policy', details } as const;
    await publishAudit(command, tx, audit, this.#options);
    return { kind: 'approval_policy', policy };
  }

  #decision({ actor, comment }: CommandOf<'rule.judge'>) {
    return { by: actor, at: this.#options.clock.now(), comment };
  }
}
