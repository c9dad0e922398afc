import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { RecordedSeries } from '@tocsin/ports/recorded-series';

/**
 * Reads the cloud metrics of the Numenta Anomaly Benchmark (`realAWSCloudwatch`, lines of `time,value` in UTC).
 *
 * @returns one series a file, or none when the directory is not there
 */
export async function readNabFiles(directory: string): Promise<RecordedSeries[]> {
  const names = await readdir(directory).catch(() => []);
  const files = names.filter((name) => name.endsWith('.csv')).sort();
  return Promise.all(
    files.map(async (name) => {
      const lines = (await readFile(join(directory, name), 'utf8')).trim().split('\n').slice(1);
      const stem = basename(name, '.csv').replaceAll(/[^a-zA-Z0-9_]/g, '_');
      const cut = stem.lastIndexOf('_');
      return {
        metric: stem.slice(0, cut),
        instance: stem.slice(cut + 1),
        values: lines.map((line) => Number(line.split(',')[1])),
      };
    }),
  );
}
