import { Grid, type GridView } from './grid.js';
import { membersFor } from './members.js';
import { MemberWeights } from './member-weights.js';
import { type NetworkQuestion, networkEnds, questionOf } from './network-question.js';
import { NetworkTrust } from './network-trust.js';
import { type Paths, pathsOf } from './paths.js';
import { weightedQuantiles } from './quantiles.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** How far forecasts look ahead, ms, by the name that conditions give it. */
export const HORIZONS = {
  '15m': 15 * MINUTE_MS,
  '1h': HOUR_MS,
  '6h': 6 * HOUR_MS,
  '24h': DAY_MS,
  '7d': 7 * DAY_MS,
} as const;
export type Horizon = keyof typeof HORIZONS;
export const QUANTILE_LEVELS = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9] as const;

/** Grids that a series' past is kept on: two days by the minute, and longer ones more coarsely; some 90 kB when all are full. */
const GRIDS = [
  { stepMs: MINUTE_MS, keptSteps: 2_880 },
  { stepMs: 5 * MINUTE_MS, keptSteps: 2_304 },
  { stepMs: 30 * MINUTE_MS, keptSteps: 1_344 },
  { stepMs: 4 * HOUR_MS, keptSteps: 672 },
] as const;
/** More steps than this to a horizon tell no more, and cost more. */
const STEPS_MAX = 96;
/** The median of so many distances between samples says how often a series comes. */
const INTERVALS_KEPT = 15;

/**
 * The length of the steps in which a horizon is forecast, ms: the shortest that hold samples and are not too many; null when the
 * horizon holds none.
 *
 * @param intervalMs - how far apart samples usually come
 */
export function stepsToward(horizon: Horizon, intervalMs: number): number | null {
  const ahead = HORIZONS[horizon];
  const fits = GRIDS.find(({ stepMs }) => stepMs * 1.1 >= intervalMs && stepMs * STEPS_MAX >= ahead && stepMs <= ahead);
  return fits?.stepMs ?? null;
}
/** Misses of a horizon that nobody takes; some come with each forecast. */
const MISSES_MAX = 64;

/** Why nothing is said of a series. */
export type Abstention =
  | { readonly kind: 'abstained'; readonly reason: 'too_little_past' }
  /** Its samples come so seldom that the horizon holds none. */
  | { readonly kind: 'abstained'; readonly reason: 'too_seldom'; readonly intervalMs: number };

export interface Forecast {
  readonly kind: 'forecast';
  /** From when it looks ahead: the end of the last whole step; ms since 1970. */
  readonly at: number;
  readonly horizon: Horizon;
  /** What the series is forecast to be when the horizon is reached, for each of {@link QUANTILE_LEVELS}. */
  readonly quantiles: readonly number[];
  readonly paths: Paths;
}

/** All that is needed to forecast a series from where it stands now, whatever it does until that is done. */
export interface Outlook {
  readonly kind: 'outlook';
  readonly horizon: Horizon;
  readonly view: GridView;
  readonly steps: number;
  /** What a network may be asked; null when there is too little to ask about. */
  readonly question: NetworkQuestion | null;
  /** What the network's answer weighs by now in the quantiles, from 0 to 1. */
  readonly networkShare: number;
}

/**
 * Forecasts one series from its own past: ways of going on by several members, weighted by how well each has forecast the
 * series lately, and levels of quantiles shifted so that they are passed as often as they should be. A network may be asked
 * as well: it has a say in the quantiles of the end, as much as it has earned with this series, and none in the ways.
 */
export class SeriesForecaster {
  readonly #grids = GRIDS.map(({ stepMs, keptSteps }) => new Grid(stepMs, keptSteps));
  readonly #intervals: number[] = [];
  readonly #weights = new Map<Horizon, MemberWeights>();
  readonly #misses = new Map<Horizon, number[]>();
  readonly #trusts = new Map<Horizon, NetworkTrust>();
  #lastTime = Number.NEGATIVE_INFINITY;

