import type { CommandOf, Outcome } from '@tocsin/contracts/topics/commands';
import { ruleKey } from '@tocsin/contracts/topics/rules';
import { type IncidentNotes, NOTES_MAX } from '@tocsin/domain/alerting/incident-notes';
import type { Clock, IdSource } from '@tocsin/ports/clock';
import type { ConfigurationTransaction } from '@tocsin/ports/configuration-store';
import { publishAudit } from './audit.js';

/** Most incidents of a tenant whose notes are kept; those that were written about first go first. */
export const NOTED_INCIDENTS_MAX = 10_000;

/** Carries out the command that writes something down about an incident. Notes are never changed, so that they tell what was thought then. */
export async function addNote(
  command: CommandOf<'incident-note.add'>,
  tx: ConfigurationTransaction,
  options: { clock: Clock; ids: IdSource },
): Promise<Outcome> {
  const { tenant_id, incident_id, note_id: id, draft, actor: by } = command;
  const known = (await tx.incidentNotes.notes(incident_id))?.notes ?? [];
  if (known.length >= NOTES_MAX)
    return {
      kind: 'limit_reached',
      message: `The incident has ${known.length} notes, and no more are kept: write a document, and add where it is.`,
    };
  const at = options.clock.now();
  const notes: IncidentNotes = { tenant_id, incident_id, notes: [...known, { ...draft, id, by, at }], updated_at: at };
  await tx.incidentNotes.save(notes);
  await tx.publish({ topic: 'incident-notes', key: ruleKey(tenant_id, incident_id), value: notes });
  for (const old of await tx.incidentNotes.dropOld(NOTED_INCIDENTS_MAX))
    await tx.publish({ topic: 'incident-notes', key: ruleKey(tenant_id, old), value: null });
  // What was written stays with the incident; the record says that somebody wrote.
  const details = { note: id, length: draft.text.length };
  await publishAudit(
    command,
    tx,
    { type: 'configuration_changed', subject: `alert-incident/${incident_id}`, details },
    options,
  );
  return { kind: 'incident_notes', notes };
}
