import { openKafkaLog } from '@tocsin/adapter-kafka/open-kafka-log';
import { topicName } from '@tocsin/contracts/define-topic';
import { allTopics } from '@tocsin/contracts/topics';
import { encodeClock, encodeGroup, encodeRuleChange, encodeSamples, samples } from '@tocsin/contracts/topics/samples';
import type { AppendRecord, EventLog } from '@tocsin/ports/event-log';
import { systemClock } from '@tocsin/runtime/system-clock';
import { createRegistry } from '@tocsin/runtime/telemetry';
import { EvaluationMetrics } from '@tocsin/service-evaluation/evaluation-metrics';
import { RuleEvaluator } from '@tocsin/service-evaluation/rule-evaluator';
import type { Figures } from './figures.js';
import { Mark } from './mark.js';
import { batchesOf, groupDocuments, TENANT, typedRules } from './records.js';
import { kindNames, rounds, STEP_MS } from './world.js';

const BEGIN = 1_700_000_000_000;
const SAMPLES = 2_000_000;
/** Rounds at least, the first of which makes the series known and is told apart. */
const ROUNDS_MIN = 4;
/** Records of one append: some 800 KiB, of the 1 MiB that a broker takes at once for a partition. */
const APPENDED_RECORDS = 16;

/**
 * Bytes in Kafka to transitions in Kafka, by one evaluation process that finds everything waiting: half of the rules are
 * decided at each sample, the others stand in rule groups of each kind, evaluated every 15 s of the log's time.
 *
 * @param rules - how many; a multiple of ten
 */
export async function measurePath(brokers: string, series: number, rules: number): Promise<Figures> {
  const log = await openKafkaLog({
    brokers: [brokers],
    clientId: 'bench',
    clock: systemClock,
    onError: (error) => process.stderr.write(`${error.message}\n`),
  });
  const topicPrefix = `path-${series}-${rules}-${systemClock.now()}`;
  await log.ensureTopics(allTopics.map((topic) => ({ ...topic, name: topicName(topic, topicPrefix) })));
  const count = Math.max(ROUNDS_MIN, Math.ceil(SAMPLES / series));
  await fill(log, topicName(samples, topicPrefix), series, rules, count);
  const figures = await evaluated(log, topicPrefix, series, count);
  await log.close();
  return figures;
}

async function evaluated(log: EventLog, topicPrefix: string, series: number, count: number): Promise<Figures> {
  const progress = new Progress(series, count);
  const evaluator = new RuleEvaluator({
    log,
    topicPrefix,
    clock: systemClock,
    clockIntervalMs: null,
    snapshotIntervalMs: 600_000,
    metrics: progress.metrics,
    engine: { seriesPerTenantMax: series },
    onError: (error) => process.stderr.write(`${String(error)}\n`),
    onEvent: () => undefined,
  });
  const began = Mark.now();
  await evaluator.start();
  const [known, done] = await Promise.all([progress.known.promise, progress.done.promise]);
  await evaluator.stop();
  const later = series * (count - 1);
  return new Map([
    ['path_first_round', { value: series / known.secondsSince(began), unit: 'samples/s' }],
    ['path_throughput', { value: later / done.secondsSince(known), unit: 'samples/s' }],
    ['path_cpu', { value: (1e6 * done.cpuSecondsSince(known)) / later, unit: 'us/sample' }],
    ['path_samples_a_core', { value: later / done.cpuSecondsSince(known), unit: 'samples/s' }],
    ['path_transitions', { value: progress.transitions, unit: 'count' }],
    ['path_resident', { value: process.memoryUsage.rss() / 2 ** 20, unit: 'MiB' }],
  ]);
}

/** Sees by the evaluation's own metrics how far it has come. */
class Progress {
  readonly known = Promise.withResolvers<Mark>();
  readonly done = Promise.withResolvers<Mark>();
  readonly metrics = new EvaluationMetrics(createRegistry(), () => performance.now());
  transitions = 0;
  readonly #takenBy = new Map<object, number>();
  readonly #finishedAt = new Map<string, number>();

  constructor(
    private readonly series: number,
    private readonly rounds: number,
  ) {
    const { metrics } = this;
    const [evaluated, finished] = [metrics.evaluated.bind(metrics), metrics.finished.bind(metrics)];
    metrics.evaluated = (engine, fresh, began, batch) => {
      evaluated(engine, fresh, began, batch);
      this.transitions += fresh.length;
      if (engine !== null) this.#takenBy.set(engine, engine.stats().samples);
      this.#look();
    };
    metrics.finished = (group) => {
      finished(group);
      this.#finishedAt.set(group.group, group.tick);
      this.#look();
    };
  }

  #look(): void {
    const taken = [...this.#takenBy.values()].reduce((sum, own) => sum + own, 0);
    if (taken >= this.series) this.known.resolve(Mark.now());
    const lastTick = BEGIN + (this.rounds - 2) * STEP_MS;
    const areGroupsDone = kindNames.every((name) => (this.#finishedAt.get(name) ?? 0) > lastTick);
    if (taken >= this.series * this.rounds && areGroupsDone) this.done.resolve(Mark.now());
  }
}

/** Rules first, then rounds of samples at 15 s, each with the clock behind it. */
async function fill(log: EventLog, topic: string, series: number, rules: number, count: number): Promise<void> {
  const partitions = Array.from({ length: samples.partitions }, (_, partition) => partition);
  const changes = [
    ...typedRules(rules / 2).map((rule) => encodeRuleChange(TENANT, rule.id, rule)),
    ...groupDocuments(rules / 2 / kindNames.length).map((group) => encodeGroup(TENANT, group.name, group)),
  ];
  const records = (partition: number, values: readonly Uint8Array[]): AppendRecord[] =>
    values.map((value) => ({ key: TENANT, partition, value }));
  await log.append(
    topic,
    partitions.flatMap((partition) => records(partition, changes)),
  );
  const values = rounds(series);
  const own = series / samples.partitions;
  for (let round = 0; round < count; round += 1) {
    const time = BEGIN + round * STEP_MS;
    const next = values.next().value;
    for (const partition of partitions) {
      const batches = batchesOf(time, own, (n) => n * samples.partitions + partition, next);
      let waiting: Uint8Array[] = [];
      for (const batch of batches) {
        waiting.push(encodeSamples(batch));
        if (waiting.length < APPENDED_RECORDS) continue;
        await log.append(topic, records(partition, waiting));
        waiting = [];
      }
      await log.append(topic, records(partition, [...waiting, encodeClock(time + 1)]));
    }
  }
}
