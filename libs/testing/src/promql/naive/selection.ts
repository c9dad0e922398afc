import { NO_VALUE, type Series, type SeriesStore, timeAt } from '@tocsin/domain/plan/series-store';
import type { AtModifier, DurationExpr, Matcher, MatrixSelector, VectorSelector } from '@tocsin/domain/promql/ast';
import { compileMatcher } from '@tocsin/domain/promql/match-label';
import { lengthMs, offsetMs } from './durations.js';
import type { Moment, Point, Sample, Windows } from './moment.js';

/** The series that fit matchers, in the order in which the store came to know them. */
export function seriesOf(store: SeriesStore, matchers: readonly Matcher[]): Series[] {
  const tests = matchers.map((matcher) => ({ name: matcher.name, test: compileMatcher(matcher) }));
  return [...store.all()].filter(({ labels }) => tests.every(({ name, test }) => test(labels.get(name))));
}

/** All samples of a series that are kept, staleness markers among them. */
function samplesOf(series: Series): Point[] {
  const { begin, end, values } = series;
  const points: Point[] = [];
  for (let i = begin; i < end; i += 1) points.push({ time: timeAt(series, i), value: values[i] as number });
  return points;
}

/** The values of a series later than a time and not later than another. */
function pointsBetween(series: Series, after: number, upTo: number): Point[] {
  return samplesOf(series).filter(({ time, value }) => time > after && time <= upTo && value !== NO_VALUE);
}

/** The last sample at or before a time that stands for the value then: not too old, and no staleness marker. */
export function lastPoint(series: Series, time: number, lookbackMs: number): Point | null {
  const last = samplesOf(series).findLast((point) => point.time <= time);
  return last === undefined || last.time <= time - lookbackMs || last.value === NO_VALUE ? null : last;
}

/** The time of which a selector or subquery speaks. */
export function referenceTime(at: AtModifier | null, offset: DurationExpr | null, moment: Moment): number {
  const base = at === null ? moment.time : at.at === 'timestamp' ? at.ms : moment.query[at.at];
  return base - offsetMs(offset, moment.query);
}

export function selectVector(selector: VectorSelector, moment: Moment): Sample[] {
  const time = referenceTime(selector.at, selector.offset, moment);
  return seriesOf(moment.store, selector.matchers).flatMap((series) => {
    const value =
      selector.extent === 'smoothed'
        ? smoothedValue(pointsBetween(series, time - moment.lookbackMs, time + moment.lookbackMs), time)
        : (lastPoint(series, time, moment.lookbackMs)?.value ?? null);
    return value === null ? [] : [{ labels: series.labels, value, dropsName: false }];
  });
}

/** The value at a time on the line between the samples around it; the last one's where none follows. */
function smoothedValue(points: readonly Point[], time: number): number | null {
  const before = points.findLast((point) => point.time <= time);
  const after = points.find((point) => point.time >= time);
  if (before === undefined) return null;
  return after === undefined || before.time === time ? before.value : valueBetween(before, after, time);
}

/** The value at a time on the line through two points. */
export function valueBetween(first: Point, second: Point, time: number): number {
  return first.value + ((second.value - first.value) * (time - first.time)) / (second.time - first.time);
}

/** The times of the last samples, in seconds, for `timestamp`; as in Prometheus, it takes no notice of `smoothed`. */
export function selectTimes(selector: VectorSelector, moment: Moment): Sample[] {
  const time = referenceTime(selector.at, selector.offset, moment);
  return seriesOf(moment.store, selector.matchers).flatMap((series) => {
    const last = lastPoint(series, time, moment.lookbackMs);
    return last === null ? [] : [{ labels: series.labels, value: last.time / 1000, dropsName: false }];
  });
}

export function selectWindows({ vector, range }: MatrixSelector, moment: Moment): Windows {
  const { extent } = vector;
  const end = referenceTime(vector.at, vector.offset, moment);
  const rangeMs = lengthMs(range, moment.query);
  const start = end - rangeMs;
  const from = extent === null ? start : start - moment.lookbackMs;
  const upTo = extent === 'smoothed' ? end + moment.lookbackMs : end;
  const series = seriesOf(moment.store, vector.matchers)
    .map((each) => ({ labels: each.labels, dropsName: false, points: pointsBetween(each, from, upTo) }))
    .filter(({ points }) => points.length > 0);
  return { series, start, end, rangeMs, extent };
}
