import type { IncidentNotes } from '@tocsin/domain/alerting/incident-notes';
import type { IncidentNoteTransaction } from './incident-note-transaction.js';

/** An {@link IncidentNoteTransaction} on a map by incident, for tests. */
export function fakeIncidentNoteTransaction(kept: Map<string, IncidentNotes>): IncidentNoteTransaction {
  return {
    notes: async (id) => kept.get(id) ?? null,
    save: async (notes) => void kept.set(notes.incident_id, notes),
    dropOld: async (most) => {
      const sorted = [...kept.values()].sort(
        (a, b) => b.updated_at - a.updated_at || (a.incident_id < b.incident_id ? -1 : 1),
      );
      const dropped = sorted.slice(most).map(({ incident_id }) => incident_id);
      for (const id of dropped) kept.delete(id);
      return dropped;
    },
  };
}
