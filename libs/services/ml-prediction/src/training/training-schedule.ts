import type { ModelTraining, TrainingCause } from '@tocsin/domain/models/model-training';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** Series in which drift is found at once: fewer are their own affair, and the members that learn online see to them. */
export const DRIFTED_SERIES_MIN = 3;
/** However much drifts, a model is left in use for so long: what is new has to come first. */
const REST_MS = 6 * HOUR_MS;
/** After too little to train on, it is looked again so soon. */
const ABSTAINED_MS = HOUR_MS;
/** After a failure, and after a refusal; twice as long after each further one. */
const FAILED_MS = 15 * MINUTE_MS;
const REFUSED_MS = 6 * HOUR_MS;

/** Whether a model is to be trained, and if not, when it is looked again at the latest. */
export type Due =
  | { readonly kind: 'due'; readonly cause: TrainingCause }
  /** Nothing makes it due before. */
  | { readonly kind: 'rests'; readonly until: number }
  /** Drift since the last run makes it due, or the time. */
  | { readonly kind: 'on-drift'; readonly since: number; readonly until: number };

/**
 * When a tenant's model is trained next, from how the last run ended.
 *
 * @param now - ms since 1970
 * @param intervalMs - how long a model is left in use that does well
 */
export function trainingDue(training: ModelTraining | null, now: number, intervalMs: number): Due {
  const last = training?.last_run ?? null;
  if (training === null || last === null) return { kind: 'due', cause: 'first' };
  const rests = last.at + Math.min(intervalMs, restAfter(last.verdict, training.fruitless_runs));
  if (now < rests) return { kind: 'rests', until: rests };
  // What came to nothing for want of data or a thread is still to be done.
  if (last.verdict === 'abstained' || last.verdict === 'failed') return { kind: 'due', cause: last.cause };
  const until = last.at + intervalMs;
  if (now >= until) return { kind: 'due', cause: 'interval' };
  return { kind: 'on-drift', since: last.at, until };
}

function restAfter(verdict: NonNullable<ModelTraining['last_run']>['verdict'], fruitless: number): number {
  const doubled = 2 ** Math.min(20, Math.max(0, fruitless - 1));
  if (verdict === 'failed') return FAILED_MS * doubled;
  if (verdict === 'refused') return REFUSED_MS * doubled;
  return verdict === 'abstained' ? ABSTAINED_MS : REST_MS;
}

/** Whether so many series have drifted that a tenant's model is to be trained anew: three of them, or all of fewer. */
export function isDrifted(drifted: number, series: number): boolean {
  return drifted > 0 && drifted >= Math.min(DRIFTED_SERIES_MIN, series);
}
