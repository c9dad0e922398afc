import { setImmediate } from 'node:timers/promises';
import type { SampleBatch } from '@tocsin/domain/engine/sample-batch';
import type { Labels } from '@tocsin/domain/rules/labels';
import { BLOCK_MS, type BlockStore } from '@tocsin/ports/block-store';
import type { Clock } from '@tocsin/ports/clock';
import { HistoryAnswer, keyOfLabels, SeriesMatcher } from '@tocsin/ports/history-answer';
import type { SampleColumns } from '@tocsin/ports/samples-columns';
import {
  type HistoryRange,
  type HistoryReach,
  type HistoryRevision,
  type HistorySeries,
  SELECT_SAMPLES_MAX,
  type RevisedHistory,
  TooManySamples,
} from '@tocsin/ports/series-history';
import { Head } from './head.js';
import type { HeadSeries } from './head-series.js';
import { defaultHistoryLimits, type HistoryLimits } from './history-limits.js';
import type { HistoryMetrics } from './history-metrics.js';
import { SampleRevisions } from './sample-revisions.js';

const HOUR_MS = 3_600_000;
/** What is not older than this is in memory, and up to an hour more: it is forgotten by the hour. */
const HEAD_MS = 2 * HOUR_MS;
/** Times further ahead than this are nobody's clock; they would keep a block for as long. */
const AHEAD_MS_MAX = HOUR_MS;
/** A block that ended so long ago is written to by stragglers alone. */
const LATE_MS = HOUR_MS;
/** However short memory is, so much of the latest time stays in it. */
const HEAD_MS_MIN = 60_000;

export interface SampleHistoryOptions {
  store: BlockStore;
  clock: Clock;
  /** How long a tenant's samples are kept; ms. */
  retentionMsOf(tenant: string): number;
  metrics: HistoryMetrics;
  /** A name that no other run has; revisions of different runs say nothing of each other. */
  run: string;
  limits?: Partial<HistoryLimits>;
  /** Most samples of one select. Default {@link SELECT_SAMPLES_MAX}. */
  selectSamplesMax?: number;
}

/**
 * The samples that were taken in, in memory and in blocks. Whoever feeds it says with each record how far the log has
 * been read; {@link flush} makes both last. A sample that was taken in twice is there once.
 */
export class SampleHistory implements RevisedHistory, HistoryReach {
  readonly #options: SampleHistoryOptions;
  readonly #limits: HistoryLimits;
  readonly #head: Head;
  readonly #revisions: SampleRevisions;
  readonly #positions: Map<number, number>;
  /** Samples later than this are all in memory; blocks need not be asked for them. It only grows. */
  #completeAfter: number;
  #flushing: Promise<void> | null = null;
  /** Ends when the last change of the blocks does; they come one after the other. */
  #changes: Promise<unknown> = Promise.resolve();

  constructor(options: SampleHistoryOptions) {
    const { store, metrics, limits, run } = options;
    this.#options = options;
    this.#revisions = new SampleRevisions(run);
    this.#limits = { ...defaultHistoryLimits, ...limits };
    this.#head = new Head(this.#limits, () => setImmediate());
    this.#positions = new Map(store.positions());
    this.#completeAfter = store.blocks().reduce((latest, block) => Math.max(latest, block.latest), -Infinity);
    metrics.watch(() => ({
      series: this.#head.seriesCount,
      samples: this.#head.sampleCount,
      blocks: store.blocks().length,
    }));
  }

  /** The offset at which reading of a partition goes on; undefined when it has never been read. */
  position(partition: number): number | undefined {
    return this.#positions.get(partition);
  }

  /** Everything of a partition before `offset` has been taken in. */
  moveTo(partition: number, offset: number): void {
    this.#positions.set(partition, offset);
  }

  /** Takes samples in. What is older than the retention, too far ahead, or of too many series is counted and left out. */
  take(batch: SampleBatch): void {
    const { clock, retentionMsOf, metrics } = this.#options;
    const now = clock.now();
    metrics.taken(batch.seriesIndex.length);
    const oldest = now - retentionMsOf(batch.tenant);
    this.#head.take(batch, oldest, now + AHEAD_MS_MAX, (reason) => metrics.unkept(batch.tenant, reason));
    const earliest = batch.timestamps.reduce((least, time) => Math.min(least, time), Number.POSITIVE_INFINITY);
    this.#revisions.took(batch.tenant, earliest);
  }

  /** Whether so much is new that it should be flushed before more is taken in. */
  get isFull(): boolean {
    return this.#head.freshCount >= this.#limits.newSamplesMax;
  }

