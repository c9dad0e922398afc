/** Normalised values beyond are cut: the models were trained on no larger ones. */
const NORMALISED_MAX = 20;

/** A deviation below this share of the mean is what rounding leaves, not movement. */
const MOVES = 1e-12;

/** What a model is asked about, and what brings its answer back to the series' unit: value = mean + deviation · answer. */
export interface NormalisedWindow {
  readonly values: Float32Array;
  /** 1 where there was a reading, 0 where there was none. */
  readonly observed: Float32Array;
  readonly mean: number;
  /** The population standard deviation of what was observed; 1 where it does not move. */
  readonly deviation: number;
  /** How many readings there are; where there are none, the window says nothing. */
  readonly readings: number;
}

/**
 * A window as the models of `models/` take it: minus the mean, by the deviation, in double precision, so that large
 * values with small movements keep them. What is missing (NaN, or infinite) is the mean, but the last value, which is the
 * last reading: forecasts are said from there.
 */
export function normalisedWindow(values: ArrayLike<number>): NormalisedWindow {
  const length = values.length;
  const observed = new Float32Array(length);
  // Brought to a size whose squares and sums are finite, whatever the readings are.
  let [largest, readings, last] = [0, 0, 0];
  for (let i = 0; i < length; i += 1) {
    const value = values[i] ?? Number.NaN;
    if (!Number.isFinite(value)) continue;
    observed[i] = 1;
    readings += 1;
    last = value;
    largest = Math.max(largest, Math.abs(value));
  }
  const scale = largest > 0 ? largest : 1;
  let sum = 0;
  for (let i = 0; i < length; i += 1) if (observed[i] === 1) sum += (values[i] ?? 0) / scale;
  const middle = readings > 0 ? sum / readings : 0;
  let squares = 0;
  for (let i = 0; i < length; i += 1) if (observed[i] === 1) squares += ((values[i] ?? 0) / scale - middle) ** 2;
  const spread = readings > 0 ? Math.sqrt(squares / readings) : 0;
  const deviation = spread > MOVES * Math.abs(middle) ? spread : 1 / scale;
  const normalised = (value: number): number =>
    Math.min(NORMALISED_MAX, Math.max(-NORMALISED_MAX, (value / scale - middle) / deviation));
  const window = new Float32Array(length);
  for (let i = 0; i < length; i += 1) if (observed[i] === 1) window[i] = normalised(values[i] ?? 0);
  if (readings > 0 && observed[length - 1] === 0) window[length - 1] = normalised(last);
  return { values: window, observed, mean: middle * scale, deviation: deviation * scale, readings };
}
