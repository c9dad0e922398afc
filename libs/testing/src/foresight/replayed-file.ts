import type { Sample } from '@tocsin/contracts/topics/pack-samples';
import type { Recording } from '../nab.js';

const DAY_MS = 86_400_000;
/** What an operator has seen before there are rules: so many days from the beginning. */
const KNOWN_MS = 3 * DAY_MS;
/** Of the known values, the share that does not pass the threshold. */
const THRESHOLD_QUANTILE = 0.99;

/** The metric that all files are samples of; `instance` tells them apart. */
export const CPU_UTILIZATION = 'cpu_utilization';

/** A recording of AWS as what one machine sends: what was known of it when its rules were made, and what came then. */
export interface ReplayedFile {
  readonly instance: string;
  /** From the known samples alone. */
  readonly threshold: number;
  readonly known: readonly Sample[];
  readonly later: readonly Sample[];
}

/** Whether a recording is of the use of a CPU. */
export const isOfCpu = ({ path }: Recording): boolean => path.includes('cpu_utilization');

/**
 * Moves a recording by whole days, so that it ends within the day before `end` and no time of day changes.
 *
 * @param end - ms since 1970
 * @param daysMax - what comes later than so many days after the known part is left out
 */
export function replayedFile(
  { path, times, values }: Recording,
  end: number,
  daysMax = Number.POSITIVE_INFINITY,
): ReplayedFile {
  const instance = path.slice(path.indexOf('/') + 1, -'.csv'.length);
  const began = times[0] as number;
  const movedMs = Math.floor((end - (times.at(-1) as number)) / DAY_MS) * DAY_MS;
  const samples = times.map((time, i) => ({
    metric: CPU_UTILIZATION,
    labels: { instance },
    value: values[i] as number,
    timestamp: time + movedMs,
  }));
  const isKnown = (_: unknown, i: number): boolean => (times[i] as number) < began + KNOWN_MS;
  const isReplayed = (_: unknown, i: number): boolean =>
    !isKnown(_, i) && (times[i] as number) < began + KNOWN_MS + daysMax * DAY_MS;
  const seen = values.filter(isKnown).sort((a, b) => a - b);
  return {
    instance,
    threshold: seen[Math.floor(THRESHOLD_QUANTILE * (seen.length - 1))] as number,
    known: samples.filter(isKnown),
    later: samples.filter(isReplayed),
  };
}

/** Most samples of one piece: six hours. */
const PIECE_MAX = 72;

/**
 * Cuts what came later into pieces. A sample that passes the threshold is a piece of its own: that it has fired is then heard
 * before more is predicted, as it would be between two samples that come five minutes apart.
 */
export function piecesOf({ later, threshold }: ReplayedFile): Sample[][] {
  const pieces: Sample[][] = [];
  let open: Sample[] = [];
  let wasAbove = false;
  const close = (): void => {
    if (open.length > 0) pieces.push(open);
    open = [];
  };
  for (const sample of later) {
    const isAbove = sample.value > threshold;
    if (isAbove !== wasAbove || open.length === PIECE_MAX) close();
    open.push(sample);
    if (isAbove && !wasAbove) close();
    wasAbove = isAbove;
  }
  close();
  return pieces;
}
