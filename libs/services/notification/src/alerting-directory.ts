import { acknowledgements } from '@tocsin/contracts/topics/acknowledgements';
import { notificationPolicies, POLICY_ID } from '@tocsin/contracts/topics/notification-policies';
import { silences } from '@tocsin/contracts/topics/silences';
import type { Acknowledgement } from '@tocsin/domain/alerting/acknowledgement';
import { type CompiledPolicy, compiledPolicyOf } from '@tocsin/domain/alerting/compiled-policy';
import { type CompiledSilence, compiledSilenceOf } from '@tocsin/domain/alerting/silence';
import { CompactedDirectory } from '@tocsin/ports/compacted-directory';
import type { Consumption, EventLog } from '@tocsin/ports/event-log';

/** What decides whom a tenant's alerts are told to, and whether they are told at all. */
export interface AlertingConfiguration {
  policyOf(tenant: string): CompiledPolicy;
  silencesOf(tenant: string): readonly CompiledSilence[];
  acknowledgementOf(tenant: string, alertId: string): Acknowledgement | null;
}

export interface AlertingChanges {
  policyChanged(tenant: string): void;
  /** A silence or an acknowledgement. */
  holdsChanged(tenant: string): void;
}

/** Policies, silences and acknowledgements of all tenants, kept by following their topics; every process has all. */
export class AlertingDirectory implements AlertingConfiguration {
  readonly #policies = new CompactedDirectory(notificationPolicies, () => POLICY_ID);
  readonly #silences = new CompactedDirectory(silences, ({ id }) => id);
  readonly #acknowledgements = new CompactedDirectory(acknowledgements, ({ alert_id }) => alert_id);
  #following: Consumption[] = [];

  /** Resolves when everything that was in the topics has been read. */
  async start(log: EventLog, topicPrefix: string, processName: string): Promise<void> {
    const followed = [this.#policies, this.#silences, this.#acknowledgements];
    this.#following = await Promise.all(
      followed.map((directory) => directory.follow(log, topicPrefix, processName, 'notification')),
    );
  }

  async stop(): Promise<void> {
    await Promise.all(this.#following.map((consumption) => consumption.stop()));
  }

  listen({ policyChanged, holdsChanged }: AlertingChanges): void {
    this.#policies.listen(policyChanged);
    this.#silences.listen(holdsChanged);
    this.#acknowledgements.listen(holdsChanged);
  }

  policyOf(tenant: string): CompiledPolicy {
    return compiledPolicyOf(this.#policies.get(tenant, POLICY_ID));
  }

  silencesOf(tenant: string): readonly CompiledSilence[] {
    return this.#silences.ofTenant(tenant).map(compiledSilenceOf);
  }

  acknowledgementOf(tenant: string, alertId: string): Acknowledgement | null {
    return this.#acknowledgements.get(tenant, alertId);
  }
}
