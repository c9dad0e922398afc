import { encodeJson, topicName } from '@tocsin/contracts/define-topic';
import { audit, type AuditEvent } from '@tocsin/contracts/topics/audit';
import { type DeadLetter, deadLetters } from '@tocsin/contracts/topics/dead-letters';
import { ruleState } from '@tocsin/contracts/topics/rule-state';
import { transitions as transitionsTopic } from '@tocsin/contracts/topics/transitions';
import { hash128 } from '@tocsin/domain/engine/hash';
import type { RefusedSamples } from '@tocsin/domain/engine/refused-samples';
import type { Transition } from '@tocsin/domain/engine/transition';
import type { Clock } from '@tocsin/ports/clock';
import type { AppendRecord, LogBatch, LogRecord, Transaction, Transactor } from '@tocsin/ports/event-log';
import { type Span, TENANT_ATTRIBUTE, TRACEPARENT, type Tracing } from '@tocsin/ports/tracing';
import type { EvaluationMetrics } from './evaluation-metrics.js';
import type { Consequence, PartitionWork } from './partition-work.js';
import { progressRecord, snapshotRecords, type StatePlace } from './snapshot-store.js';
import { TransitionTraces } from './transition-traces.js';

/** How often an offset is committed when nothing else commits it: it bounds what is replayed in silence. */
const COMMIT_PERIOD_MS = 1_000;

/** How often the audit is told that a tenant has too many series. */
const LIMIT_TOLD_PERIOD_MS = 3_600_000;

export interface PartitionEvaluatorOptions {
  topic: string;
  partition: number;
  group: string;
  topicPrefix: string;
  /** Where progress and snapshots are written. */
  statePlace: StatePlace;
  /** In which snapshots are written. */
  format: string;
  work: PartitionWork;
  /** The records of the partition before an offset and from a time on, ms since 1970, in their order. */
  readBefore(offset: number, time: number): AsyncIterable<LogRecord>;
  transactor: Transactor;
  /** The offset that the work's state stands for. */
  nextOffset: number;
  /** Transitions decided before this offset were published by whoever owned the partition before. */
  publishedBefore: number;
  snapshotIntervalMs: number;
  clock: Clock;
  metrics: EvaluationMetrics;
  tracing: Tracing;
}

/** A transition, and the span in which it is published; null where nothing is traced. */
interface Fresh {
  readonly transition: Transition;
  readonly span: Span | null;
}

/**
 * One partition's work and its place in the log. What a batch leads to and the offset behind it become visible in
 * one transaction; so each transition stands in the log once, whoever dies when.
 */
export class PartitionEvaluator {
  readonly #options: PartitionEvaluatorOptions;
  readonly #work: PartitionWork;
  /** Decided and not yet published; kept until a transaction has taken them, so that a failed one loses nothing. */
  #fresh: Fresh[] = [];
  #consequences: Consequence[] = [];
  #letters: DeadLetter[] = [];
  readonly #seriesLimitToldAt = new Map<string, number>();
  readonly #traces: TransitionTraces;
  #nextOffset: number;
  #committedOffset: number;
  #committedAt: number;
  #snapshotOffset: number;
  #snapshotAt: number;

  constructor(options: PartitionEvaluatorOptions) {
    this.#options = options;
    this.#work = options.work;
    this.#traces = new TransitionTraces(options.tracing, topicName(transitionsTopic, options.topicPrefix));
    this.#nextOffset = options.nextOffset;
    this.#committedOffset = options.publishedBefore;
    this.#snapshotOffset = options.nextOffset;
    this.#committedAt = this.#snapshotAt = options.clock.now();
  }

