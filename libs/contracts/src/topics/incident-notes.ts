import {
  IncidentNoteDraftSchema,
  type IncidentNotes,
  IncidentNotesSchema,
} from '@tocsin/domain/alerting/incident-notes';
import { z } from 'zod';
import { defineTopic } from '../define-topic.js';

/** The command that adds a note; its id is the note's, so that asking twice writes once. */
export const incidentNoteCommands = <Envelope extends z.core.$ZodLooseShape>(envelope: Envelope) =>
  [
    z.strictObject({
      type: z.literal('incident-note.add'),
      ...envelope,
      incident_id: z.string().min(1).max(64),
      note_id: z.string(),
      draft: IncidentNoteDraftSchema,
    }),
  ] as const;

/** What it comes to, beside what all commands may come to. */
export const incidentNoteOutcomes = [
  z.strictObject({ kind: z.literal('incident_notes'), notes: IncidentNotesSchema }),
] as const;

export const exampleNotes: IncidentNotes = {
  tenant_id: 'acme_main',
  incident_id: 'a1',
  notes: [{ id: 'n1', text: 'The disk of db-1 was full; the old logs are gone.', by: 'ada', at: 1_763_900_000_000 }],
  updated_at: 1_763_900_000_000,
};

export const incidentNotes = defineTopic({
  name: 'incident-notes',
  version: 1,
  key: 'tenant/incident id',
  content: 'json',
  description: 'What people wrote down about incidents of alerts; a tombstone for those that are long past.',
  schema: IncidentNotesSchema,
  examples: [exampleNotes],
  producers: ['rule-management'],
  consumers: ['gateway'],
  partitions: 1,
  retentionMs: 0,
  cleanup: 'compact',
  deadLetter: false,
});
