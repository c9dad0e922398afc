import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { environment } from '@tocsin/runtime/environment';
import { debianProgram } from '../debian-program.js';
import { ruleFileOf, ruleTestFileOf, runWorld } from './promtool-files.js';
import { randomWorld } from './random-rules.js';

const SEEDS = Number(environment['TOCSIN_SEEDS'] ?? '300');
/** Files that one run of promtool reads. */
const CHUNK = 50;

/** Another build of promtool than Debian's may be named by `TOCSIN_PROMTOOL`. */
function promtool(): ReturnType<typeof debianProgram> {
  const named = environment['TOCSIN_PROMTOOL'];
  return named === undefined ? debianProgram('promtool') : { kind: 'there', path: named };
}

const program = promtool();

if (program.kind === 'missing') test.todo(`real Prometheus agrees on random rule groups: ${program.reason}`);
else {
  const { stdout } = spawnSync(program.path, ['--version'], { encoding: 'utf8' });
  const dialect = /version 2\./.test(stdout) ? '2.42' : '3';
  const folder = mkdtempSync(join(tmpdir(), 'tocsin-differential-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  const chunks = Array.from({ length: Math.ceil(SEEDS / CHUNK) }, (_, i) => i * CHUNK);
  test.each(chunks)('real Prometheus agrees on random rule groups from seed %i on', (first) => {
    let firing = 0;
    const files = Array.from({ length: Math.min(CHUNK, SEEDS - first) }, (_, i) => {
      const seed = first + i;
      const run = runWorld(randomWorld(seed, dialect));
      for (const { alerts } of run.ticks) for (const told of alerts.values()) firing += told.length;
      writeFileSync(join(folder, `${seed}.rules.json`), ruleFileOf(run.world));
      const file = join(folder, `${seed}.test.json`);
      writeFileSync(file, ruleTestFileOf(run, `${seed}.rules.json`));
      return file;
    });
    expect(firing).toBeGreaterThan(CHUNK);
    const together = spawnSync(program.path, ['test', 'rules', ...files], { encoding: 'utf8', maxBuffer: 1 << 28 });
    if (together.status === 0) return;
    const failed = files.flatMap((file) => {
      const alone = spawnSync(program.path, ['test', 'rules', file], { encoding: 'utf8' });
      return alone.status === 0 ? [] : [`${file}\n${alone.stdout}${alone.stderr}`.slice(0, 2_000)];
    });
    throw new Error(`promtool (${dialect}) disagrees on the seeds of these files:\n${failed.join('\n')}`);
  });
}
