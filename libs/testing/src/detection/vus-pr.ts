import type { ScoredRecording } from './nab-score.js';

/** How many thresholds a curve has: evenly spaced ranks of the scores, as the measure's authors take them. */
const THRESHOLDS = 250;

/** The longest buffer around an anomaly, in rows, that TSB-AD takes when it is told nothing of the period. */
export const BUFFER_ROWS = 100;

/**
 * The volume under the surface of precision and recall by range, over buffers of 0 to `bufferRows` rows: Paparrizos
 * and others, "Volume Under the Surface" (VLDB 2022), as TSB-AD counts it. A buffer softens the labels on both sides of
 * an anomaly, falling with the root of the distance; recall also asks how many of the anomalies were touched at all.
 *
 * @param recording - with at least one window
 * @returns between 0 and 1; what share of the rows is labelled is about what random scores get
 * @throws RangeError when nothing is labelled: recall then has no meaning
 */
export function vusPr({ scores, windows }: ScoredRecording, bufferRows = BUFFER_ROWS): number {
  if (windows.length === 0) throw new RangeError('VUS-PR needs a labelled window, and this recording has none');
  const rows = scores.length;
  const predictedAt = thresholdOfRows(scores);
  const predicted = cumulative(predictedAt, () => 1, 0, rows - 1);
  const labelled = new Uint8Array(rows);
  for (const { from, to } of windows) labelled.fill(1, from, to + 1);
  const hits = cumulative(predictedAt, (row) => labelled[row] as number, 0, rows - 1);
  const positives = labelled.reduce((sum, label) => sum + label, 0);
  let volume = 0;
  for (let buffer = 0; buffer <= bufferRows; buffer++) {
    const soft = softLabels(labelled, windows, buffer);
    const softHits = cumulative(predictedAt, (row) => (labelled[row] === 1 ? 0 : (soft[row] as number)), 0, rows - 1);
    const touched = touchedShare(predictedAt, stretches(windows, buffer, rows));
    let area = 0;
    let recallBefore = 0;
    for (let threshold = 0; threshold < THRESHOLDS; threshold++) {
      const truePositives = (hits[threshold] as number) + (softHits[threshold] as number);
      const expected = positives + (softHits[threshold] as number) / 2;
      const recall = Math.min(truePositives / expected, 1) * (touched[threshold] as number);
      area += (recall - recallBefore) * (truePositives / (predicted[threshold] as number));
      recallBefore = recall;
    }
    volume += area;
  }
  return volume / (bufferRows + 1);
}

/** The mean over the recordings that have a window. */
export function meanVusPr(recordings: readonly ScoredRecording[]): number {
  const labelled = recordings.filter(({ windows }) => windows.length > 0);
  return labelled.reduce((sum, recording) => sum + vusPr(recording), 0) / labelled.length;
}

/** Of each row, the first threshold at which it is a detection. */
function thresholdOfRows(scores: ArrayLike<number>): Uint16Array {
  const sorted = Float64Array.from(scores).sort().reverse();
  const levels = Array.from(
    { length: THRESHOLDS },
    (_, index) => sorted[Math.floor((index * (sorted.length - 1)) / (THRESHOLDS - 1))] as number,
  );
  return Uint16Array.from(scores, (score) => {
    let low = 0;
    let high = THRESHOLDS - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (score >= (levels[middle] as number)) high = middle;
      else low = middle + 1;
    }
    return low;
  });
}

function cumulative(at: Uint16Array, weightOf: (row: number) => number, from: number, to: number): Float64Array {
  const sums = new Float64Array(THRESHOLDS);
  for (let row = from; row <= to; row++) sums[at[row] as number] = (sums[at[row] as number] as number) + weightOf(row);
  for (let threshold = 1; threshold < THRESHOLDS; threshold++) {
    sums[threshold] = (sums[threshold] as number) + (sums[threshold - 1] as number);
  }
  return sums;
}

function softLabels(labelled: Uint8Array, windows: ScoredRecording['windows'], buffer: number): Float64Array {
  const soft = Float64Array.from(labelled);
  const half = Math.floor(buffer / 2);
  const raise = (row: number, distance: number): void => {
    if (row >= 0 && row < soft.length) {
      soft[row] = Math.min(1, (soft[row] as number) + Math.sqrt(1 - distance / buffer));
    }
  };
  for (const { from, to } of windows) {
    for (let distance = 1; distance <= half; distance++) {
      raise(from - distance, distance);
      raise(to + distance, distance);
    }
  }
  return soft;
}

/** The windows with their buffers; those that then meet are one. */
function stretches(windows: ScoredRecording['windows'], buffer: number, rows: number): { from: number; to: number }[] {
  const half = Math.floor(buffer / 2);
  const joined: { from: number; to: number }[] = [];
  for (const window of windows) {
    const from = Math.max(0, window.from - half);
    const to = Math.min(rows - 1, window.to + half);
    const last = joined.at(-1);
    if (last !== undefined && from <= last.to) last.to = to;
    else joined.push({ from, to });
  }
  return joined;
}

function touchedShare(predictedAt: Uint16Array, parts: readonly { from: number; to: number }[]): Float64Array {
  const share = new Float64Array(THRESHOLDS);
  for (const { from, to } of parts) {
    let first = THRESHOLDS - 1;
    for (let row = from; row <= to; row++) first = Math.min(first, predictedAt[row] as number);
    for (let threshold = first; threshold < THRESHOLDS; threshold++) {
      share[threshold] = (share[threshold] as number) + 1 / parts.length;
    }
  }
  return share;
}
