import type { Horizon } from '@tocsin/domain/forecasting/series-forecaster';

/** What was told of one threshold at one time, by whom, and what came of it. */
export interface Told {
  readonly file: string;
  readonly horizon: Horizon;
  /** Names the series and its threshold. */
  readonly subject: string;
  /** ms since 1970. */
  readonly at: number;
  /** Since the series began, ms. */
  readonly sinceMs: number;
  readonly cameTrue: boolean;
  /** From then to the crossing, ms; null where none came within the horizon. */
  readonly leadMs: number | null;
  /** The raw chance of our paths; null where nothing was told. */
  readonly raw: number | null;
  readonly peers: Readonly<Record<string, number>>;
}

/** The mean squared distance of chances from what happened. */
export function brierScore(chances: readonly number[], happened: readonly boolean[]): number {
  return chances.reduce((sum, chance, i) => sum + (chance - (happened[i] === true ? 1 : 0)) ** 2, 0) / chances.length;
}

const BINS = 10;

/** How far chances are off, on average over ten bins, weighted by how many lie in each. */
export function expectedCalibrationError(chances: readonly number[], happened: readonly boolean[]): number {
  const off = new Float64Array(BINS);
  chances.forEach((chance, i) => {
    const bin = Math.min(BINS - 1, Math.floor(chance * BINS));
    off[bin] = (off[bin] as number) + chance - (happened[i] === true ? 1 : 0);
  });
  return off.reduce((sum, one) => sum + Math.abs(one), 0) / chances.length;
}

const DAY_MS = 86_400_000;

/**
 * How long before a crossing the first warning of it came, in the median over all crossings, those that nobody was warned of
 * counting as none; at the lowest limit that gives at most so many false warnings a day and subject. A warning is a
 * stretch of chances at or above the limit, false when no crossing came within the horizon of its beginning.
 */
export function leadAtBudget(
  told: readonly (Told & { chance: number })[],
  falseADay: number,
): { limit: number; medianLeadMs: number; warnedShare: number; falseADay: number } | null {
  const subjects = [...Map.groupBy(told, ({ subject }) => subject).values()];
  const days = subjects.reduce((sum, one) => sum + ((one.at(-1)?.at ?? 0) - (one[0]?.at ?? 0)) / DAY_MS, 0);
  for (let limit = 0.05; limit < 1; limit += 0.05) {
    let wrong = 0;
    const leads: number[] = [];
    for (const subject of subjects) {
      let isWarning = false;
      let crossing: { at: number; lead: number } | null = null;
      for (const { chance, at, cameTrue, leadMs } of subject) {
        if (chance >= limit && !isWarning && !cameTrue) wrong += 1;
        isWarning = chance >= limit;
        const crossesAt = leadMs === null ? null : at + leadMs;
        if (crossesAt === null) continue;
        if (crossing === null || crossesAt !== crossing.at) {
          if (crossing !== null) leads.push(crossing.lead);
          crossing = { at: crossesAt, lead: 0 };
        }
        if (isWarning && leadMs !== null) crossing.lead = Math.max(crossing.lead, leadMs);
      }
      if (crossing !== null) leads.push(crossing.lead);
    }
    if (wrong / days > falseADay || leads.length === 0) continue;
    leads.sort((a, b) => a - b);
    const warned = leads.filter((lead) => lead > 0).length;
    return {
      limit,
      medianLeadMs: leads[leads.length >> 1] ?? 0,
      warnedShare: warned / leads.length,
      falseADay: wrong / days,
    };
  }
  return null;
}
