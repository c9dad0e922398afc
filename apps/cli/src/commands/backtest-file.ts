import { readFileSync } from 'node:fs';
import type { Incident } from '@tocsin/domain/backtest/incidents';
import { type IncidentsRead, readCsvIncidents, readJsonIncidents } from '@tocsin/domain/backtest/read-incidents';
import { readCsvSamples, readExposition, type SamplesRead } from '@tocsin/domain/backtest/read-samples';
import type { SampleSeries } from '@tocsin/domain/backtest/sample-feed';
import { parseSeriesLabels } from '@tocsin/domain/rule-tests/series-notation';

export type Read<Value> =
  { readonly kind: 'read'; readonly value: Value } | { readonly kind: 'failed'; readonly message: string };

export function readText(file: string): Read<string> {
  try {
    return { kind: 'read', value: readFileSync(file, 'utf8') };
  } catch (error) {
    return { kind: 'failed', message: `cannot read ${file}: ${(error as Error).message}` };
  }
}

/**
 * The samples of a file in Prometheus's text format or, where a series is named, in CSV.
 *
 * @param series - whose samples a CSV file has, such as `load{instance="a"}`; null for the text format
 */
export function samplesOfFile(file: string, series: string | null): Read<readonly SampleSeries[]> {
  const text = readText(file);
  if (text.kind === 'failed') return text;
  let read: SamplesRead;
  try {
    read = series === null ? readExposition(text.value) : readCsvSamples(text.value, parseSeriesLabels(series));
  } catch (error) {
    return { kind: 'failed', message: `--series: ${(error as Error).message}` };
  }
  return read.kind === 'read' ? { kind: 'read', value: read.series } : failedAt(file, read);
}

/** The incidents of a file, in JSON where its name says so and in CSV otherwise. */
export function incidentsOfFile(file: string): Read<readonly Incident[]> {
  const text = readText(file);
  if (text.kind === 'failed') return text;
  const read = file.endsWith('.json') ? readJsonIncidents(text.value) : readCsvIncidents(text.value);
  return read.kind === 'read' ? { kind: 'read', value: read.incidents } : failedAt(file, read);
}

const failedAt = (
  file: string,
  { finding }: Extract<SamplesRead | IncidentsRead, { kind: 'refused' }>,
): Extract<Read<never>, { kind: 'failed' }> => ({
  kind: 'failed',
  message: `${file}: ${finding.line}: ${finding.message}`,
});
