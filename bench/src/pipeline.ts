import { openKafkaLog } from '@tocsin/adapter-kafka/open-kafka-log';
import { openMemoryLog } from '@tocsin/adapter-memory-log/open-memory-log';
import { topicName } from '@tocsin/contracts/define-topic';
import { allTopics } from '@tocsin/contracts/topics';
import { encodeRuleChange, encodeSamples, samples as samplesTopic } from '@tocsin/contracts/topics/samples';
import { seriesKey } from '@tocsin/domain/engine/sample-batch';
import type { EventLog } from '@tocsin/ports/event-log';
import { systemClock } from '@tocsin/runtime/system-clock';
import { createRegistry } from '@tocsin/runtime/telemetry';
import { EvaluationMetrics } from '@tocsin/service-evaluation/evaluation-metrics';
import { RuleEvaluator } from '@tocsin/service-evaluation/rule-evaluator';
import { startKafkaBroker, whyNoKafka } from '@tocsin/testing/kafka-broker';
import { ruleWith } from '@tocsin/testing/rules';
import { remoteWriteHeaders, encodeRemoteWrite } from '@tocsin/testing/remote-write';
import { buildPeers, type RunningPeer, startPrometheus } from './peer.js';
import { residentMiB, treeCpuSeconds } from './process-tree.js';
import { report } from './report.js';
import { withDirectory } from './with-directory.js';

const SAMPLES = 2_000_000;
const SAMPLES_PER_RECORD = 500;
const PARTITIONS = samplesTopic.partitions;
/** How often the peer evaluates, by series times rules: as often as it can on the machine of docs/benchmarks.md. */
const peerInterval = (pairs: number): number => (pairs <= 100_000 ? 2 : pairs <= 1_000_000 ? 5 : 40);
const PEER_ROUNDS = 5;
const PEER_SERIES_PER_REQUEST = 2_000;

/**
 * Bytes in the log to transitions in the log, by one evaluation process that finds everything waiting: on Kafka, and on
 * the embedded log beside it. Then the CPU time that Prometheus takes for each sample that it is sent, when it looks at
 * each once by each rule; it evaluates by the clock, so that it has no throughput to compare.
 */
export async function pipeline(): Promise<void> {
  for (const series of [1_000, 100_000]) {
    for (const rules of [1, 10, 100]) {
      const memory = await openMemoryLog({ directory: null, clock: systemClock });
      await measure('memory', memory, series, rules);
      await memory.close();
    }
  }
  const reason = whyNoKafka();
  if (reason !== null) throw new Error(`the bench on Kafka was left out: ${reason}`);
  const broker = await startKafkaBroker();
  const kafka = await openKafkaLog({
    brokers: [broker.address],
    clientId: 'bench',
    clock: systemClock,
    onError: (error) => process.stderr.write(`${error.message}\n`),
  });
  for (const series of [1_000, 100_000]) for (const rules of [1, 10, 100]) await measure('kafka', kafka, series, rules);
  await kafka.close();
  await broker.stop();
  const peers = buildPeers();
  if (peers === null) return;
  for (const series of [1_000, 100_000])
    for (const rules of [1, 10, 100])
      await withDirectory((directory) => measurePrometheus(peers, directory, series, rules));
}

async function measurePrometheus(peers: string, directory: string, series: number, rules: number): Promise<void> {
  const seconds = peerInterval(series * rules);
  const prometheus = await startPrometheus(peers, directory, {
    evaluationInterval: `${seconds}s`,
    expressions: Array.from({ length: rules }, (_, i) => `cpu > ${1_000 + i}`),
  });
  // The first round makes the series known and is not counted.
  await sendRound(prometheus, series);
  await afterEvaluation(prometheus);
  const cpu = treeCpuSeconds(prometheus.pid);
  for (let round = 0; round < PEER_ROUNDS; round += 1) {
    await sendRound(prometheus, series);
    await afterEvaluation(prometheus);
  }
  const circumstances = { of: 'prometheus', series, rules_per_series: rules, samples: PEER_ROUNDS * series };
  const perSample = (treeCpuSeconds(prometheus.pid) - cpu) / (PEER_ROUNDS * series);
  report('pipeline', 'cpu', 1e6 * perSample, 'µs/sample', circumstances);
  report('pipeline', 'resident_memory', residentMiB(prometheus.pid), 'MiB', circumstances);
  await prometheus.stop();
}

async function sendRound({ base }: RunningPeer, series: number): Promise<void> {
  const timestamp = systemClock.now();
  for (let first = 0; first < series; first += PEER_SERIES_PER_REQUEST) {
    const body = encodeRemoteWrite(
      Array.from({ length: Math.min(PEER_SERIES_PER_REQUEST, series - first) }, (_, i) => ({
        labels: Object.entries({ __name__: 'cpu', ...labelsOf(first + i) }).map(([name, value]) => ({ name, value })),
        samples: [{ value: (first + i) % 100, timestamp }],
      })),
    );
    const answer = await fetch(`${base}/api/v1/write`, { method: 'POST', headers: remoteWriteHeaders, body });
    if (!answer.ok) throw new Error(`${base}: ${answer.status} ${await answer.text()}`);
    await answer.arrayBuffer();
  }
}

