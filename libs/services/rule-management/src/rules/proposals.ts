import type { CommandOf, Outcome } from '@tocsin/contracts/topics/commands';
import type { GroupProposal, GroupVersion, RuleProposal, RuleVersion } from '@tocsin/domain/rules/version-entry';
import type { ConfigurationTransaction } from '@tocsin/ports/configuration-store';
import type { VersionedKind } from '@tocsin/ports/rule-history';

type Proposal = RuleProposal | GroupProposal;

/** What a proposal is about, as versions name it. */
const subjectOf = (proposal: Proposal): { kind: VersionedKind; name: string } =>
  'rule_id' in proposal ? { kind: 'rule', name: proposal.rule_id } : { kind: 'group', name: proposal.group };

const topics = { rule: 'rule-proposals', group: 'group-proposals' } as const;

/** Writes down what waits for approval, beside a version that says so. */
export async function saveProposal(
  tx: ConfigurationTransaction,
  proposal: Proposal,
  change: RuleVersion['change'],
): Promise<void> {
  const { version, author, at, reason, document } = proposal;
  const of = subjectOf(proposal);
  await tx.history.saveProposal(of, proposal);
  await publish(tx, proposal, proposal);
  await tx.history.saveVersion(of, { version, state: 'proposed', change, author, at, reason, document } as never);
}

/** Takes a proposal away, and says in its version what became of it. */
export async function endProposal(
  tx: ConfigurationTransaction,
  proposal: Proposal,
  end: Pick<RuleVersion, 'state' | 'decision'>,
): Promise<void> {
  const of = subjectOf(proposal);
  await tx.history.deleteProposal(of);
  await publish(tx, proposal, null);
  const entry: RuleVersion | GroupVersion | null = await tx.history.version(of, proposal.version);
  if (entry !== null) await tx.history.saveVersion(of, { ...entry, ...end });
}

function publish(tx: ConfigurationTransaction, proposal: Proposal, value: Proposal | null): Promise<void> {
  const { kind, name } = subjectOf(proposal);
  return tx.publish({ topic: topics[kind], key: `${proposal.tenant_id}/${name}`, value } as never);
}

/**
 * Why a verdict does not count: it names the very version that waits, and nobody approves what is their own. Null when it
 * counts.
 */
export function verdictRefusal(
  { version, verdict, actor }: Pick<CommandOf<'rule.judge'>, 'version' | 'verdict' | 'actor'>,
  proposal: Proposal,
): Extract<Outcome, { kind: 'conflict' | 'refused' }> | null {
  if (proposal.version !== version) {
    const message = `version ${proposal.version} by ${proposal.author} waits for approval now, not ${version}`;
    return { kind: 'conflict', message };
  }
  if (verdict === 'reject' || proposal.author !== actor) return null;
  const message = `${actor} wrote version ${version}, and somebody else has to approve it`;
  return { kind: 'refused', code: 'own_proposal', message };
}
