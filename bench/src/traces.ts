import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { systemClock } from '@tocsin/runtime/system-clock';
import { encodeRemoteWrite, remoteWriteHeaders } from '@tocsin/testing/remote-write';
import { treeCpuSeconds } from './process-tree.js';
import { quantile, report } from './report.js';
import { startStandalone } from './standalone.js';
import { withDirectory } from './with-directory.js';

/** As the Collector sends by default: smaller bodies mean more requests, each of which may be a trace. */
const BODY_SAMPLES = 500;
const SERIES = 5_000;
const WARM_ROUNDS = 10;
const ROUNDS = 60;
const RULES = 10;
const SENDERS = 4;
/** Runs of each kind, in turns, so that what else the machine does falls on all of them. */
const TURNS = 3;

const kinds: Readonly<Record<string, (collector: string) => Record<string, string>>> = {
  off: () => ({}),
  a_tenth: (collector) => ({ OTEL_EXPORTER_OTLP_ENDPOINT: collector }),
  all: (collector) => ({ OTEL_EXPORTER_OTLP_ENDPOINT: collector, OTEL_TRACES_SAMPLER: 'always_on' }),
};

/**
 * What traces cost: CPU time of the whole platform in one process for each sample, from the request by remote write until it
 * is evaluated by ten rules and kept, with traces off, with a tenth of them recorded and exported, and with all of them.
 */
export async function traces(): Promise<void> {
  const sink = createServer((request, response) => request.resume().on('end', () => response.end()));
  await new Promise<void>((done) => sink.listen(0, '127.0.0.1', done));
  const collector = `http://127.0.0.1:${(sink.address() as AddressInfo).port}`;
  const found = new Map<string, number[]>(Object.keys(kinds).map((kind) => [kind, []]));
  for (let turn = 0; turn < TURNS; turn += 1)
    for (const [kind, settingsOf] of Object.entries(kinds))
      await withDirectory(async (home) => void found.get(kind)?.push(await cpuPerSample(home, settingsOf(collector))));
  sink.close();
  const off = quantile(found.get('off') ?? [], 0.5);
  for (const [recorded, figures] of found) {
    const cpu = quantile(figures, 0.5);
    const circumstances = { recorded, turns: figures, ratio_to_off: Number((cpu / off).toPrecision(3)) };
    report('traces', 'cpu', cpu, 'µs/sample', {
      ...circumstances,
      series: SERIES,
      rules: RULES,
      samples: ROUNDS * SERIES,
    });
  }
}

async function cpuPerSample(home: string, settings: Readonly<Record<string, string>>): Promise<number> {
  const env = { TOCSIN_DEMO: 'false', ENABLE_ML_FEATURES: 'false', ...settings };
  const { base, token, pid, stop } = await startStandalone(home, env);
  const authorization = `Bearer ${token}`;
  const post = async (
    path: string,
    headers: Record<string, string>,
    body: string | Uint8Array<ArrayBuffer>,
  ): Promise<void> => {
    const answer = await fetch(`${base}${path}`, { method: 'POST', headers: { authorization, ...headers }, body });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    await answer.arrayBuffer();
  };
  for (let i = 0; i < RULES; i += 1) {
    const conditions = [{ type: 'threshold', metric_path: 'm', operator: '>', threshold: 1_000 + i }];
    const rule = { name: `rule ${i}`, severity: 'HIGH', category: 'infrastructure', conditions };
    await post('/api/rules', { 'content-type': 'application/json' }, JSON.stringify(rule));
  }
  const begin = systemClock.now() - (WARM_ROUNDS + ROUNDS) * 1_000;
  const sendRounds = async (from: number, to: number): Promise<void> => {
    const own = SERIES / SENDERS;
    await Promise.all(
      Array.from({ length: SENDERS }, async (_, sender) => {
        for (let round = from; round < to; round += 1)
          for (let first = 0; first < own; first += BODY_SAMPLES)
            await post(
              '/api/v1/write',
              remoteWriteHeaders,
              bodyOf(sender * own + first, Math.min(BODY_SAMPLES, own - first), begin + round * 1_000),
            );
      }),
    );
    while ((await evaluated(base)) < to * SERIES) await systemClock.wait(50);
  };
  await sendRounds(0, WARM_ROUNDS);
  const before = treeCpuSeconds(pid);
  await sendRounds(WARM_ROUNDS, WARM_ROUNDS + ROUNDS);
  const used = treeCpuSeconds(pid) - before;
  await stop();
  return Number(((1e6 * used) / (ROUNDS * SERIES)).toPrecision(4));
}

const bodyOf = (first: number, count: number, timestamp: number): Uint8Array<ArrayBuffer> =>
  encodeRemoteWrite(
    Array.from({ length: count }, (_, i) => ({
      labels: [
        { name: '__name__', value: 'm' },
        { name: 'instance', value: `host-${first + i}` },
      ],
      samples: [{ value: (first + i) % 97, timestamp }],
    })),
  );

/** Samples that the engines have taken in, those of the platform itself among them. */
async function evaluated(base: string): Promise<number> {
  const text = await (await fetch(`${base}/metrics`)).text();
  return [...text.matchAll(/^tocsin_engine_samples\{[^}]*\} (\d+)$/gm)].reduce((sum, [, n]) => sum + Number(n), 0);
}
