import { quotaRefusal } from '@tocsin/domain/access/quotas';
import type { CommandOf, Outcome, PutGroup } from '@tocsin/contracts/topics/commands';
import { changeOf, draftOf } from '@tocsin/contracts/topics/rule-groups';
import { groupApprovalVerdict } from '@tocsin/domain/groups/group-approval';
import type { RuleGroupDocument, RuleGroupDraft } from '@tocsin/domain/groups/rule-group-document';
import { canonicalText } from '@tocsin/domain/rules/canonical-text';
import type { GroupProposal, GroupVersion } from '@tocsin/domain/rules/version-entry';
import type { Clock, IdSource } from '@tocsin/ports/clock';
import type { ConfigurationTransaction } from '@tocsin/ports/configuration-store';
import { type GroupChange, groupOf, nextGroupVersion, ofGroup, RuleGroupWriter } from './rule-group-writer.js';
import { provisioningRefusal, versionConflict } from './rules/change.js';
import { endProposal } from './rules/proposals.js';

/** How a group is read as the folder that keeps it has it. */
const GROUP_WAY_OUT = 'Accept: application/yaml';

type LimitReached = Extract<Outcome, { kind: 'limit_reached' }>;
type Put = PutGroup & { before: RuleGroupDocument | null; proposal: GroupProposal | null };
type Changing = CommandOf<'group.put' | 'group.import' | 'group.delete' | 'group.restore' | 'rule.bulk'>;

/** What putting a group came to: it stands, or waits for approval. */
type Done = { kind: 'applied'; put: Put } | { kind: 'proposed'; proposal: GroupProposal };

/** Carries out commands that change rule groups: at once, or as a proposal where somebody else has to approve. */
export class RuleGroupManager {
  readonly #clock: Clock;
  readonly #writer: RuleGroupWriter;

  constructor(options: { clock: Clock; ids: IdSource }) {
    this.#clock = options.clock;
    this.#writer = new RuleGroupWriter(options);
  }

  async put(command: CommandOf<'group.put'>, tx: ConfigurationTransaction): Promise<Outcome> {
    return this.putDraft(command, command.draft, command.if_version, tx);
  }

  /** Lets an earlier version stand again, also of a group that was deleted. */
  async restore(command: CommandOf<'group.restore'>, tx: ConfigurationTransaction): Promise<Outcome> {
    const { name, version, if_version } = command;
    const entry = await tx.history.version(ofGroup(name), version);
    if (entry === null) return { kind: 'not_found' };
    const reason = command.reason ?? `version ${version} restored`;
    return this.putDraft({ ...command, reason }, draftOf(entry.document), if_version, tx);
  }

  /** Puts one group; a part of whatever command. */
  async putDraft(
    command: Changing,
    draft: RuleGroupDraft,
    ifVersion: number | undefined,
    tx: ConfigurationTransaction,
  ): Promise<Outcome> {
    const known = await groupOf(draft.name, tx);
    const proposal = await tx.history.proposal(ofGroup(draft.name));
    const refusal = refusalOf(command, known, proposal, ifVersion);
    if (refusal !== null) return refusal;
    const put = await this.#put(command, draft, known, proposal, tx);
    const limit = await limitOf([put], tx);
    if (limit !== null) return limit;
    const done = await this.#carryOut(command, put, tx);
    if (done.kind === 'proposed') return { kind: 'group_proposed', proposal: done.proposal };
    return { kind: 'group', change: put.change, group: put.group };
  }