  /** Evaluates a batch and publishes what follows from it. `fenced` means that another process owns the partition now. */
  async evaluate(batch: LogBatch): Promise<'done' | 'fenced'> {
    const { metrics, clock } = this.#options;
    const began = metrics.now();
    for (const record of batch.records) {
      if (record.offset < this.#nextOffset) continue;
      const recallMs = this.#work.recallMsBefore(record);
      if (recallMs > 0) await this.#recall(record, recallMs);
      this.#apply(record);
      this.#nextOffset = record.offset + 1;
    }
    const { publishedBefore } = this.#options;
    const fresh = this.#work.takeTransitions().filter(({ source }) => source.offset >= publishedBefore);
    this.#trace(fresh, batch);
    this.#consequences.push(...this.#work.takeConsequences().filter(({ offset }) => offset >= publishedBefore));
    this.#refused(batch);
    metrics.evaluated(this.#work.engine, fresh, began, batch);
    if (this.#nextOffset <= publishedBefore) return 'done';
    const now = clock.now();
    const snapshotDue =
      now - this.#snapshotAt >= this.#options.snapshotIntervalMs && this.#snapshotOffset < this.#nextOffset;
    const commitDue = now - this.#committedAt >= COMMIT_PERIOD_MS && this.#committedOffset < this.#nextOffset;
    const news = this.#fresh.length > 0 || this.#consequences.length > 0 || this.#letters.length > 0;
    return news || snapshotDue || commitDue ? this.#commit(snapshotDue) : 'done';
  }

  #trace(fresh: readonly Transition[], batch: LogBatch): void {
    if (fresh.length === 0) return;
    const { tracing } = this.#options;
    const records = new Map(batch.records.map((record) => [record.offset, record]));
    for (const transition of fresh) {
      const record = records.get(transition.source.offset);
      if (record !== undefined) tracing.spanOf(record)?.set({ [TENANT_ATTRIBUTE]: transition.tenant_id });
      this.#fresh.push({ transition, span: this.#traces.begin(transition, record) });
    }
  }

  /** Leaves the partition with a snapshot, so that its next owner starts at once. `fenced` means that there is one already. */
  async release(): Promise<'done' | 'fenced'> {
    const mayWrite = this.#nextOffset > this.#options.publishedBefore && this.#snapshotOffset < this.#nextOffset;
    const outcome = mayWrite ? await this.#commit(true) : 'done';
    await this.#options.transactor.close();
    return outcome;
  }

  /** Leaves the partition as it is: its next owner goes on from what stands in the log. */
  abandon(): Promise<void> {
    return this.#options.transactor.close();
  }

  async #recall({ timestamp, offset }: LogRecord, recallMs: number): Promise<void> {
    for await (const record of this.#options.readBefore(offset, timestamp - recallMs)) this.#work.recall(record);
    this.#work.recalled();
  }

  #apply(record: LogRecord): void {
    const reason = this.#work.apply(record);
    if (reason !== null && record.offset >= this.#options.publishedBefore)
      this.#letters.push(this.#letter(record, record.value, reason));
  }

  /** Samples that the engine did not take: counted, and kept where someone may need them. */
  #refused(batch: LogBatch): void {
    const last = batch.records.at(-1);
    for (const refused of this.#work.takeRefused()) {
      this.#options.metrics.refused(refused);
      if (refused.reason === 'series_limit') this.#tellSeriesLimit(refused, last);
      if (refused.reason !== 'out_of_order' || last === undefined || last.offset < this.#options.publishedBefore)
        continue;
      const value = new TextEncoder().encode(JSON.stringify({ tenant_id: refused.tenant, samples: refused.samples }));
      this.#letters.push(
        this.#letter(last, value, `${refused.count} samples are older than the last one of their series`),
      );
    }
  }

  /** The audit hears of it once an hour, not with each batch. */
  #tellSeriesLimit({ tenant, count, samples: [example] }: RefusedSamples, last: LogRecord | undefined): void {
    const now = this.#options.clock.now();
    if (last === undefined || last.offset < this.#options.publishedBefore) return;
    if (now - (this.#seriesLimitToldAt.get(tenant) ?? Number.NEGATIVE_INFINITY) < LIMIT_TOLD_PERIOD_MS) return;
    this.#seriesLimitToldAt.set(tenant, now);
    const { partition } = this.#options;
    const event: AuditEvent = {
      id: hash128(JSON.stringify([tenant, 'series_limit', partition, last.offset])),
      type: 'limit_reached',
      tenant_id: tenant,
      actor: 'evaluation',
      at: now,
      subject: `samples/${partition}`,
      details: {
        limit: 'series',
        max: this.#work.engine?.seriesMaxOf(tenant) ?? 0,
        samples_refused: count,
        example: example?.series ?? '',
      },
    };
    const record = { key: tenant, value: encodeJson(audit, event) };
    this.#consequences.push({ topic: audit, record, offset: last.offset });
  }

  #letter(record: LogRecord, value: Uint8Array | null, reason: string): DeadLetter {
    const { topic, partition, offset, key, headers } = record;
    const bytes = value === null ? null : Buffer.from(value).toString('base64');
    return {
      topic,
      partition,
      offset,
      key,
      headers: { ...headers },
      value_base64: bytes,
      reason,
      consumer: this.#options.group,
      at: this.#options.clock.now(),
    };
  }

  async #commit(withSnapshot: boolean): Promise<'done' | 'fenced'> {
    const { topic, partition, group, topicPrefix, statePlace, format, transactor, clock } = this.#options;
    const offset = this.#nextOffset;
    const appends: { topic: string; records: readonly AppendRecord[] }[] = [];
    if (this.#fresh.length > 0) {
      const records = this.#fresh.map(({ transition, span }) => ({
        key: `${transition.tenant_id}/${transition.rule_id}/${transition.fingerprint}`,
        value: encodeJson(transitionsTopic, transition),
        ...(span === null ? {} : { headers: { [TRACEPARENT]: span.traceparent } }),
      }));
      appends.push({ topic: topicName(transitionsTopic, topicPrefix), records });
    }
    if (this.#letters.length > 0) {
      const records = this.#letters.map((letter) => ({ key: letter.topic, value: encodeJson(deadLetters, letter) }));
      appends.push({ topic: topicName(deadLetters, topicPrefix), records });
    }
    for (const [definition, own] of Map.groupBy(this.#consequences, (consequence) => consequence.topic))
      appends.push({ topic: topicName(definition, topicPrefix), records: own.map(({ record }) => record) });
    const state = withSnapshot
      ? await snapshotRecords(statePlace, format, { nextOffset: offset, state: this.#work.snapshot() })
      : [];
    const progress = progressRecord(statePlace, offset);
    appends.push({ topic: topicName(ruleState, topicPrefix), records: [...state, progress] });
    const transaction: Transaction = { appends, commits: { group, offsets: [{ topic, partition, offset }] } };
    if ((await transactor.write(transaction)) === 'fenced') return 'fenced';
    for (const { span } of this.#fresh) span?.end();
    this.#fresh = [];
    this.#consequences = [];
    this.#letters = [];
    this.#committedOffset = offset;
    this.#committedAt = clock.now();
    if (withSnapshot) {
      this.#snapshotOffset = offset;
      this.#snapshotAt = this.#committedAt;
    }
    return 'done';
  }
}
