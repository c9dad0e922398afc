import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { openKafkaLog } from '@tocsin/adapter-kafka/open-kafka-log';
import { decodeJson, topicName } from '@tocsin/contracts/define-topic';
import { transitions } from '@tocsin/contracts/topics/transitions';
import { environment } from '@tocsin/runtime/environment';
import { systemClock } from '@tocsin/runtime/system-clock';
import { freePort } from '@tocsin/testing/free-port';
import { encodeRemoteWrite, remoteWriteHeaders } from '@tocsin/testing/remote-write';
import { quantile } from '../report.js';
import { withDirectory } from '../with-directory.js';
import type { Figures } from './figures.js';

const SAMPLES_PER_SECOND = 10_000;
const REQUESTS_PER_SECOND = 50;
const SECONDS = 30;
const CALM_SERIES = 10_000;
/** Requests before any is measured, so that all series are known. */
const WARM_REQUESTS = 100;
const LAST_WORD_MS = 10_000;
/** Of this run alone: what an earlier one left firing would end in this one, and be taken for its transitions. */
const TOPIC_PREFIX = `bench-accepted-${systemClock.now()}`;
/** Before the number of the request in which a series crosses the threshold. */
const HOT = 'hot-';

interface Cluster {
  readonly base: string;
  readonly token: string;
  stop(): Promise<void>;
}

/**
 * From a sample's acceptance by the gateway to its transition in Kafka, in a cluster with all services on this machine:
 * open loop, requests go out by the clock whether or not the earlier ones were answered. In each, one series crosses a
 * threshold.
 */
export async function measureAccepted(brokers: string): Promise<Figures> {
  let figures: Figures = new Map();
  await withDirectory(async (home) => {
    const cluster = await startCluster(home, brokers);
    try {
      figures = await measure(cluster, brokers);
    } finally {
      await cluster.stop();
    }
  });
  return figures;
}

async function startCluster(home: string, brokers: string): Promise<Cluster> {
  const port = await freePort();
  const child = spawn('node', ['scripts/cluster.mjs'], {
    env: { ...environment, TOCSIN_HOME: home, PORT: String(port), KAFKA_BROKERS: brokers, TOPIC_PREFIX },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const ready = new Promise<void>((resolve) => {
    createInterface(child.stdout).on('line', (line) => {
      if (line.startsWith('cluster: ready')) resolve();
    });
  });
  await Promise.race([ready, exited.then(() => Promise.reject(new Error('the cluster did not start')))]);
  return {
    base: `http://127.0.0.1:${port}`,
    token: readFileSync(join(home, 'cluster', 'admin.token'), 'utf8').trim(),
    stop: async () => {
      child.kill('SIGINT');
      await exited;
    },
  };
}

async function measure({ base, token }: Cluster, brokers: string): Promise<Figures> {
  const authorization = `Bearer ${token}`;
  const rule = {
    name: 'high',
    severity: 'HIGH',
    category: 'infrastructure',
    conditions: [{ type: 'threshold', metric_path: 'm', operator: '>', threshold: 80 }],
  };
  const made = await fetch(`${base}/api/rules`, {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/json' },
    body: JSON.stringify(rule),
  });
  if (!made.ok) throw new Error(`${base}: ${made.status} ${await made.text()}`);
  const accepted = new Map<string, number>();
  const seen = new Map<string, number>();
  const log = await openKafkaLog({
    brokers: [brokers],
    clientId: 'bench-transitions',
    clock: systemClock,
    onError: (error) => process.stderr.write(`${error.message}\n`),
  });
  const watch = await log.consume({
    group: 'bench-transitions',
    topics: [topicName(transitions, TOPIC_PREFIX)],
    from: 'latest',
    commit: 'manual',
    onBatch: async ({ records }) => {
      const at = performance.now();
      for (const { value } of records) {
        const decoded = value === null ? null : decodeJson(transitions, value);
        const instance = decoded?.kind === 'value' ? (decoded.value.labels['instance'] ?? '') : '';
        // The platform's own rules may fire, too.
        if (instance.startsWith(HOT)) seen.set(instance, at);
      }
    },
  });
  const requests = WARM_REQUESTS + SECONDS * REQUESTS_PER_SECOND;
  const began = performance.now();
  const answers: Promise<void>[] = [];
  for (let i = 0; i < requests; i += 1) {
    await systemClock.wait(Math.max(0, began + (1_000 * i) / REQUESTS_PER_SECOND - performance.now()));
    answers.push(
      send(`${base}/api/v1/write`, authorization, bodyOf(i)).then((at) => void accepted.set(`${HOT}${i}`, at)),
    );
  }
  await Promise.all(answers);
  const deadline = performance.now() + LAST_WORD_MS;
  while (seen.size < requests && performance.now() < deadline) await systemClock.wait(50);
  await watch.stop();
  await log.close();
  const delays = Array.from({ length: requests - WARM_REQUESTS }, (_, i) => {
    const instance = `${HOT}${WARM_REQUESTS + i}`;
    // A transition may be in Kafka before the gateway's answer is back.
    return Math.max(0, (seen.get(instance) ?? Number.POSITIVE_INFINITY) - (accepted.get(instance) ?? Number.NaN));
  });
  return new Map([
    ['accepted_p50', { value: quantile(delays, 0.5), unit: 'ms' }],
    ['accepted_p99', { value: quantile(delays, 0.99), unit: 'ms' }],
    ['accepted_max', { value: quantile(delays, 1), unit: 'ms' }],
    ['accepted_transitions', { value: seen.size, unit: `count of ${requests}` }],
  ]);
}

function bodyOf(request: number): Uint8Array<ArrayBuffer> {
  const timestamp = systemClock.now();
  const sample = (instance: string, value: number) => ({
    labels: Object.entries({ __name__: 'm', instance }).map(([name, text]) => ({ name, value: text })),
    samples: [{ value, timestamp }],
  });
  const calm = SAMPLES_PER_SECOND / REQUESTS_PER_SECOND - 1;
  return encodeRemoteWrite([
    sample(`${HOT}${request}`, 95),
    ...Array.from({ length: calm }, (_, n) => sample(`calm-${(request * calm + n) % CALM_SERIES}`, 10)),
  ]);
}

/** @returns when the answer came, by which the samples are accepted */
async function send(url: string, authorization: string, body: Uint8Array<ArrayBuffer>): Promise<number> {
  const answer = await fetch(url, { method: 'POST', headers: { ...remoteWriteHeaders, authorization }, body });
  const at = performance.now();
  if (!answer.ok) throw new Error(`${url}: ${answer.status} ${await answer.text()}`);
  await answer.arrayBuffer();
  return at;
}
