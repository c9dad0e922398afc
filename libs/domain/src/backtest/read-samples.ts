import { LabelSet } from '../plan/label-set.js';
import { parseFloat64 } from '../promql/parse-float.js';
import { asValue } from '../plan/series-store.js';
import { parseSeriesLabels } from '../rule-tests/series-notation.js';
import { readTime } from './read-time.js';
import type { SampleSeries } from './sample-feed.js';

/** One line of a file that cannot be read; lines count from 1. */
export interface LineFinding {
  readonly line: number;
  readonly message: string;
}

export type SamplesRead =
  | { readonly kind: 'read'; readonly series: readonly SampleSeries[] }
  | { readonly kind: 'refused'; readonly finding: LineFinding };

/** Samples of series as they come, which need not be by time. */
class Gathering {
  readonly #series = new Map<string, { labels: LabelSet; samples: [number, number][] }>();

  add(labels: LabelSet, time: number, value: number): void {
    let series = this.#series.get(labels.key);
    if (series === undefined) this.#series.set(labels.key, (series = { labels, samples: [] }));
    series.samples.push([time, asValue(value)]);
  }

  /** By time; of several samples of one time the first counts. */
  series(): SampleSeries[] {
    return [...this.#series.values()].map(({ labels, samples }) => {
      const sorted = samples.sort(([a], [b]) => a - b).filter(([time], i) => i === 0 || time !== samples[i - 1]?.[0]);
      return {
        labels: labels.toLabels(),
        times: Float64Array.from(sorted, ([time]) => time),
        values: Float64Array.from(sorted, ([, value]) => value),
      };
    });
  }
}

/** One sample of a line; its time is null where the line has none. */
export type ExpositionLine =
  | { readonly kind: 'sample'; readonly labels: LabelSet; readonly value: number; readonly time: number | null }
  | { readonly kind: 'refused'; readonly message: string };

/** Reads one line of Prometheus's text format: `name{label="value"} 12.5 1700000000000`, the time in milliseconds. */
export function readExpositionLine(line: string): ExpositionLine {
  return readSampleLine(line.trim(), parseSeriesLabels);
}

/**
 * Reads samples in Prometheus's text format, each with its time. Lines that begin with `#` say nothing here.
 */
export function readExposition(text: string): SamplesRead {
  const gathering = new Gathering();
  const known = new Map<string, LabelSet>();
  const labelsOf = (series: string): LabelSet => {
    let labels = known.get(series);
    if (labels === undefined) known.set(series, (labels = parseSeriesLabels(series)));
    return labels;
  };
  for (const [i, line] of text.split('\n').entries()) {
    const own = line.trim();
    if (own === '' || own.startsWith('#')) continue;
    const refused = (message: string): SamplesRead => ({ kind: 'refused', finding: { line: i + 1, message } });
    const read = readSampleLine(own, labelsOf);
    if (read.kind === 'refused') return refused(read.message);
    if (read.time === null) return refused('the sample has no time; a back-test needs to know when it was taken');
    gathering.add(read.labels, read.time, read.value);
  }
  return { kind: 'read', series: gathering.series() };
}

/** @param labelsOf - reads a series as it is written, or throws what is wrong with it */
function readSampleLine(line: string, labelsOf: (series: string) => LabelSet): ExpositionLine {
  const refused = (message: string): ExpositionLine => ({ kind: 'refused', message });
  const end = endOfSeries(line);
  const [value = '', time = '', ...rest] = line.slice(end).trim().split(/\s+/);
  const number = parseFloat64(value);
  if (number === null) return refused(`${JSON.stringify(value)} is no value`);
  if (time !== '' && (!/^-?\d+$/.test(time) || rest.length > 0))
    return refused(`${JSON.stringify([time, ...rest].join(' '))} is no time in milliseconds`);
  try {
    const labels = labelsOf(line.slice(0, end).trim());
    return { kind: 'sample', labels, value: number, time: time === '' ? null : Number(time) };
  } catch (error) {
    return refused((error as Error).message);
  }
}

/**
 * Reads the samples of one series from CSV with the columns time and value, with or without a heading. Times may be
 * written as {@link readTime} reads them; rows without a value are left out.
 */
export function readCsvSamples(text: string, labels: LabelSet): SamplesRead {
  const gathering = new Gathering();
  for (const [i, line] of text.split('\n').entries()) {
    const [time = '', value = ''] = line.split(',').map((cell) => cell.trim());
    const at = readTime(time);
    if (line.trim() === '' || (i === 0 && at === null) || (at !== null && value === '')) continue;
    const number = parseFloat64(value);
    if (at === null || number === null) {
      const message = at === null ? `${JSON.stringify(time)} is no time` : `${JSON.stringify(value)} is no value`;
      return { kind: 'refused', finding: { line: i + 1, message } };
    }
    gathering.add(labels, at, number);
  }
  return { kind: 'read', series: gathering.series() };
}

/** Where the series of a line ends: behind its braces, or at the first space where there are none. */
function endOfSeries(line: string): number {
  let isQuoted = false;
  let isInBraces = false;
  for (let i = 0; i < line.length; i += 1) {
    const char = line[i] as string;
    if (isQuoted) {
      if (char === '\\') i += 1;
      else if (char === '"') isQuoted = false;
    } else if (char === '"') isQuoted = true;
    else if (char === '{') isInBraces = true;
    else if (char === '}') return i + 1;
    else if (!isInBraces && (char === ' ' || char === '\t') && !line.slice(i).trimStart().startsWith('{')) return i;
  }
  return line.length;
}
