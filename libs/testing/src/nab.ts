import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { environment } from '@tocsin/runtime/environment';

/** A labelled window of a recording, by the indices of its first and its last row. */
export interface LabelledWindow {
  readonly from: number;
  readonly to: number;
}

export interface Recording {
  /** As a metric's name. */
  readonly name: string;
  /** As the benchmark names it: `realAdExchange/exchange-2_cpc_results.csv`. */
  readonly path: string;
  /** Milliseconds since 1970, the recording's own clock taken for UTC. */
  readonly times: number[];
  readonly values: number[];
  /** Where the benchmark says that something was wrong. */
  readonly windows: LabelledWindow[];
}

const root = (): string => join(environment['TOCSIN_TEST_DATA'] ?? join('..', 'shared', 'data'), 'nab');

const milliseconds = (text: string): number => Date.parse(`${text.slice(0, 19).replace(' ', 'T')}Z`);

/**
 * The recordings of the Numenta Anomaly Benchmark that lie beside the project, or in `TOCSIN_TEST_DATA`.
 *
 * @throws when they are not there: a test that needs them does not pass in silence
 */
export async function nabFiles(): Promise<Recording[]> {
  const labels = JSON.parse(await readFile(join(root(), 'windows.json'), 'utf8')) as Record<string, [string, string][]>;
  const folders = (await readdir(root(), { withFileTypes: true })).filter((entry) => entry.isDirectory());
  const recordings = await Promise.all(
    folders.map(async ({ name: folder }) => {
      const names = (await readdir(join(root(), folder))).filter((name) => name.endsWith('.csv'));
      return Promise.all(names.map((file) => recording(`${folder}/${file}`, labels)));
    }),
  );
  return recordings.flat().sort((a, b) => (a.path.toLowerCase() < b.path.toLowerCase() ? -1 : 1));
}

async function recording(path: string, labels: Readonly<Record<string, [string, string][]>>): Promise<Recording> {
  const windows = labels[path];
  if (windows === undefined) throw new Error(`windows.json says nothing of ${path}: add its windows, or an empty list`);
  const rows = (await readFile(join(root(), path), 'utf8')).trim().split('\n').slice(1);
  const cells = rows.map((row) => row.split(','));
  const times = cells.map(([time = '']) => milliseconds(time));
  const file = path.slice(path.indexOf('/') + 1, -'.csv'.length);
  return {
    name: `nab_${file.replaceAll(/[^a-zA-Z0-9]/g, '_')}`,
    path,
    times,
    values: cells.map(([, value]) => Number(value)),
    windows: windows.map(([from, to]) => ({
      from: times.findIndex((time) => time >= milliseconds(from)),
      to: times.findLastIndex((time) => time <= milliseconds(to)),
    })),
  };
}
