import { existsSync } from 'node:fs';
import path from 'node:path';
import type { CheckFinding } from '@tocsin/targets/installation-check';
import { checkConnection } from '../connection/check-connection.js';
import type { Run } from '../frame/command.js';
import { exit } from '../frame/exit.js';
import type { Surroundings } from '../frame/surroundings.js';
import { printList } from '../output/print.js';
import type { Column } from '../output/table.js';

const tones = { ok: 'good', doubtful: 'doubtful', broken: 'bad' } as const;

const columns: readonly Column<CheckFinding>[] = [
  { heading: 'STATE', text: ({ state }) => state, tone: ({ state }) => tones[state] },
  { heading: 'CHECK', text: ({ check }) => check },
  { heading: 'WHAT', text: ({ message }) => message },
  { heading: 'DO', text: ({ fix }) => (fix === '' ? '-' : fix) },
];

/** Looks at the installation of this folder, where there is one, and at the connection to the platform. */
export const run: Run = async (invocation) => {
  const items: CheckFinding[] = [];
  const { surroundings } = invocation;
  const which = invocation.options['only'];
  if (which !== 'connection') items.push(...(await installationFindings(surroundings)));
  if (which !== 'installation') for await (const finding of checkConnection(invocation)) items.push(finding);
  await printList(invocation, { items, columns, name: ({ check }) => `check/${check}`, none: 'nothing was checked' });
  return items.some(({ state }) => state === 'broken') ? exit.failed : exit.ok;
};

async function installationFindings({ environment, directory }: Surroundings): Promise<CheckFinding[]> {
  const isHere =
    environment['TOCSIN_CONFIG'] !== undefined || existsSync(path.join(directory, 'config', 'monitoring.yaml'));
  if (!isHere) return [skipped('no installation lies in this folder')];
  try {
    const { checkInstallation } = await import('@tocsin/targets/installation-check');
    return await Array.fromAsync(checkInstallation({ environment, root: directory }));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error;
    return [skipped('this package holds the command line alone')];
  }
}

const skipped = (why: string): CheckFinding => ({
  check: 'installation',
  state: 'ok',
  message: `not looked at: ${why}`,
  fix: '',
});
