import { type TopicDefinition, topicName } from '@tocsin/contracts/define-topic';
import type { Clock } from '@tocsin/ports/clock';
import type { Consumption, EventLog, LogBatch, TopicPartition } from '@tocsin/ports/event-log';
import type { EvaluationMetrics } from './evaluation-metrics.js';
import { PartitionEvaluator } from './partition-evaluator.js';
import type { PartitionWork } from './partition-work.js';
import { inheritancesOf, stateKeyOf } from './snapshot-store.js';

/** Large enough to keep the cost of a batch small, small enough that a batch is evaluated within milliseconds. */
const BATCH_RECORDS_MAX = 500;

const REJOIN_PAUSE_MS = 500;

/** What happened to partitions of a stage. */
export interface StageEvent {
  kind: 'assigned' | 'revoked' | 'fenced' | 'unsure';
  partitions: readonly number[];
}

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
  metrics: EvaluationMetrics;
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
    const { log, topicPrefix, group, stage, snapshotIntervalMs, clock, metrics, work } = this.#options;
    const transactors = await Promise.all(
      partitions.map((partition) => log.openTransactor(`${topicPrefix}.${group}.${partition}`)),
    );
    const [ends, inheritances] = await Promise.all([
      log.offsets(this.#topic),
      inheritancesOf(log, topicPrefix, stage, partitions),
    ]);
    const starts = partitions.map((partition, i) => {
      const transactor = transactors[i];
      if (transactor === undefined) throw new Error(`no transactor for partition ${partition}`);
      const { snapshot, publishedBefore } = inheritances.get(partition) ?? { snapshot: null, publishedBefore: 0 };
      const offset = snapshot?.nextOffset ?? ends.find((end) => end.partition === partition)?.earliest ?? 0;
      const evaluator = new PartitionEvaluator({
        topic: this.#topic,
        partition,
        group,
        stateKey: stateKeyOf(stage, partition),
        topicPrefix,
        work: work(partition, snapshot?.state ?? null),
        transactor,
        nextOffset: offset,
        publishedBefore: Math.max(offset, publishedBefore),
        snapshotIntervalMs,
        clock,
        metrics,
      });
      this.#partitions.set(partition, evaluator);
      return { topic: this.#topic, partition, offset };
    });
    this.#options.onEvent({ kind: 'assigned', partitions });
    return starts;
  }

  async #revoke(partitions: readonly number[]): Promise<void> {
    const leaving = partitions.flatMap((partition) => this.#partitions.get(partition) ?? []);
    for (const partition of partitions) this.#partitions.delete(partition);
    await Promise.all(leaving.map((evaluator) => evaluator.release().catch(this.#options.onError)));
    if (leaving.length > 0) this.#options.onEvent({ kind: 'revoked', partitions });
  }

  async #evaluate(batch: LogBatch): Promise<void> {
    const evaluator = this.#partitions.get(batch.partition);
    if (evaluator === undefined) return;
    const outcome = await evaluator.evaluate(batch).catch((error: unknown) => {
      this.#options.onError(error);
      return 'unsure' as const;
    });
    if (outcome === 'done') return;
    this.#partitions.delete(batch.partition);
    this.#options.onEvent({ kind: outcome, partitions: [batch.partition] });
    await evaluator.abandon().catch(this.#options.onError);
    // Not waited for here: leaving the group waits for this very batch.
    this.#rejoining ??= this.#rejoin().finally(() => (this.#rejoining = null));
  }

  async #join(): Promise<void> {
    this.#consumption = await this.#options.log.consume({
      group: this.#options.group,
      topics: [this.#topic],
      from: 'earliest',
      commit: 'manual',
      maxRecords: BATCH_RECORDS_MAX,
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
