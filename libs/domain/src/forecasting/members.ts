import type { GridView } from './grid.js';

/**
 * A way to continue a series: what it expects after an origin, from what was known there. What happened after earlier
 * origins, less what was expected there, is how the way errs.
 */
export interface Member {
  readonly name: string;
  /** How many steps before an origin it looks at. */
  readonly reach: number;
  /** Writes what is expected of the steps after `origin`, an index of the view; of as many as `out` has room for. */
  expect(origin: number, out: Float64Array): void;
}

const DAY_MS = 86_400_000;
/** Correlation is measured over so many steps at most, the latest. */
const CORRELATED_STEPS_MAX = 2_000;
/** A trend wears off: after 50 steps a third of it is left. */
const TREND_LEFT_EACH_STEP = 0.98;

/** The members that so much past allows, for forecasts of so many steps. */
export function membersFor(view: GridView, steps: number): Member[] {
  const { stepMs, mean } = view;
  const members: Member[] = [levelMember(mean, Math.max(12, Math.round(DAY_MS / stepMs)))];
  for (const [name, periodMs] of [
    ['daily', DAY_MS],
    ['weekly', 7 * DAY_MS],
  ] as const) {
    const period = Math.round(periodMs / stepMs);
    if (period >= 4 && mean.length >= 2 * period + steps) members.push(seasonalMember(name, mean, period));
  }
  if (mean.length >= 3 * steps + 8) members.push(trendMember(mean, Math.max(8, steps)));
  members.push(pastMember);
  return members;
}

/**
 * Returns to the mean of the last day, as fast as the series' correlation from step to step says; a random walk stays
 * where it is.
 */
function levelMember(mean: Float32Array, windowSteps: number): Member {
  const sums = runningSums(mean);
  const levelAt = (origin: number): number => meanBetween(sums, Math.max(0, origin + 1 - windowSteps), origin + 1);
  const now = levelAt(mean.length - 1);
  const kept = correlation(mean, 1, () => now);
  return {
    name: 'level',
    reach: 1,
    expect(origin, out) {
      const level = levelAt(origin);
      let departure = (mean[origin] as number) - level;
      for (let i = 0; i < out.length; i += 1) out[i] = level + (departure *= kept);
    },
  };
}

/** As it was a period before, with today's departure from it, which wears off as its correlation says. */
function seasonalMember(name: string, mean: Float32Array, period: number): Member {
  const kept = correlation(mean, period + 1, (i) => mean[i - period] as number);
  return {
    name,
    reach: period,
    expect(origin, out) {
      let departure = (mean[origin] as number) - (mean[origin - period] as number);
      for (let i = 0; i < out.length; i += 1) {
        let before = origin + 1 + i - period;
        while (before > origin) before -= period;
        out[i] = (mean[before] as number) + (departure *= kept);
      }
    },
  };
}

/** Goes on as it went over the last steps, by least squares, a little less with each step. */
function trendMember(mean: Float32Array, windowSteps: number): Member {
  const centre = (windowSteps - 1) / 2;
  const spread = (windowSteps * (windowSteps * windowSteps - 1)) / 12;
  return {
    name: 'trend',
    reach: windowSteps,
    expect(origin, out) {
      let slope = 0;
      for (let i = 0; i < windowSteps; i += 1) slope += (i - centre) * (mean[origin + 1 - windowSteps + i] as number);
      let step = slope / spread;
      let value = mean[origin] as number;
      for (let i = 0; i < out.length; i += 1) out[i] = value += step *= TREND_LEFT_EACH_STEP;
    },
  };
}

/** Expects nothing of its own: what comes after is what came after earlier origins, at its own height. */
const pastMember: Member = {
  name: 'past',
  reach: 0,
  expect(_origin, out) {
    out.fill(0);
  },
};

function runningSums(mean: Float32Array): { sums: Float64Array; counts: Float64Array } {
  const [sums, counts] = [new Float64Array(mean.length + 1), new Float64Array(mean.length + 1)];
  for (let i = 0; i < mean.length; i += 1) {
    const value = mean[i] as number;
    const isKnown = !Number.isNaN(value);
    sums[i + 1] = (sums[i] as number) + (isKnown ? value : 0);
    counts[i + 1] = (counts[i] as number) + (isKnown ? 1 : 0);
  }
  return { sums, counts };
}

function meanBetween({ sums, counts }: ReturnType<typeof runningSums>, from: number, to: number): number {
  const count = (counts[to] as number) - (counts[from] as number);
  return count === 0 ? Number.NaN : ((sums[to] as number) - (sums[from] as number)) / count;
}

/** How much of a departure is left after a step, from 0 to 1: the correlation of departures with those one step before. */
function correlation(mean: Float32Array, from: number, expectedAt: (index: number) => number): number {
  let [products, squares] = [0, 0];
  for (let i = Math.max(from, mean.length - CORRELATED_STEPS_MAX); i < mean.length; i += 1) {
    const before = (mean[i - 1] as number) - expectedAt(i - 1);
    const after = (mean[i] as number) - expectedAt(i);
    if (Number.isNaN(before) || Number.isNaN(after)) continue;
    products += before * after;
    squares += before * before;
  }
  return squares === 0 ? 0 : Math.min(1, Math.max(0, products / squares));
}
