const HOUR_MS = 3_600_000;

/** For how long silences are offered, in ms; the first is chosen when nothing is said. */
export const silenceSpans = [HOUR_MS, 2 * HOUR_MS, 8 * HOUR_MS, 24 * HOUR_MS, 7 * 24 * HOUR_MS] as const;
