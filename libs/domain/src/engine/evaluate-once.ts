import type { AlertRule } from '../rules/alert-rule.js';
import type { Labels } from '../rules/labels.js';
import { OnePlace } from './one-place.js';
import { seriesKey } from './sample-batch.js';
import type { Transition } from './transition.js';

/** A series with samples as [time in ms since 1970, value], oldest first. */
export interface GivenSeries {
  metric: string;
  labels: Labels;
  samples: readonly (readonly [number, number])[];
}

/** Most evaluations of a rule's conditions over many series; a day at one a second. */
export const TICKS_MAX = 86_400;

export type OnceEvaluated =
  | { readonly kind: 'evaluated'; readonly transitions: readonly Transition[] }
  /** The samples span too many of the rule's intervals. */
  | { readonly kind: 'too_long'; readonly ticks: number };

/**
 * What a rule would have made of these samples: the transitions up to `now`, as live evaluation would have made them
 * with the samples coming in by their times. Samples at or before the last one of their series are left out.
 *
 * @param now - ms since 1970; null: until all that follows from the last sample at once is said
 */
export function evaluateOnce(given: AlertRule, series: readonly GivenSeries[], now: number | null): OnceEvaluated {
  const rule: AlertRule = { ...given, status: 'active' };
  const place = new OnePlace(rule);
  const keys = series.map(({ metric, labels }) => seriesKey(metric, labels));
  const samples = series.flatMap((one, index) => one.samples.map(([time, value]) => ({ index, time, value })));
  samples.sort((a, b) => a.time - b.time);
  const first = samples[0]?.time ?? 0;
  const last = samples.at(-1)?.time ?? 0;
  const end = now ?? last + (Number.isFinite(place.intervalMs) ? place.intervalMs : 0);
  const ticks = Math.ceil((end - first) / place.intervalMs);
  if (Number.isFinite(place.intervalMs) && ticks > TICKS_MAX) return { kind: 'too_long', ticks };
  for (const { index, time, value } of samples) {
    if (time > end) break;
    place.carryOn(time);
    place.applySample(keys[index] as string, time, value);
  }
  place.carryOn(end);
  return { kind: 'evaluated', transitions: place.takeTransitions() };
}
