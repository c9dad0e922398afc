import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RuleGroupDraft } from '@tocsin/domain/groups/rule-group-document';
import { systemClock } from '@tocsin/runtime/system-clock';
import { encodeRemoteWrite, remoteWriteHeaders } from '@tocsin/testing/remote-write';
import { type RunningPeer, startPrometheusServer } from '../peer.js';
import { anonymousMiB, treeCpuSeconds } from '../process-tree.js';
import { withDirectory } from '../with-directory.js';
import type { Figure, Figures } from './figures.js';
import { RULES_OF_KIND_IN_MEMORY, WARM_ROUNDS } from './groups.js';
import { groupsOf, labelsOf, rounds, STEP_MS } from './world.js';

/** Series of one request; Prometheus's own remote writers send 2,000 by default. */
const REQUEST_SERIES = 5_000;

/** Rounds that each kind of rule is measured for. */
const KIND_ROUNDS = 2;
/** With 20 rules Prometheus evaluates less often, so that it keeps up; then each group has been evaluated once. */
const MEMORY_INTERVAL = '2m';
const MEMORY_ROUNDS = 10;

/**
 * The same samples and rules in a Prometheus: the CPU time of its process that each kind of rule adds to that of taking
 * in the samples, for one evaluation; then its memory with 20 rules.
 */
export async function measurePeer(program: string, series: number): Promise<Figures> {
  const figures = new Map<string, Figure>();
  await withDirectory(async (home) => {
    mkdirSync(join(home, 'data'), { recursive: true });
    const rulesFile = join(home, 'rules.yml');
    writeFileSync(rulesFile, '{"groups": []}');
    const config = { global: { evaluation_interval: '15s' }, rule_files: ['rules.yml'] };
    const peer = await startPrometheusServer(program, home, config, ['--web.enable-lifecycle']);
    const values = rounds(series);
    const load = async (groups: readonly RuleGroupDraft[]): Promise<void> => {
      writeFileSync(rulesFile, JSON.stringify({ groups }));
      await (await fetch(`${peer.base}/-/reload`, { method: 'POST' })).arrayBuffer();
    };
    /** CPU seconds and evaluations of so many rounds at 15 s. */
    const run = async (count: number): Promise<{ cpu: number; evaluations: number }> => {
      const [cpu, evaluations] = [treeCpuSeconds(peer.pid), await evaluationsOf(peer)];
      for (let i = 0; i < count; i += 1) {
        const began = performance.now();
        await push(peer, systemClock.now(), values.next().value);
        await systemClock.wait(Math.max(0, STEP_MS - (performance.now() - began)));
      }
      return { cpu: treeCpuSeconds(peer.pid) - cpu, evaluations: (await evaluationsOf(peer)) - evaluations };
    };
    try {
      const start = systemClock.now() - WARM_ROUNDS * STEP_MS;
      for (let i = 0; i < WARM_ROUNDS; i += 1) await push(peer, start + i * STEP_MS, values.next().value);
      const without = await run(KIND_ROUNDS);
      for (const group of groupsOf(1)) {
        await load([group]);
        const { cpu, evaluations } = await run(KIND_ROUNDS);
        const value = (1e6 * (cpu - without.cpu)) / evaluations / series;
        figures.set(`cpu_${group.name}`, { value, unit: 'us/series/evaluation' });
      }
      await load(groupsOf(RULES_OF_KIND_IN_MEMORY, MEMORY_INTERVAL));
      await run(MEMORY_ROUNDS);
      figures.set('anonymous', { value: anonymousMiB(peer.pid), unit: 'MiB' });
    } finally {
      await peer.stop();
    }
  });
  return figures;
}

/** How many evaluations of groups have ended so far. */
async function evaluationsOf(peer: RunningPeer): Promise<number> {
  const text = await (await fetch(`${peer.base}/metrics`)).text();
  return Number(/^prometheus_rule_group_duration_seconds_count (\S+)$/m.exec(text)?.[1] ?? 0);
}

async function push(peer: RunningPeer, timestamp: number, values: Float64Array): Promise<void> {
  for (let first = 0; first < values.length; first += REQUEST_SERIES) {
    const series = Array.from({ length: Math.min(REQUEST_SERIES, values.length - first) }, (_, n) => ({
      labels: Object.entries({ __name__: 'cpu', ...labelsOf(first + n) }).map(([name, value]) => ({ name, value })),
      samples: [{ value: values[first + n] as number, timestamp }],
    }));
    const answer = await fetch(`${peer.base}/api/v1/write`, {
      method: 'POST',
      headers: remoteWriteHeaders,
      body: encodeRemoteWrite(series),
    });
    if (!answer.ok) throw new Error(`${peer.base}: ${answer.status} ${await answer.text()}`);
    await answer.arrayBuffer();
  }
}
