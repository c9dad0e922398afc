/** A chance as it was told; times are ms since 1970. */
export interface ToldChance {
  /** Names what the chance is of: a rule, on one series or as a whole. */
  readonly of: string;
  readonly at: number;
  /** From 0 to 1. */
  readonly chance: number;
}

/** Chances of about the same size, and how often they came true. */
export interface ReliabilityBin {
  /** The chances of the bin; the upper end is the next bin's, but for the last one. */
  readonly from: number;
  readonly to: number;
  readonly count: number;
  /** The mean of the chances; null where there are none. */
  readonly told: number | null;
  /** Which share of them came true; null where there are none. */
  readonly happened: number | null;
}

/** Whether chances mean what they say. */
export interface Reliability {
  readonly count: number;
  /** The mean squared distance of chances from what happened (Brier, 1950): 0 is perfect, 0.25 is a coin; null of nothing. */
  readonly brier: number | null;
  /** The same of somebody who always tells the share that came true, so knows how often but not when; null of nothing. */
  readonly brier_of_share: number | null;
  readonly bins: readonly ReliabilityBin[];
}

const BINS = 10;
/** Of the chances of one thing, so many a horizon count: the others tell the same. */
const PER_HORIZON = 4;

/**
 * Holds chances against what happened: one came true if what it is of fired after it was told, and within the horizon. Only chances
 * whose horizon is over are judged, whatever happened; else those that came true early would count more than those that did not.
 *
 * @param chances - in the order of time for each thing that they are of
 * @param firedAt - when something fired, in ascending order
 * @param now - ms since 1970
 */
export function reliabilityOf(
  chances: Iterable<ToldChance>,
  firedAt: (of: string) => readonly number[],
  horizonMs: number,
  now: number,
): Reliability {
  const bins = Array.from({ length: BINS }, () => ({ count: 0, told: 0, happened: 0 }));
  const lastAt = new Map<string, number>();
  let distance = 0;
  for (const { of, at, chance } of chances) {
    if (at + horizonMs > now || at - (lastAt.get(of) ?? Number.NEGATIVE_INFINITY) < horizonMs / PER_HORIZON) continue;
    lastAt.set(of, at);
    const outcome = firedAt(of).some((time) => time > at && time <= at + horizonMs) ? 1 : 0;
    const bin = bins[Math.min(BINS - 1, Math.floor(chance * BINS))];
    if (bin === undefined) continue;
    bin.count += 1;
    bin.told += chance;
    bin.happened += outcome;
    distance += (chance - outcome) ** 2;
  }
  const count = bins.reduce((sum, bin) => sum + bin.count, 0);
  const share = bins.reduce((sum, bin) => sum + bin.happened, 0) / count;
  return {
    count,
    brier: count === 0 ? null : distance / count,
    brier_of_share: count === 0 ? null : share * (1 - share),
    bins: bins.map((bin, place) => ({
      from: place / BINS,
      to: (place + 1) / BINS,
      count: bin.count,
      told: bin.count === 0 ? null : bin.told / bin.count,
      happened: bin.count === 0 ? null : bin.happened / bin.count,
    })),
  };
}
