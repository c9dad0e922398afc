import { seriesText, sourceOf, type SourceSeries } from '../predictions/series-name.js';

/** The scores of one series. */
export interface HeatRow {
  /** The series as PromQL selects it. */
  readonly text: string;
  readonly series: SourceSeries;
  /** The highest of them. */
  readonly peak: number;
  /** One for each time of the grid; null where there is none. */
  readonly scores: readonly (number | null)[];
}

/** Scores of series over time. */
export interface HeatGrid {
  /** The ends of the steps, seconds since 1970, ascending. */
  readonly times: readonly number[];
  /** The highest peak first. */
  readonly rows: readonly HeatRow[];
}

interface Range {
  readonly metric: Readonly<Record<string, string>>;
  readonly values: readonly (readonly [number, string])[];
}

/**
 * Brings scores onto a grid.
 *
 * @param matrix - the highest score of each step, as the platform answers
 * @param start - the end of the first step, seconds since 1970, as is `end`
 * @param step - seconds
 */
export function heatGrid(matrix: readonly Range[], start: number, end: number, step: number): HeatGrid {
  const count = Math.max(0, Math.floor((end - start) / step) + 1);
  const rows = matrix.map(({ metric, values }) => {
    const scores: (number | null)[] = Array.from({ length: count }, () => null);
    for (const [time, text] of values) {
      const place = Math.round((time - start) / step);
      if (place >= 0 && place < count && Number.isFinite(Number(text))) scores[place] = Number(text);
    }
    const series = sourceOf(metric);
    const peak = scores.reduce<number>((most, score) => Math.max(most, score ?? 0), 0);
    return { text: seriesText(series), series, peak, scores };
  });
  return {
    times: Array.from({ length: count }, (_, place) => start + place * step),
    rows: rows.toSorted((a, b) => b.peak - a.peak || (a.text < b.text ? -1 : 1)),
  };
}

const MARKS = 5;

/** Moments that stand below the grid, evenly from the begin of its first step to the end of its last; ms since 1970. */
export function marksOf({ times }: Pick<HeatGrid, 'times'>): number[] {
  const [first, second, last] = [times[0], times[1], times.at(-1)];
  if (first === undefined || second === undefined || last === undefined) return [];
  const from = first - (second - first);
  return Array.from({ length: MARKS }, (_, place) => (from + ((last - from) * place) / (MARKS - 1)) * 1_000);
}

/** How scores are told apart, from the lowest; `from` belongs to the class. See the domain's `DeepAnomalyDetector`. */
export const scoreClasses = [
  { from: 0, text: 'as usual' },
  { from: 0.45, text: 'once in ten' },
  { from: 0.495, text: 'once in a hundred' },
  { from: 0.5, text: 'something new begins' },
  { from: 0.8, text: 'and it is strong' },
] as const;

/** The place of a score's class. */
export const classOf = (score: number): number => scoreClasses.findLastIndex(({ from }) => score >= from);