  /** Puts all groups, or none when the tenant would have too many; those that need it wait for approval. */
  async import(command: CommandOf<'group.import'>, tx: ConfigurationTransaction): Promise<Outcome> {
    const stored = await tx.ruleGroups(command.drafts.map(({ name }) => name));
    const known = new Map(stored.map((group) => [group.name, group]));
    for (const group of stored) {
      const refusal = provisioningRefusal(`group ${group.name}`, GROUP_WAY_OUT, group, command.provisioned_by);
      if (refusal !== null) return refusal;
    }
    const puts: Put[] = [];
    for (const draft of command.drafts) {
      const proposal = await tx.history.proposal(ofGroup(draft.name));
      puts.push(await this.#put(command, draft, known.get(draft.name) ?? null, proposal, tx));
    }
    const limit = await limitOf(puts, tx);
    if (limit !== null) return limit;
    const done: Done[] = [];
    for (const put of puts) done.push(await this.#carryOut(command, put, tx));
    return {
      kind: 'groups',
      groups: done.flatMap((one) => (one.kind === 'applied' ? [{ change: one.put.change, group: one.put.group }] : [])),
      proposals: done.flatMap((one) => (one.kind === 'proposed' ? [one.proposal] : [])),
    };
  }

  async delete(
    command: Changing & { name: string; if_version?: number | undefined },
    tx: ConfigurationTransaction,
  ): Promise<Outcome> {
    const { name } = command;
    const known = await groupOf(name, tx);
    if (known === null) return { kind: 'not_found' };
    const proposal = await tx.history.proposal(ofGroup(name));
    const refusal = refusalOf(command, known, proposal, command.if_version);
    if (refusal !== null) return refusal;
    const verdict = groupApprovalVerdict(await tx.history.approvalPolicy(), known, null);
    const change = changeBy(command, 'deleted');
    await supersede(tx, proposal);
    if (verdict.kind === 'needed') {
      const asked = { action: 'delete', document: known, because: verdict.because, base: known } as const;
      return { kind: 'group_proposed', proposal: await this.#propose(change, tx, asked) };
    }
    await this.#writer.delete(change, tx, known, await nextGroupVersion(tx, name, known));
    return { kind: 'deleted' };
  }

  async #put(
    { tenant_id, provisioned_by }: Changing,
    draft: RuleGroupDraft,
    before: RuleGroupDocument | null,
    proposal: GroupProposal | null,
    tx: ConfigurationTransaction,
  ): Promise<Put> {
    const isAdopted = before !== null && provisioned_by !== undefined && before.provisioned_by === undefined;
    const change = isAdopted ? 'changed' : changeOf(before, draft);
    if (before !== null && change === 'unchanged') return { change, group: before, before, proposal };
    const now = this.#clock.now();
    const version = await nextGroupVersion(tx, draft.name, before);
    const keeper = provisioned_by ?? before?.provisioned_by;
    const kept = keeper === undefined ? {} : { provisioned_by: keeper };
    const group = { ...draft, ...kept, tenant_id, version, created_at: before?.created_at ?? now, updated_at: now };
    return { change, group, before, proposal };
  }

  async #carryOut(command: Changing, put: Put, tx: ConfigurationTransaction): Promise<Done> {
    const { change, group, before, proposal } = put;
    if (change === 'unchanged') {
      // Whoever puts what stands takes back what waited for approval.
      await supersede(tx, proposal);
      return { kind: 'applied', put };
    }
    if (proposal !== null && isProposedBy(command, proposal, group)) return { kind: 'proposed', proposal };
    const made = changeBy(command, command.type === 'group.restore' ? 'restored' : change);
    const verdict = groupApprovalVerdict(await tx.history.approvalPolicy(), before, group);
    await supersede(tx, proposal);
    if (verdict.kind === 'needed') {
      const asked = { action: 'put', document: group, because: verdict.because, base: before } as const;
      return { kind: 'proposed', proposal: await this.#propose(made, tx, asked) };
    }
    await this.#writer.apply(made, tx, group, before);
    return { kind: 'applied', put };
  }

  async #propose(
    change: GroupChange,
    tx: ConfigurationTransaction,
    {
      action,
      document,
      because,
      base,
    }: Pick<GroupProposal, 'action' | 'document' | 'because'> & { base: RuleGroupDocument | null },
  ): Promise<GroupProposal> {
    const { name, tenant_id } = document;
    const version = await nextGroupVersion(tx, name, base);
    const proposal: GroupProposal = {
      group: name,
      tenant_id,
      version,
      action,
      author: change.command.actor,
      at: this.#clock.now(),
      reason: change.reason,
      because,
      base_version: base?.version ?? 0,
      document: { ...document, version },
    };
    await this.#writer.propose(change, tx, proposal);
    return proposal;
  }
}

const changeBy = (command: Changing, change: GroupVersion['change']): GroupChange => ({
  command,
  change,
  reason: command.reason ?? '',
});

async function supersede(tx: ConfigurationTransaction, proposal: GroupProposal | null): Promise<void> {
  if (proposal !== null) await endProposal(tx, proposal, { state: 'superseded' });
}

/** Whether its author asks again for what waits already. */
function isProposedBy(
  { actor }: Changing,
  { author, action, document }: GroupProposal,
  group: RuleGroupDocument,
): boolean {
  const isSame = canonicalText(draftOf(document)) === canonicalText(draftOf(group));
  return action === 'put' && author === actor && isSame && document.provisioned_by === group.provisioned_by;
}

function refusalOf(
  command: Changing,
  known: RuleGroupDocument | null,
  proposal: GroupProposal | null,
  ifVersion: number | undefined,
): Outcome | null {
  return (
    provisioningRefusal('group', GROUP_WAY_OUT, known, command.provisioned_by) ??
    conflictOf(command, known, proposal, ifVersion)
  );
}

function conflictOf(
  command: Changing,
  known: RuleGroupDocument | null,
  proposal: GroupProposal | null,
  ifVersion: number | undefined,
): Outcome | null {
  if (known !== null && ifVersion === 0)
    return { kind: 'conflict', message: `there is a group of this name, at version ${known.version}` };
  if (known === null && proposal === null && ifVersion !== undefined && ifVersion !== 0)
    return { kind: 'conflict', message: `there is no group of this name, nor its version ${ifVersion}` };
  return versionConflict(known ?? { version: 0 }, proposal, command, ifVersion, 'group');
}

/** A tenant that has too much already may still replace groups by smaller ones. */
async function limitOf(puts: readonly Put[], tx: ConfigurationTransaction): Promise<LimitReached | null> {
  const newGroups = puts.filter(({ change }) => change === 'created').length;
  const newRules = puts.reduce((sum, { group, before }) => sum + group.rules.length - (before?.rules.length ?? 0), 0);
  const [quotas, { groups, rules }] = [await tx.quotas(), await tx.countRuleGroups()];
  const message =
    quotaRefusal('rule_groups', quotas, groups, newGroups) ?? quotaRefusal('grouped_rules', quotas, rules, newRules);
  return message === null ? null : { kind: 'limit_reached', message };
}
