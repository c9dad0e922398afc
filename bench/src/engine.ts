import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Engine } from '@tocsin/domain/engine/engine';
import { seriesKey } from '@tocsin/domain/engine/sample-batch';
import { GroupEvaluator } from '@tocsin/domain/groups/group-evaluator';
import { ruleGroupOf } from '@tocsin/domain/groups/rule-group-document';
import { LabelSet } from '@tocsin/domain/plan/label-set';
import { StandingQueries } from '@tocsin/domain/plan/plan';
import { SeriesStore } from '@tocsin/domain/plan/series-store';
import { systemClock } from '@tocsin/runtime/system-clock';
import { debianProgram } from '@tocsin/testing/debian-program';
import { Dice } from '@tocsin/testing/promql/random-rules';
import { encodeRemoteWrite, remoteWriteHeaders } from '@tocsin/testing/remote-write';
import { ruleWith } from '@tocsin/testing/rules';
import { type RunningPeer, startPrometheusServer } from './peer.js';
import { residentMiB } from './process-tree.js';
import { report } from './report.js';
import { withDirectory } from './with-directory.js';

const STEP_MS = 15_000;
/** Rounds of samples before anything is measured: 21 minutes, more than the longest window. */
const WARM_ROUNDS = 84;
const MEASURED_ROUNDS = 4;
const SIZES = [10_000, 100_000];
const SERVICES = 50;

/** The kinds of rules that are compared, each a group of its own. */
const kinds: Readonly<Record<string, { expr: string; for?: string }>> = {
  threshold_for: { expr: 'cpu > 95', for: '1m' },
  mean_5m: { expr: 'avg_over_time(cpu[5m]) > 80' },
  quantile_10m: { expr: 'quantile_over_time(0.95, cpu[10m]) > 99' },
  zscore_20m: { expr: 'abs((cpu - avg_over_time(cpu[20m])) / stddev_over_time(cpu[20m])) > 4' },
  mean_by_service: { expr: 'avg by (service) (cpu) > 60' },
};

/** Values by series, made anew for each round from one seed. */
function* rounds(series: number): Generator<Float64Array> {
  const dice = new Dice(1);
  const levels = Float64Array.from({ length: series }, () => 20 + 60 * dice.next());
  for (;;) yield levels.map((level) => level + 20 * (dice.next() - 0.5));
}

const labelsOf = (i: number): Record<string, string> => ({
  instance: `host-${i}.example.org:9100`,
  job: 'node',
  service: `service-${i % SERVICES}`,
});

/** CPU of one evaluation of each kind of rule, for each series; memory; and how long a restart takes. */
export async function engine(args: readonly string[]): Promise<void> {
  const named = args[args.indexOf('--peer-bin') + 1];
  const found = debianProgram('prometheus');
  const program = args.includes('--peer-bin') ? named : found.kind === 'there' ? found.path : undefined;
  if (program === undefined)
    process.stderr.write('the peer is left out: there is no Prometheus here, and --peer-bin names none\n');
  for (const series of SIZES) {
    const ours = measureOurs(series);
    const theirs = program === undefined ? new Map<string, Figure>() : await measuredPeer(program, series);
    for (const [metric, { value, unit }] of ours) {
      const peer = theirs.get(metric);
      const beside =
        peer === undefined ? {} : { peer: program, peerValue: rounded(peer.value), ratio: rounded(value / peer.value) };
      report('engine', metric, value, unit, { series, ...beside });
    }
  }
  measureRestart(1_000_000);
}

interface Figure {
  value: number;
  unit: string;
}

const rounded = (value: number): number => Number(value.toPrecision(4));

async function measuredPeer(program: string, series: number): Promise<Map<string, Figure>> {
  let figures = new Map<string, Figure>();
  await withDirectory(async (home) => {
    figures = await measurePeer(program, home, series);
  });
  return figures;
}

function measureOurs(series: number): Map<string, Figure> {
  const store = new SeriesStore();
  const queries = new StandingQueries(store);
  const world = { externalLabels: {}, externalUrl: '', query: () => [] };
  const evaluators = Object.entries(kinds).map(([kind, { expr, for: hold }]) => {
    const rule = { alert: kind, expr, ...(hold === undefined ? {} : { for: hold }) };
    return { kind, evaluator: new GroupEvaluator(ruleGroupOf({ name: kind, rules: [rule] }), queries, world), ms: 0 };
  });
  const own = Array.from({ length: series }, (_, i) => store.series(LabelSet.of(labelsOf(i), 'cpu')));
  const values = rounds(series);
  let ingestMs = 0;
  for (let round = 0; round < WARM_ROUNDS + MEASURED_ROUNDS; round += 1) {
    const time = (round + 1) * STEP_MS;
    const next = values.next().value as Float64Array;
    const began = performance.now();
    own.forEach((one, i) => store.append(one, time, next[i] as number));
    if (round >= WARM_ROUNDS) ingestMs += performance.now() - began;
    store.evaluatedAt = time;
    for (const one of evaluators) {
      const before = process.cpuUsage();
      one.evaluator.evaluate(time);
      const { user, system } = process.cpuUsage(before);
      if (round >= WARM_ROUNDS) one.ms += (user + system) / 1_000;
    }
  }
  const figures = new Map<string, Figure>();
  const each = (ms: number): number => (1_000 * ms) / MEASURED_ROUNDS / series;
  for (const { kind, ms } of evaluators) figures.set(`cpu_${kind}`, { value: each(ms), unit: 'us/series/evaluation' });
  figures.set('append', { value: each(ingestMs), unit: 'us/sample' });
  figures.set('resident', { value: process.memoryUsage().rss / 2 ** 20, unit: 'MiB' });
  return figures;
}

