import type { Command, CommandOf, Outcome } from '@tocsin/contracts/topics/commands';
import { quotaRefusal } from '@tocsin/domain/access/quotas';
import { type AlertRule, type RuleDraft, ruleDraftOf } from '@tocsin/domain/rules/alert-rule';
import { type ApprovalVerdict, approvalVerdict } from '@tocsin/domain/rules/approval-policy';
import { canonicalText } from '@tocsin/domain/rules/canonical-text';
import { RuleFactory } from '@tocsin/domain/rules/rule-factory';
import type { RuleProposal } from '@tocsin/domain/rules/version-entry';
import type { Clock, IdSource } from '@tocsin/ports/clock';
import type { ConfigurationTransaction } from '@tocsin/ports/configuration-store';
import { type Change, provisioningRefusal, versionConflict } from './change.js';
import { endProposal } from './proposals.js';
import { nextVersion, ofRule, RuleWriter } from './rule-writer.js';

/** A rule as it stands, and what waits for approval. */
interface Standing {
  readonly rule: AlertRule;
  readonly proposal: RuleProposal | null;
}

/** Changes rules: at once, or as a proposal where somebody else has to approve. */
export class RuleEditor {
  readonly #clock: Clock;
  readonly #writer: RuleWriter;

  constructor(options: { clock: Clock; ids: IdSource }) {
    this.#clock = options.clock;
    this.#writer = new RuleWriter(options);
  }

  async create(command: CommandOf<'rule.create'>, tx: ConfigurationTransaction): Promise<Outcome> {
    return this.createRule(changeBy(command, 'created'), tx, command.rule_id, command.draft);
  }

  async createRule(change: Change, tx: ConfigurationTransaction, id: string, draft: RuleDraft): Promise<Outcome> {
    if ((await tx.rule(id)) !== null) return { kind: 'conflict', message: `there is a rule ${id} already` };
    const refusal = quotaRefusal('rules', await tx.quotas(), await tx.countRules());
    if (refusal !== null) return { kind: 'limit_reached', message: refusal };
    const { provisionedBy, command } = change;
    const first = RuleFactory.create(draft, { id, tenantId: command.tenant_id }, this.#clock.now());
    const version = await nextVersion(tx, id);
    const rule = { ...first, version, ...(provisionedBy === undefined ? {} : { provisioned_by: provisionedBy }) };
    const verdict = await verdictOn(tx, null, draft);
    if (verdict.kind === 'free') {
      await this.#writer.apply(change, tx, rule);
      return { kind: 'rule', rule };
    }
    return this.#await(change, tx, rule, draft, verdict.because);
  }

  async update(command: CommandOf<'rule.update'>, tx: ConfigurationTransaction): Promise<Outcome> {
    const { rule_id, if_version } = command;
    return this.updateRule(changeBy(command, 'changed'), tx, rule_id, if_version, () => command.draft);
  }

  /** @param next - what the rule is to say, from what it says */
  async updateRule(
    change: Change,
    tx: ConfigurationTransaction,
    id: string,
    ifVersion: number | undefined,
    next: (draft: RuleDraft) => RuleDraft,
  ): Promise<Outcome> {
    const standing = await this.#standing(change, tx, id, ifVersion);
    if ('kind' in standing) return standing;
    return this.#change(change, tx, standing, next(ruleDraftOf(standing.rule)));
  }

  async delete(command: CommandOf<'rule.delete'>, tx: ConfigurationTransaction): Promise<Outcome> {
    return this.deleteRule(changeBy(command, 'deleted'), tx, command.rule_id, command.if_version);
  }

  async deleteRule(
    change: Change,
    tx: ConfigurationTransaction,
    id: string,
    ifVersion: number | undefined,
  ): Promise<Outcome> {
    const standing = await this.#standing(change, tx, id, ifVersion);
    if ('kind' in standing) return standing;
    const { rule } = standing;
    const verdict = await verdictOn(tx, rule, null);
    if (verdict.kind === 'needed') {
      await this.#supersede(tx, standing);
      return this.#propose(change, tx, { action: 'delete', document: rule, because: verdict.because, base: rule });
    }
    await this.#supersede(tx, standing);
    await this.#writer.delete(change, tx, rule, await nextVersion(tx, id, rule));
    return { kind: 'deleted' };
  }

  /** Lets an earlier version stand again, also of a rule that was deleted. */
  async restore(command: CommandOf<'rule.restore'>, tx: ConfigurationTransaction): Promise<Outcome> {
    const { rule_id, version, if_version } = command;
    const change = changeBy(command, 'restored');
    const entry = await tx.history.version(ofRule(rule_id), version);
    if (entry === null) return { kind: 'not_found' };
    const draft = ruleDraftOf(entry.document);
    const said = { ...change, reason: change.reason || `version ${version} restored` };
    if ((await tx.rule(rule_id)) === null) return this.createRule(said, tx, rule_id, draft);
    return this.updateRule(said, tx, rule_id, if_version, () => draft);
  }

  /** Asks for a draft to become active. */
  async submit(command: CommandOf<'rule.submit'>, tx: ConfigurationTransaction): Promise<Outcome> {
    const { rule_id } = command;
    const rule = await tx.rule(rule_id);
    if (rule !== null && rule.status !== 'draft') {
      const message = `the rule is ${rule.status}; only a draft is submitted`;
      return { kind: 'refused', code: 'wrong_status', message };
    }
    return this.updateRule(changeBy(command, 'changed'), tx, rule_id, undefined, (draft) => ({
      ...draft,
      status: 'active',
    }));
  }

  async #standing(
    { command, provisionedBy }: Change,
    tx: ConfigurationTransaction,
    id: string,
    ifVersion: number | undefined,
  ): Promise<Standing | Outcome> {
    const rule = await tx.rule(id);
    if (rule === null) return { kind: 'not_found' };
    const proposal = await tx.history.proposal(ofRule(id));
    return (
      provisioningRefusal('rule', '?format=provisioning', rule, provisionedBy) ??
      versionConflict(rule, proposal, command, ifVersion) ?? { rule, proposal }
    );
  }

