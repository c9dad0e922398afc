import { topicName } from '@tocsin/contracts/define-topic';
import { decodeSamplesRecord, samples } from '@tocsin/contracts/topics/samples';
import type { Clock } from '@tocsin/ports/clock';
import type { Consumption, EventLog, LogBatch, TopicPartition } from '@tocsin/ports/event-log';
import { Gauge, type Registry } from 'prom-client';
import type { SampleHistory } from './sample-history.js';

const GROUP = 'history';
/** How much of the log is read again after a kill, at most; the embedded log keeps an hour. */
const FLUSH_PERIOD_MS = 600_000;
/** How often those who look how far the group is behind are told. */
const COMMIT_PERIOD_MS = 5_000;
const BATCH_RECORDS_MAX = 500;

/** What whoever runs this should know. */
export type RecorderEvent =
  | { kind: 'assigned'; partitions: readonly number[] }
  /** Records that were never read are gone from the log. */
  | { kind: 'log_cut'; partition: number; from: number; to: number }
  /** The log ends before the place up to which it was read: it is another one, or was set back. It is read anew. */
  | { kind: 'log_replaced'; partition: number; position: number; latest: number };

export interface HistoryRecorderOptions {
  log: EventLog;
  topicPrefix: string;
  clock: Clock;
  history: SampleHistory;
  registry: Registry;
  onEvent(event: RecorderEvent): void;
  onError(error: unknown): void;
}

/**
 * Reads the samples topic into a history, from the first record on that is in no block yet. Records that cannot be read
 * are passed over: the evaluation brings them to the dead letters.
 */
export class HistoryRecorder {
  readonly #options: HistoryRecorderOptions;
  readonly #topic: string;
  readonly #behind: Gauge<'partition'>;
  #consumption: Consumption | null = null;
  /** What was committed last, by partition. */
  readonly #told = new Map<number, number>();
  #stopTimers: readonly (() => void)[] = [];

  constructor(options: HistoryRecorderOptions) {
    this.#options = options;
    this.#topic = topicName(samples, options.topicPrefix);
    this.#behind = new Gauge({
      name: 'tocsin_history_lag_records',
      help: 'Records of the samples topic that the history has still to read, by partition.',
      labelNames: ['partition'],
      registers: [options.registry],
    });
  }

  async start(): Promise<void> {
    const { log, clock } = this.#options;
    this.#consumption = await log.consume({
      group: GROUP,
      topics: [this.#topic],
      from: 'earliest',
      commit: 'manual',
      maxRecords: BATCH_RECORDS_MAX,
      onAssigned: (assigned) => this.#assign(assigned.map(({ partition }) => partition)),
      onBatch: (batch) => this.#take(batch),
    });
    this.#stopTimers = [
      clock.every(FLUSH_PERIOD_MS, () => this.#keep()),
      clock.every(COMMIT_PERIOD_MS, () => this.#commit()),
    ];
  }

  /** Stops reading and brings what was read into the blocks. */
  async stop(): Promise<void> {
    for (const stopTimer of this.#stopTimers) stopTimer();
    await this.#consumption?.stop();
    await this.#options.history.flush();
  }

  async #assign(partitions: readonly number[]): Promise<(TopicPartition & { offset: number })[]> {
    const { log, history, onEvent } = this.#options;
    const ends = new Map((await log.offsets(this.#topic)).map((end) => [end.partition, end]));
    onEvent({ kind: 'assigned', partitions });
    this.#told.clear();
    return partitions.map((partition) => {
      const { earliest, latest } = ends.get(partition) ?? { earliest: 0, latest: 0 };
      const position = history.position(partition);
      let offset = position ?? earliest;
      if (offset < earliest) onEvent({ kind: 'log_cut', partition, from: offset, to: earliest });
      if (offset > latest) onEvent({ kind: 'log_replaced', partition, position: offset, latest });
      if (offset < earliest || offset > latest) offset = earliest;
      history.moveTo(partition, offset);
      return { topic: this.#topic, partition, offset };
    });
  }

  async #take({ partition, records, highWatermark }: LogBatch): Promise<void> {
    const { history } = this.#options;
    for (const { offset, value } of records) {
      if (offset < (history.position(partition) ?? 0)) continue;
      const decoded = value === null ? null : decodeSamplesRecord(value);
      if (decoded?.kind === 'value' && decoded.value.kind === 'samples') history.take(decoded.value.batch);
      history.moveTo(partition, offset + 1);
    }
    this.#behind.set({ partition: String(partition) }, highWatermark - (history.position(partition) ?? 0));
    // When it fails, the log hands out the same batch again after a while; what is new waits in the log meanwhile.
    if (history.isFull) await history.flush();
  }

  async #keep(): Promise<void> {
    const { history, onError } = this.#options;
    try {
      await history.flush();
      await history.tidy();
    } catch (error) {
      onError(error);
    }
  }

  /** Nobody begins where it says: where reading goes on is told by the blocks. */
  async #commit(): Promise<void> {
    const { history, onError } = this.#options;
    try {
      for (const at of this.#consumption?.assigned() ?? []) {
        const offset = history.position(at.partition);
        if (offset === undefined || offset === this.#told.get(at.partition)) continue;
        await this.#consumption?.commit({ ...at, offset });
        this.#told.set(at.partition, offset);
      }
    } catch (error) {
      onError(error);
    }
  }
}