/** A snapshot of the stream engine, and a new one that begins with it. */
function measureRestart(series: number): void {
  const options = { partition: 0, seriesPerTenantMax: series };
  const before = new Engine(options);
  before.applyRule(
    'acme',
    'r1',
    ruleWith('r1', 'acme', {
      name: 'high',
      severity: 'HIGH',
      category: 'infrastructure',
      conditions: [{ type: 'threshold', metric_path: 'cpu_usage', operator: '>', threshold: 80 }],
    }),
    0,
  );
  const batch = 10_000;
  for (let first = 0; first < series; first += batch)
    before.applySamples(
      {
        tenant: 'acme',
        receivedAt: 0,
        series: Array.from({ length: batch }, (_, i) => seriesKey('cpu_usage', labelsOf(first + i))),
        seriesIndex: Uint32Array.from({ length: batch }, (_, i) => i),
        timestamps: new Float64Array(batch).fill(STEP_MS),
        values: new Float64Array(batch).fill(50),
      },
      1 + first,
    );
  before.takeTransitions();
  const began = performance.now();
  const snapshot = before.snapshot();
  const written = performance.now();
  Engine.restore(snapshot, options);
  const circumstances = { series, snapshot_mib: Math.round(snapshot.length / 2 ** 20) };
  report('engine', 'snapshot', (written - began) / 1_000, 's', circumstances);
  report('engine', 'restore', (performance.now() - written) / 1_000, 's', circumstances);
}

async function measurePeer(program: string, home: string, series: number): Promise<Map<string, Figure>> {
  const rulesFile = join(home, 'rules.yml');
  mkdirSync(join(home, 'data'), { recursive: true });
  writeFileSync(rulesFile, '{"groups": []}');
  const peer = await startPrometheusServer(
    program,
    home,
    { global: { evaluation_interval: '15s' }, rule_files: ['rules.yml'] },
    ['--web.enable-lifecycle'],
  );
  try {
    const values = rounds(series);
    const start = systemClock.now() - WARM_ROUNDS * STEP_MS;
    for (let round = 0; round < WARM_ROUNDS; round += 1)
      await push(peer, start + round * STEP_MS, values.next().value as Float64Array);
    const groups = Object.entries(kinds).map(([name, rule]) => ({ name, rules: [{ alert: name, ...rule }] }));
    writeFileSync(rulesFile, JSON.stringify({ groups }));
    await fetch(`${peer.base}/-/reload`, { method: 'POST' });
    const sums = new Map<string, number>();
    // The first evaluation of all is not counted: it meets cold caches.
    for (let round = 0; round <= MEASURED_ROUNDS; round += 1) {
      const began = performance.now();
      await push(peer, systemClock.now(), values.next().value as Float64Array);
      await systemClock.wait(Math.max(0, STEP_MS - (performance.now() - began)));
      if (round === 0) continue;
      for (const [group, seconds] of await groupSeconds(peer)) sums.set(group, (sums.get(group) ?? 0) + seconds);
    }
    const figures = new Map<string, Figure>();
    for (const kind of Object.keys(kinds)) {
      const value = ((sums.get(kind) ?? Number.NaN) * 1e6) / MEASURED_ROUNDS / series;
      figures.set(`cpu_${kind}`, { value, unit: 'us/series/evaluation' });
    }
    figures.set('resident', { value: residentMiB(peer.pid), unit: 'MiB' });
    return figures;
  } finally {
    await peer.stop();
  }
}

/** How long the last evaluation of each group took, in seconds; groups run by themselves, so that is their CPU. */
async function groupSeconds(peer: RunningPeer): Promise<Map<string, number>> {
  const text = await (await fetch(`${peer.base}/metrics`)).text();
  const found = text.matchAll(/^prometheus_rule_group_last_duration_seconds\{rule_group="[^"]*;([^"]+)"\} (\S+)$/gm);
  return new Map([...found].map(([, group, seconds]) => [group as string, Number(seconds)]));
}

/** Series of one request; Prometheus's own remote writers send 2,000 by default. */
const REQUEST_SERIES = 5_000;

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
