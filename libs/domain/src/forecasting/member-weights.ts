import type { GridView } from './grid.js';
import type { Paths } from './paths.js';
import { pinballLoss, weightedQuantiles } from './quantiles.js';

/** At which levels members are compared; the full nine would tell little more. */
const COMPARED_LEVELS = [0.1, 0.3, 0.5, 0.7, 0.9] as const;
/** What is left of a loss after one more: some forty forecasts are remembered. */
const LOSS_KEPT = 0.975;
/** Twice the loss of another is a sixteenth of its weight. */
const SHARPNESS = 4;
/** How far one miss shifts a quantile's level (adaptive conformal inference, Gibbs and Candès 2021). */
const LEVEL_STEP = 0.02;
const LEVEL_MARGIN = 0.01;
/** Which of the nine quantiles it is. */
const MEDIAN = 4;
/** Forecasts of one horizon that wait for what happens: so many stretch over it. */
const WAITING_MAX = 8;

interface Waiting {
  /** Number of the last step that was known. */
  readonly origin: number;
  readonly steps: number;
  /** For each member, of its end, greatest and least value, the compared quantiles one after the other. */
  readonly members: ReadonlyMap<string, readonly number[]>;
  readonly quantiles: readonly number[];
}

/**
 * How far each member of one series' forecasts is trusted, from what happened after them, and at which levels its
 * quantiles must be read for each to be passed as often as its name says.
 */
export class MemberWeights {
  readonly #losses = new Map<string, number>();
  readonly #waiting: Waiting[] = [];
  /** In order, and within the margins. */
  #levels: readonly number[] = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];

  /** The levels at which the nine quantiles are read. */
  get levels(): readonly number[] {
    return this.#levels;
  }

  /** A member that has not shown yet how it does weighs as the mean of the others. */
  of(member: string): number {
    const loss = this.#losses.get(member) ?? this.#meanLoss();
    return loss > 0 ? loss ** -SHARPNESS : this.#losses.size === 0 ? 1 : 1e12;
  }

  /** Keeps a forecast until it is known what happened; of those that come close together only some. */
  remember(view: GridView, paths: Paths, quantiles: readonly number[]): void {
    const { steps } = paths;
    const last = this.#waiting.at(-1);
    if (last !== undefined && view.last - last.origin < Math.max(1, Math.floor(steps / WAITING_MAX))) return;
    const members = new Map<string, readonly number[]>();
    for (const name of new Set(paths.members)) members.set(name, comparedOf(paths, name));
    this.#waiting.push({ origin: view.last, steps, members, quantiles });
    if (this.#waiting.length > 2 * WAITING_MAX) this.#waiting.shift();
  }

  /**
   * Compares what was forecast with what has happened by now.
   *
   * @returns by how much each value was above the median that was forecast of it, oldest first
   */
  settle(view: GridView): number[] {
    const misses: number[] = [];
    for (let waiting = this.#waiting[0]; waiting !== undefined; waiting = this.#waiting[0]) {
      const end = view.mean.length - 1 - (view.last - waiting.origin - waiting.steps);
      if (end >= view.mean.length) return misses;
      this.#waiting.shift();
      const begin = end - waiting.steps + 1;
      if (begin < 0) continue;
      const value = view.mean[end] as number;
      const [high, low] = [view.high.subarray(begin, end + 1), view.low.subarray(begin, end + 1)];
      const happened = [value, Math.max(...high), Math.min(...low)];
      if (happened.some(Number.isNaN)) continue;
      this.#learn(waiting, happened);
      misses.push(value - (waiting.quantiles[MEDIAN] as number));
    }
    return misses;
  }

  #learn({ members, quantiles }: Waiting, happened: readonly number[]): void {
    for (const [name, forecast] of members) {
      let loss = 0;
      happened.forEach((value, what) =>
        COMPARED_LEVELS.forEach((level, i) => {
          loss += pinballLoss(level, forecast[what * COMPARED_LEVELS.length + i] as number, value);
        }),
      );
      const known = this.#losses.get(name) ?? this.#meanLoss();
      this.#losses.set(name, Number.isNaN(known) ? loss : LOSS_KEPT * known + (1 - LOSS_KEPT) * loss);
    }
    const value = happened[0] as number;
    const shifted = quantiles.map((quantile, i) => {
      const level = (this.#levels[i] as number) + LEVEL_STEP * ((i + 1) / 10 - (value <= quantile ? 1 : 0));
      return Math.min(1 - LEVEL_MARGIN, Math.max(LEVEL_MARGIN, level));
    });
    // Each place must hold the very level that its quantile is read at: two that had passed each other would, of a series of
    // few values, each be moved by what became of the other, and drift apart for good.
    this.#levels = shifted.sort((a, b) => a - b);
  }

  /** Not a number while none is known. */
  #meanLoss(): number {
    let sum = 0;
    for (const loss of this.#losses.values()) sum += loss;
    return sum / this.#losses.size;
  }
}

function comparedOf(paths: Paths, member: string): number[] {
  const { steps } = paths;
  const [ends, greatest, least]: [number[], number[], number[]] = [[], [], []];
  paths.members.forEach((name, path) => {
    if (name !== member) return;
    let [high, low] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
    for (let i = path * steps; i < (path + 1) * steps; i += 1) {
      high = Math.max(high, paths.high[i] as number);
      low = Math.min(low, paths.low[i] as number);
    }
    ends.push(paths.mean[(path + 1) * steps - 1] as number);
    greatest.push(high);
    least.push(low);
  });
  const even = new Float64Array(ends.length).fill(1);
  return [ends, greatest, least].flatMap((values) =>
    weightedQuantiles(Float64Array.from(values), even, COMPARED_LEVELS),
  );
}
