import { z } from 'zod';
import { EventFieldSchema, type RecordedEvent, valueAt } from './recorded-event.js';

const value = z.union([z.string().max(500), z.number(), z.boolean()]);
const field = EventFieldSchema;

/** What must be true of one value of an event. A value that is not there fits `exists: false` and `is_not` alone. */
const ClauseSchema = z.union([
  z.strictObject({ field, is: value }),
  z.strictObject({ field, is_not: value }),
  z.strictObject({ field, begins_with: z.string().min(1).max(500) }),
  z.strictObject({ field, exists: z.boolean() }),
  z.strictObject({ field, same_as: field }),
  z.strictObject({ field, other_than: field }),
]);
type Clause = z.infer<typeof ClauseSchema>;

/** Which events are meant: those of one of the types of which all clauses are true. */
export const EventQuerySchema = z.strictObject({
  types: z.array(z.string().min(1).max(100)).min(1).max(50),
  where: z.array(ClauseSchema).max(20).default([]),
});
export type EventQuery = z.infer<typeof EventQuerySchema>;

/** Whether an event is one of those meant. */
export function fitsQuery({ types, where }: EventQuery, event: RecordedEvent): boolean {
  return types.includes(event.type) && where.every((clause) => holds(clause, event));
}

function holds(clause: Clause, event: RecordedEvent): boolean {
  const found = valueAt(event, clause.field);
  if ('is' in clause) return found === clause.is;
  if ('is_not' in clause) return found !== clause.is_not;
  if ('begins_with' in clause) return typeof found === 'string' && found.startsWith(clause.begins_with);
  if ('exists' in clause) return (found !== undefined) === clause.exists;
  if (found === undefined) return false;
  if ('same_as' in clause) return found === valueAt(event, clause.same_as);
  const other = valueAt(event, clause.other_than);
  return other !== undefined && found !== other;
}
