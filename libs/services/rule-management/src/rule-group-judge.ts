import type { CommandOf, Outcome } from '@tocsin/contracts/topics/commands';
import type { GroupProposal } from '@tocsin/domain/rules/version-entry';
import type { Clock, IdSource } from '@tocsin/ports/clock';
import type { ConfigurationTransaction } from '@tocsin/ports/configuration-store';
import { groupOf, ofGroup, RuleGroupWriter } from './rule-group-writer.js';
import { endProposal, verdictRefusal } from './rules/proposals.js';

/** Decides about proposals of rule groups. */
export class RuleGroupJudge {
  readonly #clock: Clock;
  readonly #writer: RuleGroupWriter;

  constructor(options: { clock: Clock; ids: IdSource }) {
    this.#clock = options.clock;
    this.#writer = new RuleGroupWriter(options);
  }

  async judge(command: CommandOf<'group.judge'>, tx: ConfigurationTransaction): Promise<Outcome> {
    const { name, actor, comment, verdict } = command;
    const proposal = await tx.history.proposal(ofGroup(name));
    const standing = await groupOf(name, tx);
    if (proposal === null) {
      if (standing === null) return { kind: 'not_found' };
      return { kind: 'refused', code: 'no_proposal', message: 'nothing of this group waits for approval' };
    }
    const refusal = verdictRefusal(command, proposal);
    if (refusal !== null) return refusal;
    const decision = { by: actor, at: this.#clock.now(), comment };
    if (verdict === 'reject') {
      await endProposal(tx, proposal, { state: 'rejected', decision });
      const { document, author } = proposal;
      await this.#writer.audit(command, tx, 'rule_rejected', document, { author, comment });
      // What was new is gone, but for its version.
      return standing === null ? { kind: 'deleted' } : { kind: 'group', change: 'unchanged', group: standing };
    }
    return this.#approve(command, tx, proposal, decision);
  }

  async #approve(
    command: CommandOf<'group.judge'>,
    tx: ConfigurationTransaction,
    proposal: GroupProposal,
    decision: { by: string; at: number; comment: string },
  ): Promise<Outcome> {
    const { group: name, version, action, author, reason, document } = proposal;
    const entry = await tx.history.version(ofGroup(name), version);
    const change = { command, change: entry?.change ?? 'changed', reason };
    const approval = { author, decision };
    await endProposal(tx, proposal, { state: 'applied', decision });
    if (action === 'delete') {
      await this.#writer.audit(command, tx, 'rule_approved', document, { change: 'deleted', author });
      await this.#writer.delete(change, tx, document, version, approval);
      return { kind: 'deleted' };
    }
    const before = await groupOf(name, tx);
    const group = { ...document, updated_at: decision.at };
    await this.#writer.apply(change, tx, group, before, approval);
    return { kind: 'group', change: before === null ? 'created' : 'changed', group };
  }
}
