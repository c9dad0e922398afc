import { z } from 'zod';
import { TenantIdSchema } from '../rules/alert-rule.js';

/** Most notes of one incident: who writes more than that writes a document. */
export const NOTES_MAX = 200;

/** What somebody writes down while they deal with an incident. */
export const IncidentNoteDraftSchema = z
  .strictObject({ text: z.string().trim().min(1).max(4_000) })
  .meta({ id: 'IncidentNoteDraft' });

export const IncidentNoteSchema = IncidentNoteDraftSchema.extend({
  id: z.string(),
  by: z.string(),
  at: z.int().meta({ description: 'ms since 1970.' }),
}).meta({ id: 'IncidentNote', description: 'What somebody wrote down about an incident.' });
export type IncidentNote = z.infer<typeof IncidentNoteSchema>;

/** All notes of one incident, in the order in which they were written. */
export const IncidentNotesSchema = z.strictObject({
  tenant_id: TenantIdSchema,
  /** That of the alert that the incident began with. */
  incident_id: z.string().min(1).max(64),
  notes: z.array(IncidentNoteSchema).max(NOTES_MAX),
  updated_at: z.int(),
});
export type IncidentNotes = z.infer<typeof IncidentNotesSchema>;
