import { readFileSync } from 'node:fs';
import { systemClock } from '@tocsin/runtime/system-clock';
import { report } from './report.js';
import { startStandalone, withHome } from './standalone.js';

const SETTLE_MS = 20_000;

/** Start of the process to ready, first and second time; and what it holds in memory once it idles, with and without the demo. */
export async function start(): Promise<void> {
  for (const demo of ['true', 'false']) {
    await withHome(async (home) => {
      for (const run of ['first', 'second', 'third']) {
        const standalone = await startStandalone(home, { TOCSIN_DEMO: demo });
        report('start', 'ready', standalone.readyMs / 1_000, 's', { run, demo: demo === 'true' });
        if (run === 'third') {
          await systemClock.wait(SETTLE_MS);
          report('start', 'resident_memory', residentMiB(standalone.pid), 'MiB', {
            demo: demo === 'true',
            part: 'node process',
          });
          report('start', 'resident_memory', treeMiB(standalone.pid), 'MiB', {
            demo: demo === 'true',
            part: 'with PostgreSQL (proportional share)',
          });
        }
        await standalone.stop();
      }
    });
  }
}

function residentMiB(pid: number): number {
  return fieldKiB(`/proc/${pid}/status`, 'VmRSS:') / 1_024;
}

/** The process and all that it started; pages that several of them share are counted once. */
function treeMiB(pid: number): number {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
    .trim()
    .split(' ')
    .filter(Boolean)
    .map(Number);
  return (
    fieldKiB(`/proc/${pid}/smaps_rollup`, 'Pss:') / 1_024 + children.reduce((sum, child) => sum + treeMiB(child), 0)
  );
}

function fieldKiB(path: string, field: string): number {
  const line = readFileSync(path, 'utf8')
    .split('\n')
    .find((one) => one.startsWith(field));
  return Number(line?.split(/\s+/)[1] ?? Number.NaN);
}
