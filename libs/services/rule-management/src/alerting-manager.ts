import type { Command, CommandReply } from '@tocsin/contracts/topics/commands';
import { ruleKey } from '@tocsin/contracts/topics/rules';
import type { Acknowledgement } from '@tocsin/domain/alerting/acknowledgement';
import { checkSilence, type Silence, silenceState } from '@tocsin/domain/alerting/silence';
import type { Clock, IdSource } from '@tocsin/ports/clock';
import type { ConfigurationTransaction } from '@tocsin/ports/configuration-store';
import { type AuditEntry, publishAudit } from './audit.js';
import { PolicyManager } from './policy-manager.js';

/** Most silences of one tenant that have not ended: each is asked of each alert that is told. */
export const SILENCES_PER_TENANT_MAX = 1_000;
/** Most acknowledgements kept of one tenant; the oldest go first, whose alerts have long been over. */
export const ACKNOWLEDGEMENTS_PER_TENANT_MAX = 10_000;
/** How long what was said of an alert holds: as long as the ledger tells of it. What fires for longer is told again. */
const ACKNOWLEDGED_MS_MAX = 90 * 86_400_000;
/** How long a silence is listed after its end, as in Alertmanager. */
const ENDED_KEPT_MS = 120 * 3_600_000;

type Outcome = CommandReply['outcome'];
type CommandOf<Type extends Command['type']> = Extract<Command, { type: Type }>;
export type AlertingCommand = CommandOf<
  'policy.put' | 'policy.delete' | 'silence.put' | 'silence.expire' | 'alert.acknowledge' | 'alert.unacknowledge'
>;

/** Carries out commands that change whom alerts are told to, and whether they are told. */
export class AlertingManager {
  readonly #options: { clock: Clock; ids: IdSource };
  readonly #policies: PolicyManager;

  constructor(options: { clock: Clock; ids: IdSource }) {
    this.#options = options;
    this.#policies = new PolicyManager(options);
  }

  decide(command: AlertingCommand, tx: ConfigurationTransaction): Promise<Outcome> {
    switch (command.type) {
      case 'policy.put':
        return this.#policies.put(command, tx);
      case 'policy.delete':
        return this.#policies.delete(command, tx);
      case 'silence.put':
        return this.#putSilence(command, tx);
      case 'silence.expire':
        return this.#expireSilence(command, tx);
      case 'alert.acknowledge':
        return this.#acknowledge(command, tx);
      case 'alert.unacknowledge':
        return this.#unacknowledge(command, tx);
    }
  }

  /** Why a receiver cannot be deleted; null when nothing names it. */
  useOfReceiver(id: string, tx: ConfigurationTransaction): Promise<Outcome | null> {
    return this.#policies.useOfReceiver(id, tx);
  }

  async #putSilence(command: CommandOf<'silence.put'>, tx: ConfigurationTransaction): Promise<Outcome> {
    const now = this.#options.clock.now();
    const [finding] = checkSilence(command.draft, now);
    if (finding !== undefined) return { kind: 'invalid', path: finding.path, message: finding.message };
    const known = await tx.alerting.silence(command.silence_id);
    if (known !== null && silenceState(known, now) === 'expired')
      return { kind: 'conflict', message: 'the silence has ended; create a new one' };
    await this.#forgetEnded(command.tenant_id, tx, now);
    if (known === null && (await tx.alerting.countSilencesEndingAfter(now)) >= SILENCES_PER_TENANT_MAX)
      return {
        kind: 'limit_reached',
        message: `the tenant has ${SILENCES_PER_TENANT_MAX} silences, the most it may have`,
      };
    const silence: Silence = {
      ...command.draft,
      id: command.silence_id,
      tenant_id: command.tenant_id,
      created_by: known?.created_by ?? command.actor,
      created_at: known?.created_at ?? now,
      updated_at: now,
    };
    return this.#saveSilence(command, tx, silence);
  }

  async #expireSilence(command: CommandOf<'silence.expire'>, tx: ConfigurationTransaction): Promise<Outcome> {
    const known = await tx.alerting.silence(command.silence_id);
    if (known === null) return { kind: 'not_found' };
    const now = this.#options.clock.now();
    if (silenceState(known, now) === 'expired') return { kind: 'silence', silence: known };
    const ended = { ...known, starts_at: Math.min(known.starts_at, now), ends_at: now, updated_at: now };
    return this.#saveSilence(command, tx, ended);
  }

  async #saveSilence(command: Command, tx: ConfigurationTransaction, silence: Silence): Promise<Outcome> {
    const { id, tenant_id, kind, matchers, starts_at, ends_at, comment } = silence;
    await tx.alerting.saveSilence(silence);
    await tx.publish({ topic: 'silences', key: ruleKey(tenant_id, id), value: silence });
    const details = { kind, matchers, starts_at, ends_at, comment };
    await this.#audit(command, tx, { type: 'configuration_changed', subject: `silence/${id}`, details });
    return { kind: 'silence', silence };
  }

  async #forgetEnded(tenant: string, tx: ConfigurationTransaction, now: number): Promise<void> {
    for (const id of await tx.alerting.dropSilencesEndedBefore(now - ENDED_KEPT_MS))
      await tx.publish({ topic: 'silences', key: ruleKey(tenant, id), value: null });
  }

  async #acknowledge(command: CommandOf<'alert.acknowledge'>, tx: ConfigurationTransaction): Promise<Outcome> {
    const { tenant_id, alert_id, kind, comment, actor } = command;
    const acknowledgement: Acknowledgement = {
      tenant_id,
      alert_id,
      kind,
      by: actor,
      at: this.#options.clock.now(),
      comment,
    };
    await tx.alerting.saveAcknowledgement(acknowledgement);
    await tx.publish({ topic: 'acknowledgements', key: ruleKey(tenant_id, alert_id), value: acknowledgement });
    const oldest = acknowledgement.at - ACKNOWLEDGED_MS_MAX;
    for (const old of await tx.alerting.dropOldAcknowledgements(ACKNOWLEDGEMENTS_PER_TENANT_MAX, oldest))
      await tx.publish({ topic: 'acknowledgements', key: ruleKey(tenant_id, old), value: null });
    const details = { acknowledgement: kind, comment };
    await this.#audit(command, tx, { type: 'configuration_changed', subject: `alert/${alert_id}`, details });
    return { kind: 'acknowledgement', acknowledgement };
  }

  async #unacknowledge(command: CommandOf<'alert.unacknowledge'>, tx: ConfigurationTransaction): Promise<Outcome> {
    const { tenant_id, alert_id, kind } = command;
    if ((await tx.alerting.acknowledgement(alert_id))?.kind !== kind) return { kind: 'not_found' };
    await tx.alerting.deleteAcknowledgement(alert_id);
    await tx.publish({ topic: 'acknowledgements', key: ruleKey(tenant_id, alert_id), value: null });
    const details = { acknowledgement: kind, taken_back: true };
    await this.#audit(command, tx, { type: 'configuration_changed', subject: `alert/${alert_id}`, details });
    return { kind: 'deleted' };
  }

  #audit(command: Command, tx: ConfigurationTransaction, entry: AuditEntry): Promise<void> {
    return publishAudit(command, tx, entry, this.#options);
  }
}
