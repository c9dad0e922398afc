import { z } from 'zod';

/**
 * Most elements that one evaluation of a rule may look at on one partition: about a second of its processor. What is
 * more would keep everybody else's rules waiting, so it is not begun.
 */
export const STEPS_MAX = 50_000_000;

/** Longest time that a rule may look back: a week before, and a day around it. */
export const LOOK_BACK_MS_MAX = 8 * 86_400_000;

/** A limit that kept a rule from being evaluated, and what it would have taken. */
export const ExceededLimitSchema = z.strictObject({ name: z.enum(['steps']), max: z.number(), use: z.number() });
export type ExceededLimit = z.infer<typeof ExceededLimitSchema>;

/** What is told of a rule that was kept from being evaluated. */
export function exceededText({ max, use }: ExceededLimit): string {
  return `one evaluation would look at ${Math.ceil(use)} elements on one partition, more than ${max}; select fewer series, or a shorter or coarser subquery. Alerts stay as they were.`;
}
