import { topicName } from '@tocsin/contracts/define-topic';
import { encodeClock, samples } from '@tocsin/contracts/topics/samples';
import { Engine, type EngineOptions } from '@tocsin/domain/engine/engine';
import type { Clock } from '@tocsin/ports/clock';
import type { Consumption, EventLog, LogBatch, TopicPartition } from '@tocsin/ports/event-log';
import type { EvaluationMetrics } from './evaluation-metrics.js';
import { PartitionEvaluator } from './partition-evaluator.js';
import { inheritancesOf } from './snapshot-store.js';

const GROUP = 'evaluation';
/** Large enough to keep the cost of a batch small, small enough that a batch is evaluated within milliseconds. */
const BATCH_RECORDS_MAX = 500;

const REJOIN_PAUSE_MS = 500;

export interface RuleEvaluatorOptions {
  log: EventLog;
  topicPrefix: string;
  clock: Clock;
  clockIntervalMs: number;
  snapshotIntervalMs: number;
  metrics: EvaluationMetrics;
  engine?: Omit<EngineOptions, 'partition'>;
  onError(error: unknown): void;
  onEvent(event: { kind: 'assigned' | 'revoked' | 'fenced' | 'unsure'; partitions: readonly number[] }): void;
}

/**
 * The streaming evaluator: a member of the group that shares the samples topic. For each partition it is given it
 * fences the former owner, loads the last snapshot, replays from there without publishing anew what was published,
 * and goes on live. It also writes the clock into its partitions, so that silence can be noticed.
 */
export class RuleEvaluator {
  readonly #options: RuleEvaluatorOptions;
  readonly #topic: string;
  readonly #partitions = new Map<number, PartitionEvaluator>();
  #consumption: Consumption | null = null;
  readonly #stopped = new AbortController();
  #rejoining: Promise<void> | null = null;
  #stopClock: () => void = () => undefined;

  constructor(options: RuleEvaluatorOptions) {
    this.#options = options;
    this.#topic = topicName(samples, options.topicPrefix);
  }

  async start(): Promise<void> {
    const { clock, clockIntervalMs } = this.#options;
    await this.#join();
    this.#stopClock = clock.every(clockIntervalMs, () => this.#writeClock());
  }

  async stop(): Promise<void> {
    this.#stopped.abort();
    this.#stopClock();
    await this.#rejoining;
    await this.#leave();
  }

  /** The partitions that this process evaluates now. */
  owned(): readonly number[] {
    return [...this.#partitions.keys()].sort((a, b) => a - b);
  }

  async #assign(partitions: readonly number[]): Promise<(TopicPartition & { offset: number })[]> {
    const { log, topicPrefix, snapshotIntervalMs, clock, metrics, engine } = this.#options;
    const transactors = await Promise.all(
      partitions.map((partition) => log.openTransactor(`${topicPrefix}.evaluation.${partition}`)),
    );
    const [ends, inheritances] = await Promise.all([
      log.offsets(this.#topic),
      inheritancesOf(log, topicPrefix, partitions),
    ]);
    const starts = partitions.map((partition, i) => {
      const transactor = transactors[i];
      if (transactor === undefined) throw new Error(`no transactor for partition ${partition}`);
      const { snapshot, publishedBefore } = inheritances.get(partition) ?? { snapshot: null, publishedBefore: 0 };
      const options: EngineOptions = { ...engine, partition };
      const offset = snapshot?.nextOffset ?? ends.find((end) => end.partition === partition)?.earliest ?? 0;
      const evaluator = new PartitionEvaluator({
        topic: this.#topic,
        partition,
        group: GROUP,
        topicPrefix,
        engine: snapshot === null ? new Engine(options) : Engine.restore(snapshot.state, options),
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
      group: GROUP,
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

  async #writeClock(): Promise<void> {
    const value = encodeClock(this.#options.clock.now());
    const records = this.owned().map((partition) => ({ key: 'clock', partition, value }));
    if (records.length > 0) await this.#options.log.append(this.#topic, records).catch(this.#options.onError);
  }
}
