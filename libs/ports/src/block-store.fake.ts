import type { Labels } from '@tocsin/domain/rules/labels';
import { BLOCK_MS, type BlockPart, type BlockSeries, type BlockStore, type BlockSummary } from './block-store.js';
import { HistoryAnswer, SeriesMatcher } from './history-answer.js';
import { mergeSamples, sliceSamples } from './samples-columns.js';
import { type HistoryRange, type HistorySeries, SELECT_SAMPLES_MAX } from './series-history.js';

interface KeptBlock {
  tenant: string;
  start: number;
  parts: BlockSeries[][];
}

/** A {@link BlockStore} in memory that outlives whoever uses it, for tests. */
export class FakeBlockStore implements BlockStore {
  /** After so many more steps (a part, or the positions) every further one fails, as if the process had been killed. */
  stepsLeft = Number.POSITIVE_INFINITY;
  readonly #blocks = new Map<string, KeptBlock>();
  readonly #positions = new Map<number, number>();

  constructor(private readonly samplesMax = SELECT_SAMPLES_MAX) {}

  positions(): ReadonlyMap<number, number> {
    return new Map(this.#positions);
  }

  blocks(): readonly BlockSummary[] {
    return Array.from(this.#blocks.values(), ({ tenant, start, parts }) => ({
      tenant,
      start,
      parts: parts.length,
      samples: parts.flat().reduce((sum, { times }) => sum + times.length, 0),
      latest: Math.max(...parts.flat().map(({ times }) => times.at(-1) ?? Number.NEGATIVE_INFINITY)),
    }));
  }

  async write(parts: readonly BlockPart[], positions: ReadonlyMap<number, number>): Promise<void> {
    for (const { tenant, start, series } of parts) {
      this.#step();
      const kept = Array.from(series, ({ key, times, values }) => ({
        key,
        times: times.slice(),
        values: values.slice(),
      })).filter(({ times }) => times.length > 0);
      if (kept.length === 0) continue;
      const block = this.#blocks.get(`${tenant}/${start}`) ?? { tenant, start, parts: [] };
      this.#blocks.set(`${tenant}/${start}`, block);
      block.parts.push(kept);
      await Promise.resolve();
    }
    this.#step();
    for (const [partition, offset] of positions) this.#positions.set(partition, offset);
  }

  async merge(tenant: string, start: number): Promise<void> {
    const block = this.#blocks.get(`${tenant}/${start}`);
    if (block === undefined) return;
    this.#step();
    const byKey = Map.groupBy(block.parts.flat(), ({ key }) => key);
    block.parts = [Array.from(byKey, ([key, parts]) => ({ key, ...mergeSamples(parts) }))];
  }

  async dropEndingBefore(timeOf: (tenant: string) => number): Promise<number> {
    const old = [...this.#blocks].filter(([, { tenant, start }]) => start + BLOCK_MS <= timeOf(tenant));
    for (const [name] of old) this.#blocks.delete(name);
    return old.length;
  }

  async select({ tenant, matchers, from, to }: HistoryRange): Promise<readonly HistorySeries[]> {
    const matcher = new SeriesMatcher(matchers);
    const answer = new HistoryAnswer(this.samplesMax);
    for (const block of this.#blocks.values()) {
      if (block.tenant !== tenant) continue;
      for (const series of block.parts.flat()) {
        const labels = matcher.labelsIfMatching(series.key);
        if (labels !== null) answer.add(series.key, labels, sliceSamples(series, from, to));
      }
    }
    return answer.series();
  }

  async series(range: HistoryRange): Promise<readonly Labels[]> {
    return (await this.select(range)).map(({ labels }) => labels);
  }

  #step(): void {
    if (this.stepsLeft <= 0) throw new Error('the process was killed');
    this.stepsLeft -= 1;
  }
}
