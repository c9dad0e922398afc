import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Clock } from './clock.js';
import type { ConsumeOptions, LogBatch, LogRecord, TopicPartition } from './event-log.js';

const recordsDefault = 1000;
const retryFirstMs = 50;
const retryMaxMs = 5_000;

/** Where a pump takes a partition's records from: the log itself, or what was fetched of it. */
export interface RecordSource {
  readonly earliest: number;
  /** The offset behind the last record that can be handed out. */
  readonly latest: number;
  /** The offset that the partition's next record will get. */
  readonly highWatermark: number;
  /** Records from an offset on, at most `max`. */
  slice(offset: number, max: number): LogRecord[];
  /** Handing out goes on elsewhere: back to what was handed out before, or forth. */
  moveTo(offset: number): void;
  /** Calls the listener when records were added. @returns a function that ends it */
  onAdded(listener: () => void): () => void;
}

/** The pause before a failed handler is called again: doubles from 50 ms to 5 s. */
export function retryPauseMs(failures: number): number {
  return Math.min(retryMaxMs, retryFirstMs * 2 ** (failures - 1));
}

/** Hands the batches of one partition to a member, one after the other, for as long as the member owns it. */
export class PartitionPump {
  private position = 0;
  private paused = false;
  private started = false;
  /** A seek before the start says where to begin. */
  private sought = false;
  /** Counts moves, so that a batch that was running meanwhile does not move the position again. */
  private moves = 0;
  private running: Promise<void> | null = null;
  private readonly ended = new AbortController();
  private readonly forget: () => void;

  constructor(
    readonly at: TopicPartition,
    private readonly store: RecordSource,
    private readonly options: ConsumeOptions,
    private readonly clock: Clock,
    private readonly done: (offset: number) => void,
  ) {
    this.forget = store.onAdded(() => this.wake());
  }

  get isStarted(): boolean {
    return this.started;
  }

  /** Begins with the record at `offset`. @throws what the source throws that cannot begin there now; then nothing has begun */
  start(offset: number): void {
    if (!this.sought) this.move(offset);
    this.started = true;
    this.wake();
  }

  pause(): void {
    this.paused = true;
  }

  resume(): void {
    this.paused = false;
    this.wake();
  }

  seek(offset: number): void {
    this.move(offset);
    this.sought = true;
    this.wake();
  }

  /** Tells the running batch to end, and resolves when it has. */
  async stop(): Promise<void> {
    this.forget();
    this.ended.abort();
    await this.running;
  }

  private move(offset: number): void {
    this.store.moveTo(offset);
    this.moves += 1;
    this.position = offset;
  }

  private wake(): void {
    if (!this.started || this.running || !this.ready()) return;
    this.running = this.run().finally(() => {
      this.running = null;
      this.wake();
    });
  }

  private ready(): boolean {
    return !this.paused && !this.ended.signal.aborted && this.position < this.store.latest;
  }

  private async run(): Promise<void> {
    while (this.ready()) {
      const batch = this.nextBatch();
      if (!batch) return;
      const { moves } = this;
      const handled = await this.handle(batch, moves);
      if (handled && moves === this.moves) {
        this.position = (batch.records.at(-1)?.offset ?? this.position) + 1;
        this.done(this.position);
      }
      // A long backlog must leave timers and files their turn.
      if (this.ready()) await nextTurn();
    }
  }

  private nextBatch(): LogBatch | null {
    const records = this.store.slice(
      Math.max(this.position, this.store.earliest),
      this.options.maxRecords ?? recordsDefault,
    );
    if (records.length === 0) this.passBy();
    return records.length === 0 ? null : { ...this.at, records, highWatermark: this.store.highWatermark };
  }

  /** Up to the end there is nothing to hand out: compaction has taken it, or it is marks of transactions. */
  private passBy(): void {
    this.position = this.store.latest;
    this.done(this.position);
  }

  /** Calls the handler until it resolves; false when the partition was taken away or moved by a seek before that. */
  private async handle(batch: LogBatch, moves: number): Promise<boolean> {
    const { signal } = this.ended;
    for (let failures = 1; ; failures += 1) {
      try {
        await this.options.onBatch(batch, signal);
        return true;
      } catch {
        if (signal.aborted) return false;
        await this.clock.wait(retryPauseMs(failures), signal);
        if (signal.aborted || this.moves !== moves) return false;
      }
    }
  }
}
