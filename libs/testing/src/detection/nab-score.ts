import type { LabelledWindow } from '../nab.js';

/** What a profile of the benchmark makes of hits, misses and false alarms (`profiles.json`). */
export interface NabProfile {
  readonly tpWeight: number;
  readonly fpWeight: number;
  readonly fnWeight: number;
}

/** The benchmark's three profiles, by the names under which it publishes scores. */
export const nabProfiles: Readonly<Record<string, NabProfile>> = {
  standard: { tpWeight: 1, fpWeight: 0.11, fnWeight: 1 },
  reward_low_FP_rate: { tpWeight: 1, fpWeight: 0.22, fnWeight: 1 },
  reward_low_FN_rate: { tpWeight: 1, fpWeight: 0.11, fnWeight: 2 },
};

/** What a detector said of one recording: a score for each row, and where something really was wrong. */
export interface ScoredRecording {
  readonly scores: ArrayLike<number>;
  readonly windows: readonly LabelledWindow[];
}

export interface NabResult {
  /** 0 is what a detector gets that finds nothing, 100 what one gets that finds each window at its first row. */
  readonly score: number;
  /** A row is a detection when its score reaches this. */
  readonly threshold: number;
  readonly windowsFound: number;
  readonly windows: number;
  readonly falseAlarms: number;
}

const PROBATION_SHARE = 0.15;
const PROBATION_ROWS_MAX = 750;

/** Rows at a recording's begin that are not scored. */
export const probationOf = (rows: number): number => Math.min(Math.floor(PROBATION_SHARE * rows), PROBATION_ROWS_MAX);

const scaledSigmoid = (position: number): number => (position > 3 ? -1 : 2 / (1 + Math.exp(5 * position)) - 1);

/** A row as the benchmark weighs it: a false alarm (window -1), or a detection in one of the windows of the corpus. */
interface Row {
  readonly score: number;
  readonly window: number;
  readonly weight: number;
}

/**
 * The score of Lavin and Ahmad, "Evaluating Real-time Anomaly Detection Algorithms: the Numenta Anomaly Benchmark" (2015):
 * the threshold is the one, common to all recordings, that gives the most. A detection in a window weighs
 * by how early it is and each window counts its best one; a row behind a window weighs by its distance; rows before
 * the first window are false alarms in full.
 */
export function nabScore(recordings: readonly ScoredRecording[], profile: NabProfile): NabResult {
  const rows: Row[] = [];
  let windows = 0;
  for (const { scores, windows: labelled } of recordings) {
    weighRows(rows, scores, labelled, windows, profile);
    windows += labelled.length;
  }
  const best = bestThreshold(rows, windows, profile);
  const nothing = -profile.fnWeight * windows;
  const everything = profile.tpWeight * windows;
  return { ...best, score: (100 * (best.raw - nothing)) / (everything - nothing), windows };
}

function weighRows(
  rows: Row[],
  scores: ArrayLike<number>,
  labelled: readonly LabelledWindow[],
  windowsBefore: number,
  { tpWeight, fpWeight }: NabProfile,
): void {
  const probation = probationOf(scores.length);
  const earliest = scaledSigmoid(-1);
  let next = 0;
  for (let row = 0; row < scores.length; row++) {
    while (next < labelled.length && row > (labelled[next] as LabelledWindow).to) next += 1;
    if (row < probation) continue;
    const score = scores[row] as number;
    const window = labelled[next];
    if (window !== undefined && row >= window.from) {
      const position = -(window.to - row + 1) / (window.to - window.from + 1);
      rows.push({ score, window: windowsBefore + next, weight: (scaledSigmoid(position) * tpWeight) / earliest });
    } else {
      const last = labelled[next - 1];
      const weight = last === undefined ? -1 : scaledSigmoid((row - last.to) / (last.to - last.from));
      rows.push({ score, window: -1, weight: weight * fpWeight });
    }
  }
}

/** Lowers the threshold from score to score and keeps the best sum; rows of equal score come in together. */
function bestThreshold(
  rows: Row[],
  windows: number,
  { fnWeight }: NabProfile,
): Omit<NabResult, 'score' | 'windows'> & { readonly raw: number } {
  rows.sort((a, b) => b.score - a.score);
  const ofWindow = new Float64Array(windows).fill(-fnWeight);
  let raw = -fnWeight * windows;
  let best = { raw, threshold: Number.POSITIVE_INFINITY, windowsFound: 0, falseAlarms: 0 };
  let windowsFound = 0;
  let falseAlarms = 0;
  for (const [index, row] of rows.entries()) {
    if (row.window < 0) {
      raw += row.weight;
      falseAlarms += 1;
    } else {
      const before = ofWindow[row.window] as number;
      if (before === -fnWeight) windowsFound += 1;
      if (row.weight > before) {
        raw += row.weight - before;
        ofWindow[row.window] = row.weight;
      }
    }
    const complete = rows[index + 1]?.score !== row.score;
    if (complete && raw > best.raw) best = { raw, threshold: row.score, windowsFound, falseAlarms };
  }
  return best;
}
