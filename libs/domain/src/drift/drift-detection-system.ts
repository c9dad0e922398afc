import { copyOf, restored, type State } from '../detection/state.js';
import { UnitWatch } from '../detection/unit-watch.js';
import { StreamDrift, type DriftTest } from './stream-drift.js';

/** The values changed; what they mean for the model changed; or what a value is, changed. */
export type DriftType = 'data' | 'concept' | 'schema';

export interface Drift {
  readonly type: DriftType;
  readonly test: DriftTest | 'unit' | 'labels';
  /** What was measured; for labels, how many names came or went; 1 for a unit. */
  readonly statistic: number;
  readonly threshold: number;
}

export interface DriftDetectionSettings {
  /**
   * Of how many values one is looked at. Windows of 512 and 256 such values have to cover whole rhythms: at five minutes, every eighth covers two
   * weeks and one.
   */
  readonly valueStride?: number;
}

interface SystemState extends State {
  readonly values: State;
  readonly residuals: State;
  readonly unit: State;
  samples: number;
}

const VALUE_STRIDE = 8;

/**
 * Watches one series, and one model of it, for drift: values that come from another distribution (data), residuals of the model that
 * do (concept), and a change of unit (schema). A change of unit is not told as data drift as well: what is usual is learned anew.
 * Labels are no business of one series; {@link labelDrift} compares them.
 */
export class DriftDetectionSystem {
  readonly #stride: number;
  #values: StreamDrift;
  #residuals: StreamDrift;
  #unit: UnitWatch;
  #samples = 0;

  /** @throws TypeError when a stored state does not fit, naming what does not */
  constructor({ valueStride = VALUE_STRIDE }: DriftDetectionSettings = {}, stored?: State) {
    this.#stride = valueStride;
    this.#values = new StreamDrift();
    this.#residuals = new StreamDrift();
    this.#unit = new UnitWatch();
    if (stored === undefined) return;
    const state = restored(this.#state, stored);
    this.#values = new StreamDrift(state.values);
    this.#residuals = new StreamDrift(state.residuals);
    this.#unit = new UnitWatch(state.unit);
    this.#samples = state.samples;
  }

  /**
   * Takes in the next sample. What is not a finite number is left out.
   *
   * @param residual - by how much a model missed the value, where there is a model
   */
  observe(value: number, residual?: number): Drift[] {
    if (!Number.isFinite(value)) return [];
    if (this.#unit.changed(value)) {
      this.#restart();
      return [{ type: 'schema', test: 'unit', statistic: 1, threshold: 0 }];
    }
    this.#samples += 1;
    const data = this.#samples % this.#stride === 0 ? this.#values.observe(value) : [];
    const drifts = data.map((finding): Drift => ({ type: 'data', ...finding }));
    return residual === undefined ? drifts : [...drifts, ...this.observeResidual(residual)];
  }

  /**
   * Takes in what became of a forecast, which may become known long after it was made.
   *
   * @param residual - by how much the model missed; what is not a finite number is left out
   */
  observeResidual(residual: number): Drift[] {
    const found = Number.isFinite(residual) ? this.#residuals.observe(residual) : [];
    return found.map((finding): Drift => ({ type: 'concept', ...finding }));
  }

  /** A copy of all that is remembered. */
  snapshot(): State {
    return copyOf(this.#state);
  }

  #restart(): void {
    this.#values.restart();
    this.#residuals.restart();
    this.#unit = new UnitWatch();
    this.#samples = 0;
  }

  get #state(): SystemState {
    return {
      values: this.#values.state,
      residuals: this.#residuals.state,
      unit: this.#unit.state,
      samples: this.#samples,
    };
  }
}

/** Whether the series of a metric bear other labels than before, by the labels' names. */
export function labelDrift(before: ReadonlySet<string>, now: ReadonlySet<string>): Drift | undefined {
  const gone = [...before].filter((name) => !now.has(name)).length;
  const come = [...now].filter((name) => !before.has(name)).length;
  return gone + come === 0 ? undefined : { type: 'schema', test: 'labels', statistic: gone + come, threshold: 0 };
}
