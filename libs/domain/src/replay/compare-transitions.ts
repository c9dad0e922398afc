import { z } from 'zod';
import type { Transition } from '../engine/transition.js';
import { canonicalText } from '../rules/canonical-text.js';

export const DifferenceSchema = z.strictObject({
  field: z.string(),
  recorded: z.unknown().meta({ description: 'As it stands in the log; null for nothing.' }),
  replayed: z.unknown().meta({ description: 'As it was decided again; null for nothing.' }),
});
/** A field in which two records of one transition differ. */
export type Difference = z.infer<typeof DifferenceSchema>;

/** What a group's transition names as its source is a record of partial results, which a replay has none of. */
export const isOfGroup = ({ evidence }: Transition): boolean => evidence[0]?.path === 'expr';

/** In which fields a transition that was decided again differs from the one in the log; empty when they are identical. */
export function differencesOf(recorded: Transition, replayed: Transition): Difference[] {
  const left = writtenFields(recorded);
  const right = writtenFields(replayed);
  const fields = [...new Set([...Object.keys(left), ...Object.keys(right)])];
  return fields
    .filter((field) => field !== 'source' || !isOfGroup(recorded))
    .map((field) => ({ field, recorded: left[field] ?? null, replayed: right[field] ?? null }))
    .filter((one) => canonicalText(one.recorded) !== canonicalText(one.replayed));
}

/** As it is after it was written down and read again. */
const writtenFields = (transition: Transition): Record<string, unknown> =>
  JSON.parse(JSON.stringify(transition)) as Record<string, unknown>;
