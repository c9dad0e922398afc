import { type TopicDefinition, topicName } from '@tocsin/contracts/define-topic';
import type { Clock } from '@tocsin/ports/clock';
import type { Consumption, EventLog, LogBatch, LogRecord, TopicPartition } from '@tocsin/ports/event-log';
import { noTracing, type Tracing } from '@tocsin/ports/tracing';
import type { EvaluationMetrics } from './evaluation-metrics.js';
import { PartitionEvaluator } from './partition-evaluator.js';
import type { PartitionWork } from './partition-work.js';
import { beginningOf } from './beginning.js';
import { inheritancesOf, type SnapshotFormats } from './snapshot-store.js';
import type { StageEvent } from './stage-event.js';

/** Large enough to keep the cost of a batch small, small enough that a batch is evaluated within milliseconds. */
const BATCH_RECORDS_MAX = 500;

const REJOIN_PAUSE_MS = 500;

export interface StageMemberOptions {
  log: EventLog;
  topicPrefix: string;
  /** The topic whose partitions are shared, and the group that shares them. */
  topic: TopicDefinition;
  group: string;
  /** Names the stage in the topic of states and to the log's transactions; '' for the samples. */
  stage: string;
  clock: Clock;
  snapshotIntervalMs: number;
  /** Formats of the work's snapshots. */
  formats: SnapshotFormats;
  /** Most records that are evaluated at once. Default 500. */
  batchRecordsMax?: number;
  metrics: EvaluationMetrics;
  /** Default: none. */
  tracing?: Tracing;
  /** Begins the work of a partition, or goes on with it as it was written down. */
  work(partition: number, snapshot: Uint8Array | null): PartitionWork;
  onError(error: unknown): void;
  onEvent(event: StageEvent): void;
}

/**
 * A member of the group that shares a topic's partitions. For each partition it is given it fences the former owner,
 * loads the last snapshot, replays from there without publishing anew what was published, and goes on live.
 */
export class StageMember {
  readonly #options: StageMemberOptions;
  readonly #topic: string;
  readonly #partitions = new Map<number, PartitionEvaluator>();
  #consumption: Consumption | null = null;
  readonly #stopped = new AbortController();
  #rejoining: Promise<void> | null = null;

  constructor(options: StageMemberOptions) {
    this.#options = options;
    this.#topic = topicName(options.topic, options.topicPrefix);
  }

  start(): Promise<void> {
    return this.#join();
  }

  async stop(): Promise<void> {
    this.#stopped.abort();
    await this.#rejoining;
    await this.#leave();
  }

