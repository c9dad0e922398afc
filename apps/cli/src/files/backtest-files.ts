import type { Incident } from '@tocsin/domain/backtest/incidents';
import { type IncidentsRead, readCsvIncidents, readJsonIncidents } from '@tocsin/domain/backtest/read-incidents';
import { readCsvSamples, readExposition, type SamplesRead } from '@tocsin/domain/backtest/read-samples';
import type { SampleSeries } from '@tocsin/domain/backtest/sample-feed';
import { parseSeriesLabels } from '@tocsin/domain/rule-tests/series-notation';
import { CommandError, exit } from '../frame/exit.js';
import type { Surroundings } from '../frame/surroundings.js';
import { readText } from './read-text.js';

/**
 * The samples of a file in Prometheus's text format or, where a series is named, in CSV.
 *
 * @param series - whose samples a CSV file has, such as `load{instance="a"}`; undefined for the text format
 * @throws CommandError when it cannot be read
 */
export async function samplesOfFile(
  surroundings: Surroundings,
  file: string,
  series: string | undefined,
): Promise<readonly SampleSeries[]> {
  const text = await readText(surroundings, file);
  const read = series === undefined ? readExposition(text) : readCsvSamples(text, labelsOf(series));
  return read.kind === 'read' ? read.series : faultIn(file, read);
}

/** The incidents of a file, in JSON where its name says so and in CSV otherwise. @throws CommandError when it cannot be read */
export async function incidentsOfFile(surroundings: Surroundings, file: string): Promise<readonly Incident[]> {
  const text = await readText(surroundings, file);
  const read = file.endsWith('.json') ? readJsonIncidents(text) : readCsvIncidents(text);
  return read.kind === 'read' ? read.incidents : faultIn(file, read);
}

function labelsOf(series: string): ReturnType<typeof parseSeriesLabels> {
  try {
    return parseSeriesLabels(series);
  } catch (error) {
    throw new CommandError(exit.usage, (error as Error).message, '--series', 'write one such as load{instance="a"}');
  }
}

function faultIn(file: string, { finding }: Extract<SamplesRead | IncidentsRead, { kind: 'refused' }>): never {
  throw new CommandError(exit.lint, finding.message, `${file}:${finding.line}`, 'mend this line');
}
