import { firstAtOrAfter } from '../plan/sorted-times.js';
import { ALERT_NAME } from '../groups/alert-templates.js';
import type { RuleGroup } from '../groups/rule-group.js';
import { LabelSet } from '../plan/label-set.js';
import type { Series, SeriesStore } from '../plan/series-store.js';
import type { Labels } from '../rules/labels.js';

/** Samples of one series, oldest first. A staleness marker is `NO_VALUE`. */
export interface SampleSeries {
  /** The metric's name is the label `__name__`. */
  readonly labels: Labels;
  /** Milliseconds since 1970, rising. */
  readonly times: ArrayLike<number>;
  readonly values: ArrayLike<number>;
}

interface Input {
  readonly labels: LabelSet;
  readonly samples: SampleSeries;
  /** Null until its first sample is due, so that a series begins when it began. */
  series: Series | null;
  next: number;
  /** How many of the samples are given at all. */
  readonly end: number;
}

/** Gives samples of the past to a store bit by bit, as if they came just now. */
export class SampleFeed {
  readonly #inputs: Input[];

  /**
   * @param series - stretches of one series may overlap where they hold the same samples
   * @param first - when the group is evaluated first; from then on it writes what it writes by itself, and samples of
   *   that which stand among the given ones are left out. Ms since 1970
   */
  constructor(
    private readonly store: SeriesStore,
    series: readonly SampleSeries[],
    group: RuleGroup,
    first: number,
  ) {
    this.#inputs = series
      .filter(({ times }) => times.length > 0)
      .map((samples) => ({ samples, labels: LabelSet.of(samples.labels) }))
      .sort((a, b) => (a.samples.times[0] as number) - (b.samples.times[0] as number) || a.labels.compare(b.labels))
      .map(({ samples, labels }) => {
        const end = writes(group, labels) ? firstAtOrAfter(samples.times, first) : samples.times.length;
        return { samples, labels, series: null, next: 0, end };
      });
  }

  /** Gives the samples up to a time that were not given yet; ms since 1970. */
  giveUpTo(time: number): void {
    for (const input of this.#inputs) {
      const { times, values } = input.samples;
      for (; input.next < input.end && (times[input.next] as number) <= time; input.next += 1) {
        input.series ??= this.store.series(input.labels);
        this.store.append(input.series, times[input.next] as number, values[input.next] as number);
      }
    }
  }
}

/** When the first of these samples was taken; ms since 1970, infinity where there is none. */
export const firstSampleTime = (series: readonly SampleSeries[], from = Number.NEGATIVE_INFINITY): number =>
  series.reduce((first, { times }) => {
    const next = firstAtOrAfter(times, from);
    return next === times.length ? first : Math.min(first, times[next] as number);
  }, Number.POSITIVE_INFINITY);

/** Whether a group's rules write a series of these labels. */
function writes(group: RuleGroup, labels: LabelSet): boolean {
  const { metric } = labels;
  const isOfAlerts = metric === 'ALERTS' || metric === 'ALERTS_FOR_STATE';
  return group.rules.some(({ kind, name }) =>
    kind === 'recording' ? name === metric : isOfAlerts && labels.get(ALERT_NAME) === name,
  );
}
