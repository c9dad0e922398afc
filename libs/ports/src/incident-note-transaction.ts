import type { IncidentNotes } from '@tocsin/domain/alerting/incident-notes';

/** One tenant's notes about incidents inside one transaction. */
export interface IncidentNoteTransaction {
  /** The notes of an incident, which nobody else changes until the transaction ends; null where there are none. */
  notes(incidentId: string): Promise<IncidentNotes | null>;
  save(notes: IncidentNotes): Promise<void>;
  /** Drops the notes of all incidents but the `kept` that were written about last. @returns the ids of those incidents */
  dropOld(kept: number): Promise<string[]>;
}
