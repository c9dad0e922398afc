import type { AlertingTransaction } from '@tocsin/ports/alerting-transaction';
import { type EntityManager, MoreThan } from 'typeorm';
import { AcknowledgementEntity, PolicyEntity, SilenceEntity } from './alerting-entities.js';

/** A tenant's policy, silences and acknowledgements within a transaction of the tenant. */
export function alertingTransactionOf(manager: EntityManager, tenant_id: string): AlertingTransaction {
  return {
    policy: async () => (await manager.findOneBy(PolicyEntity, { tenant_id }))?.document ?? null,
    savePolicy: async (document) => void (await manager.upsert(PolicyEntity, { tenant_id, document }, ['tenant_id'])),
    deletePolicy: async () => void (await manager.delete(PolicyEntity, { tenant_id })),
    silence: async (id) => (await manager.findOneBy(SilenceEntity, { tenant_id, id }))?.document ?? null,
    countSilencesEndingAfter: (time) => manager.countBy(SilenceEntity, { tenant_id, ends_at: MoreThan(time) }),
    saveSilence: async (document) => {
      const { id, ends_at } = document;
      await manager.upsert(SilenceEntity, { tenant_id, id, ends_at, document }, ['tenant_id', 'id']);
    },
    dropSilencesEndedBefore: async (time) => {
      const [rows] = await manager.query<[{ id: string }[], number]>(
        'DELETE FROM silences WHERE tenant_id = $1 AND ends_at < $2 RETURNING id',
        [tenant_id, time],
      );
      return rows.map(({ id }) => id);
    },
    acknowledgement: async (alert_id) =>
      (await manager.findOneBy(AcknowledgementEntity, { tenant_id, alert_id }))?.document ?? null,
    saveAcknowledgement: async (document) => {
      const { alert_id, at } = document;
      await manager.upsert(AcknowledgementEntity, { tenant_id, alert_id, at, document }, ['tenant_id', 'alert_id']);
    },
    deleteAcknowledgement: async (alert_id) =>
      void (await manager.delete(AcknowledgementEntity, { tenant_id, alert_id })),
    dropOldAcknowledgements: async (kept, time) => {
      const [rows] = await manager.query<[{ alert_id: string }[], number]>(
        `DELETE FROM acknowledgements WHERE tenant_id = $1 AND (at < $3::bigint OR alert_id IN
           (SELECT alert_id FROM acknowledgements WHERE tenant_id = $1 ORDER BY at DESC, alert_id OFFSET $2))
         RETURNING alert_id`,
        [tenant_id, kept, time],
      );
      return rows.map(({ alert_id }) => alert_id);
    },
  };
}
