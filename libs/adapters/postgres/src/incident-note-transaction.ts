import type { IncidentNotes } from '@tocsin/domain/alerting/incident-notes';
import type { IncidentNoteTransaction } from '@tocsin/ports/incident-note-transaction';
import { type EntityManager, EntitySchema } from 'typeorm';

const text = { type: 'text' } as const;

export const IncidentNotesEntity = new EntitySchema<{
  tenant_id: string;
  incident_id: string;
  updated_at: number;
  document: IncidentNotes;
}>({
  name: 'incident_notes',
  columns: {
    tenant_id: { ...text, primary: true },
    incident_id: { ...text, primary: true },
    updated_at: { type: 'bigint' },
    document: { type: 'jsonb' },
  },
});

/** A tenant's notes about incidents within a transaction of the tenant. */
export function incidentNoteTransactionOf(manager: EntityManager, tenant_id: string): IncidentNoteTransaction {
  return {
    notes: async (incident_id) => {
      const lock = { mode: 'pessimistic_write' } as const;
      const row = await manager.findOne(IncidentNotesEntity, { where: { tenant_id, incident_id }, lock });
      return row?.document ?? null;
    },
    save: async (document) => {
      const { incident_id, updated_at } = document;
      const row = { tenant_id, incident_id, updated_at, document };
      await manager.upsert(IncidentNotesEntity, row, ['tenant_id', 'incident_id']);
    },
    dropOld: async (kept) => {
      const [rows] = await manager.query<[{ incident_id: string }[], number]>(
        `DELETE FROM incident_notes WHERE tenant_id = $1 AND incident_id IN
           (SELECT incident_id FROM incident_notes WHERE tenant_id = $1 ORDER BY updated_at DESC, incident_id OFFSET $2)
         RETURNING incident_id`,
        [tenant_id, kept],
      );
      return rows.map(({ incident_id }) => incident_id);
    },
  };
}
