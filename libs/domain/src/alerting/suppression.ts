import type { Labels } from '../rules/labels.js';
import type { Acknowledgement } from './acknowledgement.js';
import type { Hold } from './alert-group.js';
import type { PolicyDraft } from './notification-policy.js';
import type { Route } from './policy-router.js';
import type { CompiledSilence } from './silence.js';
import { compilePeriods } from './time-interval.js';

/** Which of a policy's time intervals hold at a moment. */
export class TimeIntervals {
  readonly #byName: ReadonlyMap<string, (now: number) => boolean>;

  constructor(intervals: PolicyDraft['time_intervals']) {
    this.#byName = new Map(intervals.map(({ name, time_intervals }) => [name, compilePeriods(time_intervals)]));
  }

  has(name: string): boolean {
    return this.#byName.has(name);
  }

  holds(name: string, now: number): boolean {
    return this.#byName.get(name)?.(now) ?? false;
  }

  /** What mutes a route now: the mute intervals that hold, or all its active ones when none of them does. */
  mutersOf({ muteTimeIntervals, activeTimeIntervals }: Route, now: number): readonly string[] {
    const muting = muteTimeIntervals.filter((name) => this.holds(name, now));
    if (muting.length > 0 || activeTimeIntervals.length === 0) return muting;
    return activeTimeIntervals.some((name) => this.holds(name, now)) ? [] : activeTimeIntervals;
  }
}

/** The silences of a tenant, asked of one alert at one moment. */
export function silencedBy(
  labels: Labels,
  silences: readonly CompiledSilence[],
  intervals: TimeIntervals,
  now: number,
): readonly CompiledSilence[] {
  return silences.filter(
    (silence) => silence.isActive(now, (name) => intervals.holds(name, now)) && silence.fits(labels),
  );
}

/**
 * Why an alert that fires is held back; silences come first, then inhibitions.
 *
 * @param inhibitors - ids of the alerts that inhibit it
 */
export function holdOf(
  silences: readonly CompiledSilence[],
  inhibitors: readonly string[],
  acknowledgement: Acknowledgement | null,
): Hold | null {
  if (silences.length > 0) {
    const ends = silences.map(({ silence }) => (silence.recurrence === undefined ? silence.ends_at : null));
    const until = ends.includes(null) ? null : Math.max(...ends.map(Number));
    return { kind: 'silenced', by: silences.map(({ silence }) => silence.id), until };
  }
  if (inhibitors.length > 0) return { kind: 'inhibited', by: inhibitors };
  return acknowledgement?.kind === 'snoozed' ? { kind: 'snoozed' } : null;
}
