import { systemClock } from '@tocsin/runtime/system-clock';
import { buildPeers, startAlertmanager, startPrometheus } from './peer.js';
import { residentMiB, startedMiB } from './process-tree.js';
import { report } from './report.js';
import { startStandalone } from './standalone.js';
import { withDirectory } from './with-directory.js';

const SETTLE_MS = 20_000;

/**
 * Start of the process to ready, first and later; and what it holds in memory once it idles, with and without the demo.
 * Beside it the two processes that it is compared with, idle too.
 */
export async function start(): Promise<void> {
  for (const demo of [true, false]) {
    await withDirectory(async (home) => {
      for (const run of ['first', 'second', 'third']) {
        const standalone = await startStandalone(home, { TOCSIN_DEMO: String(demo) });
        report('start', 'ready', standalone.readyMs / 1_000, 's', { of: 'tocsin', run, demo });
        if (run === 'third') {
          await systemClock.wait(SETTLE_MS);
          const memory = { of: 'tocsin', demo };
          report('start', 'resident_memory', residentMiB(standalone.pid), 'MiB', { ...memory, part: 'node process' });
          report('start', 'resident_memory', startedMiB(standalone.pid), 'MiB', { ...memory, part: 'PostgreSQL' });
        }
        await standalone.stop();
      }
    });
  }
  const peers = buildPeers();
  if (peers === null) return;
  await withDirectory(async (home) => {
    for (const run of ['first', 'second', 'third']) {
      const alertmanager = await startAlertmanager(peers, home, 'http://127.0.0.1:9/');
      const prometheus = await startPrometheus(peers, home, {
        evaluationInterval: '15s',
        expressions: ['vector(1) > 2'],
        alertmanager,
      });
      for (const [of, { readyMs }] of Object.entries({ alertmanager, prometheus }))
        report('start', 'ready', readyMs / 1_000, 's', { of, run });
      if (run === 'third') {
        await systemClock.wait(SETTLE_MS);
        for (const [of, { pid }] of Object.entries({ alertmanager, prometheus }))
          report('start', 'resident_memory', residentMiB(pid), 'MiB', { of });
      }
      await prometheus.stop();
      await alertmanager.stop();
    }
  });
}