  /**
   * Takes a sample in. One that is not later than the last, or no finite number, is passed over.
   *
   * @param time - ms since 1970
   */
  take(time: number, value: number): void {
    if (!(time > this.#lastTime) || !Number.isFinite(value)) return;
    if (Number.isFinite(this.#lastTime)) {
      this.#intervals.push(time - this.#lastTime);
      if (this.#intervals.length > INTERVALS_KEPT) this.#intervals.shift();
    }
    this.#lastTime = time;
    for (const grid of this.#grids) grid.push(time, value);
  }

  /** The series is another one than it was: how well members did before says nothing of how they do. */
  forgetHowItDid(): void {
    this.#weights.clear();
    this.#trusts.clear();
  }

  /** How the series goes on up to a horizon, as far as whole steps of its past tell. */
  forecast(horizon: Horizon): Forecast | Abstention {
    const outlook = this.outlook(horizon);
    return outlook.kind === 'abstained' ? outlook : this.complete(outlook, null);
  }

  /** What is known now of how the series will go on. */
  outlook(horizon: Horizon): Outlook | Abstention {
    const grid = this.#gridFor(horizon);
    if (grid === null) return { kind: 'abstained', reason: 'too_seldom', intervalMs: this.#intervalMs() };
    const view = grid.view();
    if (view === null || view.mean.length === 0) return { kind: 'abstained', reason: 'too_little_past' };
    const steps = Math.max(1, Math.round(HORIZONS[horizon] / view.stepMs));
    const { mean, low, high } = view;
    const kept = { ...view, mean: mean.slice(), low: low.slice(), high: high.slice() };
    const networkShare = this.#trustFor(horizon).share;
    return { kind: 'outlook', horizon, view: kept, steps, question: questionOf(view, steps), networkShare };
  }

  /**
   * The forecast of an outlook. Outlooks of one horizon are completed in their order.
   *
   * @param answer - what a network told of the outlook's question; null when none did
   */
  complete({ horizon, view, steps, question }: Outlook, answer: Float32Array | null): Forecast | Abstention {
    const weights = this.#weightsOf(horizon);
    this.#misses.set(horizon, [...(this.#misses.get(horizon) ?? []), ...weights.settle(view)].slice(-MISSES_MAX));
    const paths = pathsOf(view, steps, membersFor(view, steps), (member) => weights.of(member));
    if (paths === null) return { kind: 'abstained', reason: 'too_little_past' };
    const numbers = Float64Array.from({ length: paths.count }, (_, i) => paths.mean[(i + 1) * steps - 1] as number);
    const own = { numbers, weights: paths.weights };
    const told = question === null || answer === null ? null : networkEnds(steps, question, answer);
    const ends = told === null ? own : this.#trustFor(horizon).join(view, steps, own, told);
    const quantiles = weightedQuantiles(ends.numbers, ends.weights, weights.levels);
    weights.remember(view, paths, quantiles);
    return { kind: 'forecast', at: (view.last + 1) * view.stepMs, horizon, quantiles, paths };
  }

  /** Takes by how much the medians of a horizon were missed of which it has become known since the last call; upwards counts above 0. */
  takeMisses(horizon: Horizon): readonly number[] {
    const misses = this.#misses.get(horizon) ?? [];
    this.#misses.delete(horizon);
    return misses;
  }

  /** The past on the grid that a horizon is forecast on; null when there is none. */
  pastFor(horizon: Horizon): GridView | null {
    return this.#gridFor(horizon)?.view() ?? null;
  }

  #trustFor(horizon: Horizon): NetworkTrust {
    let trust = this.#trusts.get(horizon);
    if (trust === undefined) this.#trusts.set(horizon, (trust = new NetworkTrust()));
    return trust;
  }

  #weightsOf(horizon: Horizon): MemberWeights {
    let weights = this.#weights.get(horizon);
    if (weights === undefined) this.#weights.set(horizon, (weights = new MemberWeights()));
    return weights;
  }

  /** The finest grid whose steps hold samples and are not too many. */
  #gridFor(horizon: Horizon): Grid | null {
    const stepMs = stepsToward(horizon, this.#intervalMs());
    return this.#grids.find((grid) => grid.stepMs === stepMs) ?? null;
  }

  #intervalMs(): number {
    return this.#intervals.toSorted((a, b) => a - b)[this.#intervals.length >> 1] ?? 0;
  }
}
