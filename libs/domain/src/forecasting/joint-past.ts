import type { SampleSeries } from '../backtest/sample-feed.js';
import { NO_VALUE } from '../plan/series-store.js';
import { Grid, type GridView } from './grid.js';

/** A series as it is continued: counters by what they add. */
export interface JointSeries {
  readonly labels: SampleSeries['labels'];
  readonly isCounter: boolean;
  /** Of a counter, what it had counted at the end of each step, as if it had never begun again. */
  readonly level: GridView;
  /** What is continued: the level, or what a counter added in each step. */
  readonly moved: GridView;
}

/**
 * Series on a common grid, of one length and with one last step.
 *
 * @param silentMs - a series that has sent nothing for so long before `now` is gone, and left out
 * @returns null when no series is left, or they share no past
 */
export function jointPast(
  series: readonly SampleSeries[],
  isCounter: (labels: SampleSeries['labels']) => boolean,
  { stepMs, keptSteps, now, silentMs }: { stepMs: number; keptSteps: number; now: number; silentMs: number },
): JointSeries[] | null {
  const known = series.flatMap((one) => {
    const counts = isCounter(one.labels);
    const level = onGrid(one, counts, stepMs, keptSteps);
    return level === null || (level.last + 1) * stepMs < now - silentMs - stepMs ? [] : [{ ...one, counts, level }];
  });
  if (known.length === 0) return null;
  const last = Math.min(...known.map(({ level }) => level.last));
  const length = Math.min(...known.map(({ level }) => level.mean.length - (level.last - last)));
  if (length < 2) return null;
  return known.map(({ labels, counts, level }) => {
    const cut = (column: Float32Array): Float32Array => {
      const end = column.length - (level.last - last);
      return column.subarray(end - length, end);
    };
    const ended = level.last === last ? level.ended : Number.NaN;
    const own = { stepMs, last, mean: cut(level.mean), low: cut(level.low), high: cut(level.high), ended };
    return { labels, isCounter: counts, level: own, moved: counts ? additionsOf(own) : own };
  });
}

function onGrid({ times, values }: SampleSeries, counts: boolean, stepMs: number, keptSteps: number): GridView | null {
  const grid = new Grid(stepMs, keptSteps);
  let [before, begun] = [Number.NaN, 0];
  for (let i = 0; i < times.length; i += 1) {
    const value = values[i] as number;
    if (value === NO_VALUE || !Number.isFinite(value)) continue;
    if (counts && value < before) begun += before;
    before = value;
    grid.push(times[i] as number, counts ? begun + value : value);
  }
  return grid.view();
}

/** What a counter added in each step; nothing is known of the first, for which as much as of the second is taken. */
function additionsOf(level: GridView): GridView {
  const added = level.mean.map((value, i) => value - (level.mean[i - 1] ?? Number.NaN));
  added[0] = added[1] as number;
  return { ...level, mean: added, low: added, high: added, ended: added.at(-1) as number };
}
