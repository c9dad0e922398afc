import type { LogRecord } from '@tocsin/ports/event-log';
import type { FetchedBatch } from './client.js';
import type { RecordSource } from '@tocsin/ports/partition-pump';

/** What was fetched of a partition and not handed out yet. Fetching rests while more than enough of it waits. */
export class FetchedRecords implements RecordSource {
  readonly earliest = 0;
  highWatermark = 0;
  #records: LogRecord[] = [];
  #next = 0;
  #resting = false;
  #isPlaced = false;
  readonly #listeners = new Set<() => void>();

  /**
   * @param enough - this many records may wait before fetching rests
   * @param fetching - tells the client to fetch on, to rest, or to go on elsewhere
   */
  constructor(
    private readonly enough: number,
    private readonly fetching: { rest(): void; goOn(): void; moveTo(offset: number): void },
  ) {}

  get latest(): number {
    return this.#next;
  }

  /**
   * Takes in what was fetched. What was taken in before is left out: after a change of hands some comes again.
   *
   * @returns `ahead` when it begins behind what is wanted next: it was asked for before the partition changed hands, and
   * taking it in would leave a gap; `early` when nobody has said yet where to begin
   */
  add({ from, to, records }: FetchedBatch, highWatermark: number): 'taken' | 'ahead' | 'early' {
    if (!this.#isPlaced) return 'early';
    if (from > this.#next) return 'ahead';
    this.highWatermark = highWatermark;
    for (const record of records) if (record.offset >= this.#next) this.#records.push(record);
    this.#next = Math.max(this.#next, to);
    if (this.#records.length > this.enough && !this.#resting) {
      this.#resting = true;
      this.fetching.rest();
    }
    for (const listener of this.#listeners) listener();
    return 'taken';
  }

  slice(offset: number, max: number): LogRecord[] {
    let behind = 0;
    while (behind < this.#records.length && (this.#records[behind] as LogRecord).offset < offset) behind += 1;
    if (behind > 0) this.#records.splice(0, behind);
    if (this.#resting && this.#records.length <= max) {
      this.#resting = false;
      this.fetching.goOn();
    }
    return this.#records.slice(0, max);
  }

  /** @throws what the client throws that cannot move now; then all is as it was */
  moveTo(offset: number): void {
    this.fetching.moveTo(offset);
    this.#records = [];
    this.#next = offset;
    this.#isPlaced = true;
    this.#resting = false;
    this.fetching.goOn();
  }

  onAdded(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
