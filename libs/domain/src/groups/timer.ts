/**
 * A clock for durations, in ms with fractions. What it says stands in reports of how evaluations go, and in nothing that
 * is decided: two runs of the same records take different times and must give the same.
 */
export type Timer = () => number;

/** For where nobody asks how long an evaluation takes. */
export const noTimer: Timer = () => 0;
