import { FALSE, TRUE, type Truth } from './truth.js';

/** What is remembered of one step of a sequence. Times are event times in ms since 1970; null before the first. */
export interface StepPast {
  /** What the step said when it was last looked at. */
  truth: Truth;
  /** When it last began to hold, and whether it did so as the sequence asks. */
  roseAt: number | null;
  isInTurn: boolean;
  /** When it was last known to hold; counts while it does not. */
  heldUntil: number | null;
}

/** A sequence of which nothing has been seen. */
export const untouched = (steps: number): StepPast[] =>
  Array.from({ length: steps }, () => ({ truth: FALSE, roseAt: null, isInTurn: false, heldUntil: null }));

/**
 * Leads a sequence on by what its steps say at an event time. A step is in turn when it begins to hold after the step
 * before it did, which was in turn itself, and not longer than `withinMs` after that one last held.
 *
 * @returns what the sequence says: it holds as long as its last step does, if that is in turn
 */
export function leadOn(past: readonly StepPast[], truths: readonly Truth[], at: number, withinMs: number): Truth {
  // The last step first, so that each sees the one before it as it was until now.
  for (let i = past.length - 1; i >= 0; i -= 1) {
    const step = past[i] as StepPast;
    const truth = truths[i] as Truth;
    if (truth === TRUE && step.truth !== TRUE) {
      const before = past[i - 1];
      step.isInTurn = before === undefined || leadsTo(before, at, withinMs);
      step.roseAt = at;
    }
    if (truth !== TRUE && step.truth === TRUE) step.heldUntil = at;
    step.truth = truth;
  }
  const last = past.at(-1);
  if (last === undefined || last.truth !== TRUE) return last?.truth ?? FALSE;
  return last.isInTurn ? TRUE : FALSE;
}

function leadsTo({ truth, roseAt, heldUntil, isInTurn }: StepPast, at: number, withinMs: number): boolean {
  if (!isInTurn || roseAt === null || roseAt >= at) return false;
  return truth === TRUE || (heldUntil !== null && at - heldUntil <= withinMs);
}