  /** The partitions that this process evaluates now. */
  owned(): readonly number[] {
    return [...this.#partitions.keys()].sort((a, b) => a - b);
  }

  async #assign(partitions: readonly number[]): Promise<(TopicPartition & { offset: number })[]> {
    const { log, topicPrefix, group, stage, formats, snapshotIntervalMs, clock, metrics, work } = this.#options;
    const { tracing = noTracing } = this.#options;
    const transactors = await Promise.all(
      partitions.map((partition) => log.openTransactor(`${topicPrefix}.${group}.${partition}`)),
    );
    const [ends, inheritances] = await Promise.all([
      log.offsets(this.#topic),
      inheritancesOf(log, { topicPrefix, stage, partitions, formats }),
    ]);
    // Some may have been assigned before, and could not begin.
    await this.#abandon(partitions.flatMap((partition) => this.#partitions.get(partition) ?? []));
    const starts = inheritances.map((inheritance, i) => {
      const { place, publishedBefore } = inheritance;
      const { partition } = place;
      const transactor = transactors[i];
      if (transactor === undefined) throw new Error(`no transactor for partition ${partition}`);
      const earliest = ends.find((end) => end.partition === partition)?.earliest ?? 0;
      const { offset, state, irregularity } = beginningOf(inheritance, earliest);
      if (irregularity !== null) this.#tell(irregularity, [partition]);
      const evaluator = new PartitionEvaluator({
        topic: this.#topic,
        partition,
        group,
        statePlace: place,
        format: formats[0],
        topicPrefix,
        work: work(partition, state),
        readBefore: (offset, time) => this.#readBefore(partition, offset, time),
        transactor,
        nextOffset: offset,
        publishedBefore: Math.max(offset, publishedBefore),
        snapshotIntervalMs,
        clock,
        metrics,
        tracing,
      });
      this.#partitions.set(partition, evaluator);
      return { topic: this.#topic, partition, offset };
    });
    this.#tell('assigned', partitions);
    return starts;
  }

  async *#readBefore(partition: number, to: number, time: number): AsyncIterable<LogRecord> {
    const { log } = this.#options;
    const from = (await log.offsetsAt(this.#topic, time)).filter((at) => at.partition === partition);
    const ranges = from.map(({ offset }) => ({ partition, offset, to }));
    for await (const { records } of log.read(this.#topic, ranges)) yield* records;
  }

  async #revoke(partitions: readonly number[]): Promise<void> {
    const leaving = partitions.flatMap((partition) => {
      const evaluator = this.#partitions.get(partition);
      return evaluator === undefined ? [] : [{ partition, evaluator }];
    });
    for (const partition of partitions) this.#partitions.delete(partition);
    const outcomes = await Promise.all(
      leaving.map(({ evaluator }) => evaluator.release().catch(this.#options.onError)),
    );
    const fenced = leaving.filter((_, i) => outcomes[i] === 'fenced').map(({ partition }) => partition);
    if (fenced.length > 0) this.#tell('fenced', fenced);
    if (leaving.length > 0) this.#tell('revoked', partitions);
  }

  async #evaluate(batch: LogBatch): Promise<void> {
    const evaluator = this.#partitions.get(batch.partition);
    if (evaluator === undefined) return;
    const outcome = await evaluator.evaluate(batch).catch((error: unknown) => {
      this.#options.onError(error);
      return 'unsure' as const;
    });
    if (outcome === 'done') return;
    if (this.#partitions.get(batch.partition) === evaluator) this.#partitions.delete(batch.partition);
    this.#tell(outcome, [batch.partition]);
    await this.#abandon([evaluator]);
    // Not waited for here: leaving the group waits for this very batch.
    this.#rejoining ??= this.#rejoin().finally(() => (this.#rejoining = null));
  }

  async #abandon(evaluators: readonly PartitionEvaluator[]): Promise<void> {
    await Promise.all(evaluators.map((evaluator) => evaluator.abandon().catch(this.#options.onError)));
  }

  #tell(kind: StageEvent['kind'], partitions: readonly number[]): void {
    this.#options.onEvent({ kind, stage: this.#options.stage, partitions });
  }

  async #join(): Promise<void> {
    this.#consumption = await this.#options.log.consume({
      group: this.#options.group,
      topics: [this.#topic],
      from: 'earliest',
      commit: 'manual',
      maxRecords: this.#options.batchRecordsMax ?? BATCH_RECORDS_MAX,
      onAssigned: (assigned) => this.#assign(assigned.map(({ partition }) => partition)),
      onRevoked: (revoked) => this.#revoke(revoked.map(({ partition }) => partition)),
      onBatch: (batch) => this.#evaluate(batch),
    });
  }

  async #leave(): Promise<void> {
    await this.#consumption?.stop();
    await this.#revoke([...this.#partitions.keys()]);
  }

  /**
   * The one way out of every doubt, be it another owner or a transaction of which nobody knows whether it stands: leave
   * the group and join it anew. Whoever gets the partitions then settles what was under way and goes on from the log.
   */
  async #rejoin(): Promise<void> {
    const { clock, onError } = this.#options;
    await this.#leave().catch(onError);
    while (!this.#stopped.signal.aborted) {
      await clock.wait(REJOIN_PAUSE_MS, this.#stopped.signal);
      try {
        return await this.#join();
      } catch (error) {
        onError(error);
      }
    }
  }
}