  async #change(change: Change, tx: ConfigurationTransaction, standing: Standing, draft: RuleDraft): Promise<Outcome> {
    const rule = adopted(standing.rule, change);
    const isSame = rule === standing.rule && canonicalText(ruleDraftOf(rule)) === canonicalText(draft);
    // Whoever puts what stands takes back what waited for approval, unless the rule itself says that it waits.
    if (isSame && rule.status === 'pending_approval' && standing.proposal !== null)
      return { kind: 'rule', rule, proposal: standing.proposal };
    if (isSame) {
      await this.#supersede(tx, standing);
      return { kind: 'rule', rule };
    }
    const verdict = await verdictOn(tx, rule, draft);
    await this.#supersede(tx, standing);
    if (verdict.kind === 'needed') return this.#await(change, tx, rule, draft, verdict.because);
    const version = await nextVersion(tx, rule.id, rule);
    const next = RuleFactory.next(rule, draft, this.#clock.now(), version);
    await this.#writer.apply(change, tx, next);
    return { kind: 'rule', rule: next };
  }

  /** Proposes a change. A rule that nobody relies on yet says itself that it waits; any other stands as it did. */
  async #await(
    change: Change,
    tx: ConfigurationTransaction,
    rule: AlertRule,
    draft: RuleDraft,
    because: string,
  ): Promise<Outcome> {
    const wanted = draft.status === 'pending_approval' ? { ...draft, status: 'active' as const } : draft;
    const now = this.#clock.now();
    const isNew = (await tx.rule(rule.id)) === null;
    let base = rule;
    if (isNew || rule.status === 'draft' || rule.status === 'pending_approval') {
      const version = isNew ? rule.version : await nextVersion(tx, rule.id, rule);
      base = RuleFactory.next(rule, { ...draft, status: 'pending_approval' }, now, version);
      await this.#writer.apply(change, tx, base);
    }
    const document = RuleFactory.next(base, wanted, now);
    const proposed = await this.#propose(change, tx, { action: 'put', document, because, base });
    if (proposed.kind !== 'proposed' || base === rule) return proposed;
    return { kind: 'rule', rule: base, proposal: proposed.proposal };
  }

  async #propose(
    { command, ...change }: Change,
    tx: ConfigurationTransaction,
    { action, document, because, base }: Pick<RuleProposal, 'action' | 'document' | 'because'> & { base: AlertRule },
  ): Promise<Extract<Outcome, { kind: 'proposed' }>> {
    const version = await nextVersion(tx, base.id, base);
    const proposal: RuleProposal = {
      rule_id: base.id,
      tenant_id: base.tenant_id,
      version,
      action,
      author: command.actor,
      at: this.#clock.now(),
      reason: change.reason,
      because,
      base_version: base.version,
      document: { ...document, version },
    };
    await this.#writer.propose({ command, ...change }, tx, proposal);
    return { kind: 'proposed', proposal };
  }

  async #supersede(tx: ConfigurationTransaction, { proposal }: Standing): Promise<void> {
    if (proposal !== null) await endProposal(tx, proposal, { state: 'superseded' });
  }
}

/** Who changes what, as the command says. */
export function changeBy(
  command: Command & { reason?: string | undefined; provisioned_by?: string | undefined },
  change: Change['change'],
): Change {
  return { command, change, reason: command.reason ?? '', provisionedBy: command.provisioned_by };
}

/** A rule that nobody kept from outside is kept so from now on by whoever puts it from there. */
const adopted = (rule: AlertRule, { provisionedBy }: Change): AlertRule =>
  provisionedBy === undefined || rule.provisioned_by === provisionedBy
    ? rule
    : { ...rule, provisioned_by: provisionedBy };

async function verdictOn(
  tx: ConfigurationTransaction,
  before: AlertRule | null,
  after: RuleDraft | null,
): Promise<ApprovalVerdict> {
  if (after?.status === 'pending_approval') return { kind: 'needed', because: 'its author asks for approval' };
  return approvalVerdict(await tx.history.approvalPolicy(), before, after);
}
