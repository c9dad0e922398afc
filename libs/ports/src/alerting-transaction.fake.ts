import type { Acknowledgement } from '@tocsin/domain/alerting/acknowledgement';
import type { NotificationPolicy } from '@tocsin/domain/alerting/notification-policy';
import type { Silence } from '@tocsin/domain/alerting/silence';
import type { AlertingTransaction } from './alerting-transaction.js';

export interface AlertingTenant {
  policy: NotificationPolicy | null;
  silences: Map<string, Silence>;
  acknowledgements: Map<string, Acknowledgement>;
}

export const emptyAlertingTenant = (): AlertingTenant => ({
  policy: null,
  silences: new Map(),
  acknowledgements: new Map(),
});

export const copyOfAlerting = ({ policy, silences, acknowledgements }: AlertingTenant): AlertingTenant => ({
  policy,
  silences: new Map(silences),
  acknowledgements: new Map(acknowledgements),
});

/** An {@link AlertingTransaction} on maps, for tests. */
export function fakeAlertingTransaction(tenant: AlertingTenant): AlertingTransaction {
  const { silences, acknowledgements } = tenant;
  return {
    policy: async () => tenant.policy,
    savePolicy: async (policy) => void (tenant.policy = policy),
    deletePolicy: async () => void (tenant.policy = null),
    silence: async (id) => silences.get(id) ?? null,
    countSilencesEndingAfter: async (time) => [...silences.values()].filter(({ ends_at }) => ends_at > time).length,
    saveSilence: async (silence) => void silences.set(silence.id, silence),
    dropSilencesEndedBefore: async (time) => {
      const ended = [...silences.values()].filter(({ ends_at }) => ends_at < time).map(({ id }) => id);
      for (const id of ended) silences.delete(id);
      return ended;
    },
    acknowledgement: async (alertId) => acknowledgements.get(alertId) ?? null,
    saveAcknowledgement: async (said) => void acknowledgements.set(said.alert_id, said),
    deleteAcknowledgement: async (alertId) => void acknowledgements.delete(alertId),
    dropOldAcknowledgements: async (kept, time) => {
      const sorted = [...acknowledgements.values()].sort((a, b) => b.at - a.at || (a.alert_id < b.alert_id ? -1 : 1));
      const dropped = sorted.filter(({ at }, i) => i >= kept || at < time).map(({ alert_id }) => alert_id);
      for (const id of dropped) acknowledgements.delete(id);
      return dropped;
    },
  };
}
