import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { environment } from '@tocsin/runtime/environment';

const folders = ['artificialNoAnomaly', 'artificialWithAnomaly', 'realAdExchange', 'realAWSCloudwatch'];

/**
 * The recordings of the Numenta Anomaly Benchmark that lie beside the project, or in `TOCSIN_TEST_DATA`.
 *
 * @throws when they are not there: a test that needs them does not pass in silence
 */
export async function nabFiles(): Promise<{ name: string; values: number[] }[]> {
  const root = join(environment['TOCSIN_TEST_DATA'] ?? join('..', 'shared', 'data'), 'nab');
  const files = await Promise.all(
    folders.map(async (folder) => {
      const names = (await readdir(join(root, folder))).filter((name) => name.endsWith('.csv')).sort();
      return Promise.all(
        names.map(async (file) => {
          const rows = (await readFile(join(root, folder, file), 'utf8')).trim().split('\n').slice(1);
          const name = `nab_${file.slice(0, -'.csv'.length).replaceAll(/[^a-zA-Z0-9]/g, '_')}`;
          return { name, values: rows.map((row) => Number(row.split(',')[1])) };
        }),
      );
    }),
  );
  return files.flat();
}
