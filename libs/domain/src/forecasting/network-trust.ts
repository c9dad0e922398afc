import type { GridView } from './grid.js';
import { pinballLoss, weightedQuantiles } from './quantiles.js';

/** Numbers that the series may come to, each with its weight. */
export interface Ends {
  readonly numbers: Float64Array;
  readonly weights: Float64Array;
}

/** At which levels the two are compared. */
const COMPARED_LEVELS = [0.1, 0.3, 0.5, 0.7, 0.9] as const;
/** What is left of a loss after one more: some forty forecasts are remembered. */
const LOSS_KEPT = 0.975;
/** Twice the loss of the other is a sixteenth of its weight. */
const SHARPNESS = 4;
/** A network has no say before it has been compared so often. */
export const COMPARED_MIN = 8;
/** Forecasts of one horizon that wait for what happens: so many stretch over it. */
const WAITING_MAX = 8;

interface Waiting {
  /** Number of the last step that was known. */
  readonly origin: number;
  readonly steps: number;
  readonly own: readonly number[];
  readonly network: readonly number[];
}

/** How far a network is trusted with one series beside what its own past tells, by what happened when both had forecast it. */
export class NetworkTrust {
  readonly #waiting: Waiting[] = [];
  #own = 0;
  #network = 0;
  #compared = 0;

  /** The network's weight, from 0 to 1. */
  get share(): number {
    if (this.#compared < COMPARED_MIN) return 0;
    const [own, network] = [this.#own ** SHARPNESS, this.#network ** SHARPNESS];
    return own + network === 0 ? 0 : own / (own + network);
  }

  /** Both forecasts together, by what is known by now. They are kept until it is known which was nearer. */
  join(view: GridView, steps: number, own: Ends, network: Float64Array): Ends {
    this.#settle(view);
    const even = new Float64Array(network.length).fill(1 / network.length);
    this.#remember(view, steps, own, { numbers: network, weights: even });
    const { share } = this;
    const weights = [...own.weights.map((weight) => weight * (1 - share)), ...even.map((weight) => weight * share)];
    return { numbers: Float64Array.of(...own.numbers, ...network), weights: Float64Array.from(weights) };
  }

  /** Of forecasts that come close together only some are kept. */
  #remember(view: GridView, steps: number, own: Ends, network: Ends): void {
    const last = this.#waiting.at(-1);
    if (last !== undefined && view.last - last.origin < Math.max(1, Math.floor(steps / WAITING_MAX))) return;
    const compared = ({ numbers, weights }: Ends): number[] => weightedQuantiles(numbers, weights, COMPARED_LEVELS);
    this.#waiting.push({ origin: view.last, steps, own: compared(own), network: compared(network) });
    if (this.#waiting.length > 2 * WAITING_MAX) this.#waiting.shift();
  }

  /** Compares what was forecast with what has happened by now. */
  #settle(view: GridView): void {
    for (let waiting = this.#waiting[0]; waiting !== undefined; waiting = this.#waiting[0]) {
      const end = view.mean.length - 1 - (view.last - waiting.origin - waiting.steps);
      if (end >= view.mean.length) return;
      this.#waiting.shift();
      const value = view.mean[end] ?? Number.NaN;
      if (Number.isNaN(value)) continue;
      this.#compared += 1;
      const rate = Math.max(1 - LOSS_KEPT, 1 / this.#compared);
      this.#own += rate * (lossOf(waiting.own, value) - this.#own);
      this.#network += rate * (lossOf(waiting.network, value) - this.#network);
    }
  }
}

const lossOf = (quantiles: readonly number[], value: number): number =>
  quantiles.reduce((sum, quantile, i) => sum + pinballLoss(COMPARED_LEVELS[i] as number, quantile, value), 0);