  /**
   * Brings everything new into the blocks, together with the positions that go with it. When it rejects, all of it is
   * still here, and the next flush brings it.
   */
  flush(): Promise<void> {
    this.#flushing ??= this.#change(() => this.#flush()).finally(() => (this.#flushing = null));
    return this.#flushing;
  }

  /** Deletes the blocks that are older than the retention, and merges those that have become many parts. */
  tidy(): Promise<void> {
    return this.#change(async () => {
      const { store, clock, retentionMsOf } = this.#options;
      const { partsMax, completePartsMax, mergeSamplesMax } = this.#limits;
      const now = clock.now();
      await store.dropEndingBefore((tenant) => now - retentionMsOf(tenant));
      for (const { tenant, start, parts, samples } of store.blocks()) {
        const isComplete = start + BLOCK_MS + LATE_MS <= now;
        if (parts >= (isComplete ? completePartsMax : partsMax) && samples <= mergeSamplesMax)
          await store.merge(tenant, start);
      }
    });
  }

  async select(range: HistoryRange): Promise<readonly HistorySeries[]> {
    const { store, selectSamplesMax = SELECT_SAMPLES_MAX } = this.#options;
    const inMemory = new Map<HeadSeries, SampleColumns[]>();
    let count = 0;
    for await (const [series, parts] of this.#inMemory(range)) {
      inMemory.set(series, parts);
      count += parts.reduce((sum, { times }) => sum + times.length, 0);
      if (count > selectSamplesMax) throw new TooManySamples(selectSamplesMax);
    }
    const answer = new HistoryAnswer(selectSamplesMax);
    const stored = this.#storedRange(range);
    if (stored !== null)
      for (const { labels, ...samples } of await store.select(stored)) answer.add(keyOfLabels(labels), labels, samples);
    for (const [{ key, labels }, parts] of inMemory) for (const part of parts) answer.add(key, labels, part);
    return answer.series();
  }

  async earliest(tenant: string): Promise<number | null> {
    const starts = this.#options.store
      .blocks()
      .filter((block) => block.tenant === tenant)
      .map(({ start }) => start);
    const inMemory = await this.#head.earliest(tenant);
    const earliest = Math.min(...starts, inMemory);
    return Number.isFinite(earliest) ? earliest : null;
  }

  async series(range: HistoryRange): Promise<readonly Labels[]> {
    const found = new Map<string, Labels>();
    for await (const [{ key, labels }] of this.#inMemory(range)) found.set(key, labels);
    const stored = this.#storedRange(range);
    if (stored !== null)
      for (const labels of await this.#options.store.series(stored)) found.set(keyOfLabels(labels), labels);
    return [...found.values()];
  }

  async revision(tenant: string, to: number): Promise<HistoryRevision> {
    const { clock, retentionMsOf } = this.#options;
    return { name: this.#revisions.of(tenant, to), from: clock.now() - retentionMsOf(tenant) };
  }

  /** The series in memory that have samples in the range, with these. */
  async *#inMemory({ tenant, matchers, from, to }: HistoryRange): AsyncGenerator<[HeadSeries, SampleColumns[]]> {
    for await (const series of this.#head.matching(tenant, new SeriesMatcher(matchers))) {
      const parts = series.parts(from, to).filter(({ times }) => times.length > 0);
      if (parts.length > 0) yield [series, parts];
    }
  }

  /**
   * What the blocks must be asked for; null when all of a range is in memory. To be asked after the memory was: what has
   * left that meanwhile is in the blocks.
   */
  #storedRange(range: HistoryRange): HistoryRange | null {
    const to = Math.min(range.to, this.#completeAfter);
    return range.from <= to ? { ...range, to } : null;
  }

  #change(change: () => Promise<void>): Promise<void> {
    const changed = this.#changes.then(change);
    this.#changes = changed.catch(() => undefined);
    return changed;
  }

  async #flush(): Promise<void> {
    const { store, clock } = this.#options;
    const positions = new Map(this.#positions);
    const parts = this.#head.leave();
    try {
      await store.write(parts, positions);
    } catch (error) {
      this.#head.stay();
      throw error;
    }
    const now = clock.now();
    let floor = Math.floor(now / HOUR_MS) * HOUR_MS - HEAD_MS;
    await this.#settle(floor);
    while (this.#head.sampleCount > this.#limits.samplesMax && now - floor > HEAD_MS_MIN) {
      floor = (floor + now) / 2;
      await this.#settle(floor);
    }
  }

  #settle(floor: number): Promise<void> {
    this.#completeAfter = Math.max(this.#completeAfter, floor);
    return this.#head.settle(floor);
  }
}
