import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from '../free-port.js';

/** Recordings last two weeks, and end a day ago at the latest. */
const HISTORY_HOURS = 24 * 21;

/**
 * What the processes of a cluster are told for a replay: the history keeps recordings whole, forecasts have all the CPU that
 * they need, and no trained network is waited for, so that what comes of them follows from the samples alone.
 *
 * @param directory - where a file of settings is written
 */
export async function replaySettings(directory: string): Promise<Record<string, string>> {
  const file = join(directory, 'replay.yaml');
  await writeFile(file, `system: { history_retention_hours: ${HISTORY_HOURS}, demo: false }\n`);
  const [ML_CPU_SHARE, ML_MODEL_PATH] = ['1', join(directory, 'no-models')];
  return { TOCSIN_CONFIG: file, ML_CPU_SHARE, ML_MODEL_PATH, HISTORY_PORT: String(await freePort()) };
}