/** Waits until one more evaluation of the rules has begun and ended. */
async function afterEvaluation({ base }: RunningPeer): Promise<void> {
  const evaluations = async (): Promise<number> => {
    const text = await (await fetch(`${base}/metrics`)).text();
    return Number(/^prometheus_rule_group_duration_seconds_count (\S+)$/m.exec(text)?.[1] ?? 0);
  };
  const before = await evaluations();
  while ((await evaluations()) === before) await systemClock.wait(100);
}

const labelsOf = (series: number) => ({ instance: `host-${series}`, job: 'node', region: 'eu-west-1' });

async function measure(logName: string, log: EventLog, series: number, rules: number): Promise<void> {
  const topicPrefix = `bench-${series}-${rules}-${systemClock.now()}`;
  await log.ensureTopics(allTopics.map((topic) => ({ ...topic, name: topicName(topic, topicPrefix) })));
  const total = rules === 100 ? SAMPLES / 4 : SAMPLES;
  await fill(log, topicName(samplesTopic, topicPrefix), series, rules, total);
  const metrics = new EvaluationMetrics(createRegistry(), () => performance.now());
  const takenBy = new Map<object, number>();
  const finished = Promise.withResolvers<void>();
  const told = metrics.evaluated.bind(metrics);
  metrics.evaluated = (engine, fresh, began, batch) => {
    told(engine, fresh, began, batch);
    if (engine === null) return;
    takenBy.set(engine, engine.stats().samples);
    if ([...takenBy.values()].reduce((sum, taken) => sum + taken, 0) < total) return;
    finished.resolve();
  };
  const evaluator = new RuleEvaluator({
    log,
    topicPrefix,
    clock: systemClock,
    clockIntervalMs: 500,
    snapshotIntervalMs: 30_000,
    metrics,
    engine: { seriesPerTenantMax: 1_000_000 },
    onError: (error) => process.stderr.write(`${String(error)}\n`),
    onEvent: () => undefined,
  });
  const [began, cpu] = [performance.now(), process.cpuUsage()];
  await evaluator.start();
  await finished.promise;
  const seconds = (performance.now() - began) / 1_000;
  const { user, system } = process.cpuUsage(cpu);
  await evaluator.stop();
  const circumstances = { of: 'tocsin', log: logName, series, rules_per_series: rules, samples: total };
  report('pipeline', 'throughput', total / seconds, 'samples/s', circumstances);
  report('pipeline', 'cpu', (user + system) / total, 'µs/sample', circumstances);
  report('pipeline', 'resident_memory', process.memoryUsage.rss() / 2 ** 20, 'MiB', circumstances);
}

/** Rules first, then samples at 15 s a series; one series in a thousand crosses a threshold now and then. */
async function fill(log: EventLog, topic: string, series: number, rules: number, total: number): Promise<void> {
  const changes = Array.from({ length: rules }, (_, i) =>
    ruleWith(`r${i}`, 'bench', {
      conditions: [{ type: 'threshold', metric_path: 'cpu', operator: '>', threshold: 1_000 + i }],
    }),
  ).map((rule) => encodeRuleChange('bench', rule.id, rule));
  for (let partition = 0; partition < PARTITIONS; partition += 1) {
    await log.append(
      topic,
      changes.map((value) => ({ key: 'rule', partition, value })),
    );
  }
  const keys = Array.from({ length: series }, (_, i) => seriesKey('cpu', labelsOf(i)));
  const own = Array.from({ length: PARTITIONS }, (_, partition) =>
    keys.filter((_key, i) => i % PARTITIONS === partition),
  );
  const sent = new Array<number>(PARTITIONS).fill(0);
  const begin = 1_700_000_000_000;
  let waiting: { key: string; partition: number; value: Uint8Array }[] = [];
  for (let record = 0; record < total / SAMPLES_PER_RECORD; record += 1) {
    const partition = record % PARTITIONS;
    const of = own[partition] as string[];
    const used = new Map<string, number>();
    const seriesIndex = new Uint32Array(SAMPLES_PER_RECORD);
    const timestamps = new Float64Array(SAMPLES_PER_RECORD);
    const values = new Float64Array(SAMPLES_PER_RECORD);
    for (let i = 0; i < SAMPLES_PER_RECORD; i += 1) {
      const n = sent[partition] as number;
      sent[partition] = n + 1;
      const key = of[n % of.length] as string;
      const index = used.get(key) ?? used.size;
      used.set(key, index);
      seriesIndex[i] = index;
      timestamps[i] = begin + Math.floor(n / of.length) * 15_000;
      values[i] = n % 100_003 === 0 ? 2_000 : n % 100;
    }
    waiting.push({
      key: 'bench',
      partition,
      value: encodeSamples({
        tenant: 'bench',
        receivedAt: begin,
        series: [...used.keys()],
        seriesIndex,
        timestamps,
        values,
      }),
    });
    if (waiting.length === 64) {
      await log.append(topic, waiting);
      waiting = [];
    }
  }
  await log.append(topic, waiting);
}
