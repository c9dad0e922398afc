import type { Command, CommandReply } from '@tocsin/contracts/topics/commands';
import { POLICY_ID } from '@tocsin/contracts/topics/notification-policies';
import { ruleKey } from '@tocsin/contracts/topics/rules';
import { checkPolicy } from '@tocsin/domain/alerting/check-policy';
import { type NotificationPolicy, policyDraftOf, type PolicyRoute } from '@tocsin/domain/alerting/notification-policy';
import { canonicalText } from '@tocsin/domain/rules/canonical-text';
import type { Clock, IdSource } from '@tocsin/ports/clock';
import type { ConfigurationTransaction } from '@tocsin/ports/configuration-store';
import { publishAudit } from './audit.js';

type Outcome = CommandReply['outcome'];
type CommandOf<Type extends Command['type']> = Extract<Command, { type: Type }>;

/** Carries out commands that change a tenant's notification policy. */
export class PolicyManager {
  readonly #options: { clock: Clock; ids: IdSource };

  constructor(options: { clock: Clock; ids: IdSource }) {
    this.#options = options;
  }

  async put(command: CommandOf<'policy.put'>, tx: ConfigurationTransaction): Promise<Outcome> {
    const known = await tx.alerting.policy();
    const conflict = conflictOf(known, command.if_version);
    if (conflict !== null) return conflict;
    const kinds = await receiverKinds(receiversOf(command.draft.route), tx);
    const [finding] = checkPolicy(command.draft, (id) => kinds.get(id) ?? null);
    if (finding !== undefined) return { kind: 'invalid', path: finding.path, message: finding.message };
    if (known !== null && canonicalText(policyDraftOf(known)) === canonicalText(command.draft))
      return { kind: 'policy', change: 'unchanged', policy: known };
    const now = this.#options.clock.now();
    const policy: NotificationPolicy = {
      ...command.draft,
      tenant_id: command.tenant_id,
      version: (known?.version ?? 0) + 1,
      created_at: known?.created_at ?? now,
      updated_at: now,
    };
    await tx.alerting.savePolicy(policy);
    await this.#publish(command, tx, policy);
    return { kind: 'policy', change: known === null ? 'created' : 'changed', policy };
  }

  async delete(command: CommandOf<'policy.delete'>, tx: ConfigurationTransaction): Promise<Outcome> {
    const known = await tx.alerting.policy();
    if (known === null) return { kind: 'not_found' };
    const conflict = conflictOf(known, command.if_version);
    if (conflict !== null) return conflict;
    await tx.alerting.deletePolicy();
    await this.#publish(command, tx, null);
    return { kind: 'deleted' };
  }

  /** Why a receiver cannot be deleted; null when the policy does not name it. */
  async useOfReceiver(id: string, tx: ConfigurationTransaction): Promise<Outcome | null> {
    const policy = await tx.alerting.policy();
    if (policy === null || !receiversOf(policy.route).has(id)) return null;
    return { kind: 'in_use', message: 'the notification policy names this receiver; take it out of its routes first' };
  }

  async #publish(command: Command, tx: ConfigurationTransaction, policy: NotificationPolicy | null): Promise<void> {
    const { tenant_id } = command;
    await tx.publish({ topic: 'notification-policies', key: ruleKey(tenant_id, POLICY_ID), value: policy });
    const details = policy === null ? { deleted: true } : { version: policy.version };
    const entry = { type: 'configuration_changed', subject: 'notification-policy', details } as const;
    await publishAudit(command, tx, entry, this.#options);
  }
}

function conflictOf(known: NotificationPolicy | null, ifVersion: number | undefined): Outcome | null {
  if (ifVersion === undefined || ifVersion === (known?.version ?? 0)) return null;
  const is = known === null ? 'there is no policy' : `the policy is at version ${known.version}`;
  return { kind: 'conflict', message: `${is}, not at version ${ifVersion}` };
}

/** Every receiver that a route or one below it names. */
function receiversOf({ receivers = [], routes = [] }: PolicyRoute): Set<string> {
  return new Set([...receivers, ...routes.flatMap((child) => [...receiversOf(child)])]);
}

async function receiverKinds(ids: ReadonlySet<string>, tx: ConfigurationTransaction): Promise<Map<string, string>> {
  const kinds = new Map<string, string>();
  for (const id of ids) {
    const receiver = await tx.receiver(id);
    if (receiver !== null) kinds.set(id, receiver.type);
  }
  return kinds;
}
