import { parseSeriesKey, type SampleBatch, seriesKey } from '@tocsin/domain/engine/sample-batch';
import { BLOCK_MS, type BlockPart, type BlockSeries, blockStartOf } from '@tocsin/ports/block-store';
import { labelsOfKey, SeriesMatcher } from '@tocsin/ports/history-answer';
import { firstAtOrAfter } from '@tocsin/domain/plan/sorted-times';
import { HeadSeries } from './head-series.js';
import type { HistoryLimits } from './history-limits.js';

/** Why a sample is not kept. */
export type Unkept = 'too_old' | 'too_new' | 'series_limit';

/** Series after which a walk over all of them lets others of this process go on: about a millisecond. */
const SERIES_AT_ONCE = 2_000;

interface HeadTenant {
  name: string;
  byKey: Map<string, HeadSeries>;
  byMetric: Map<string, Set<HeadSeries>>;
}

/**
 * The samples in memory: all that are in no block yet, and of the others the latest. Walks over many series pause in
 * between; each series is whole at every moment, and what leaves the memory is in a block by then.
 */
export class Head {
  readonly #tenants = new Map<string, HeadTenant>();
  #series = 0;
  #settledSamples = 0;
  #freshSamples = 0;
  #floor = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly limits: HistoryLimits,
    /** Lets others of this process go on for a moment. */
    private readonly pause: () => Promise<void>,
  ) {}

  get seriesCount(): number {
    return this.#series;
  }

  get sampleCount(): number {
    return this.#settledSamples + this.#freshSamples;
  }

  /** Samples that are in no block yet. */
  get freshCount(): number {
    return this.#freshSamples;
  }

  /** Takes the samples of a batch in whose times lie between two times; the others, and those of too many series, not. */
  take(batch: SampleBatch, oldest: number, newest: number, refuse: (reason: Unkept) => void): void {
    const { seriesIndex, timestamps, values } = batch;
    const known: (HeadSeries | null | undefined)[] = new Array(batch.series.length);
    for (let i = 0; i < seriesIndex.length; i += 1) {
      const time = timestamps[i] as number;
      if (!(time >= oldest && time <= newest)) {
        refuse(time > newest ? 'too_new' : 'too_old');
        continue;
      }
      const index = seriesIndex[i] as number;
      const series = (known[index] ??= this.#seriesOf(batch.tenant, batch.series[index] as string));
      if (series === null) refuse('series_limit');
      else {
        series.take(time, values[i] as number);
        this.#freshSamples += 1;
      }
    }
  }

  /** Cuts off what is in no block yet. The parts are read as they are written; {@link settle} or {@link stay} follows. */
  leave(): BlockPart[] {
    this.#freshSamples = 0;
    const parts: BlockPart[] = [];
    for (const tenant of this.#tenants.values()) {
      const starts = new Set<number>();
      for (const series of tenant.byKey.values()) {
        const leaving = series.leave();
        if (leaving === null) continue;
        for (let start = blockStartOf(leaving.earliest); start <= leaving.latest; start += BLOCK_MS) starts.add(start);
      }
      for (const start of [...starts].sort((a, b) => a - b))
        parts.push({ tenant: tenant.name, start, series: { [Symbol.iterator]: () => leavingOf(tenant, start) } });
    }
    return parts;
  }

  /** What was cut off is in blocks. Samples before `floor` are forgotten, and series that have none left. */
  async settle(floor: number): Promise<void> {
    this.#floor = Math.max(this.#floor, floor);
    let settled = 0;
    for await (const [tenant, series] of this.#walk()) {
      series.settle(this.#floor);
      settled += series.settled.times.length;
      if (series.isEmpty) this.#forget(tenant, series);
    }
    this.#settledSamples = settled;
  }

  /** What was cut off could not be written; it waits for the next time. */
  stay(): void {
    this.#freshSamples = 0;
    for (const { byKey } of this.#tenants.values()) {
      for (const series of byKey.values()) {
        series.stay();
        this.#freshSamples += series.fresh?.count ?? 0;
      }
    }
  }

  /** The time of a tenant's earliest sample in memory; infinity where there is none. */
  async earliest(tenant: string): Promise<number> {
    let earliest = Number.POSITIVE_INFINITY;
    for await (const series of this.matching(tenant, new SeriesMatcher([])))
      earliest = Math.min(earliest, series.earliest);
    return earliest;
  }

  /** The series of a tenant that fit. */
  async *matching(tenant: string, matcher: SeriesMatcher): AsyncGenerator<HeadSeries> {
    const known = this.#tenants.get(tenant);
    const candidates = matcher.metric === null ? known?.byKey.values() : known?.byMetric.get(matcher.metric)?.values();
    let walked = 0;
    for (const series of candidates ?? []) {
      walked += 1;
      if (walked % SERIES_AT_ONCE === 0) await this.pause();
      if (matcher.matches(series.labels)) yield series;
    }
  }

  async *#walk(): AsyncGenerator<[HeadTenant, HeadSeries]> {
    let walked = 0;
    for (const tenant of this.#tenants.values()) {
      for (const series of tenant.byKey.values()) {
        walked += 1;
        if (walked % SERIES_AT_ONCE === 0) await this.pause();
        yield [tenant, series];
      }
    }
  }

  #seriesOf(name: string, key: string): HeadSeries | null {
    let tenant = this.#tenants.get(name);
    const known = tenant?.byKey.get(key);
    if (known !== undefined) return known;
    const { seriesMax, seriesPerTenantMax } = this.limits;
    if (this.#series >= seriesMax || (tenant?.byKey.size ?? 0) >= seriesPerTenantMax) return null;
    if (tenant === undefined) this.#tenants.set(name, (tenant = { name, byKey: new Map(), byMetric: new Map() }));
    // The text of a batch is one long string that its keys are cut from; a key of its own lets go of it.
    const { metric, labels } = parseSeriesKey(key);
    const own = seriesKey(metric, labels);
    const series = new HeadSeries(own, labelsOfKey(own));
    tenant.byKey.set(own, series);
    const ofMetric = tenant.byMetric.get(metric);
    if (ofMetric === undefined) tenant.byMetric.set(metric, new Set([series]));
    else ofMetric.add(series);
    this.#series += 1;
    return series;
  }

  #forget(tenant: HeadTenant, series: HeadSeries): void {
    const { metric } = parseSeriesKey(series.key);
    tenant.byKey.delete(series.key);
    if (tenant.byKey.size === 0) this.#tenants.delete(tenant.name);
    const ofMetric = tenant.byMetric.get(metric);
    ofMetric?.delete(series);
    if (ofMetric?.size === 0) tenant.byMetric.delete(metric);
    this.#series -= 1;
  }
}

/** What leaves for one block, metric by metric, so that a select of one reads little of the others. */
function* leavingOf({ byMetric }: HeadTenant, start: number): Generator<BlockSeries> {
  for (const ofMetric of byMetric.values()) {
    for (const { key, leaving } of ofMetric) {
      if (leaving === null || leaving.latest < start || leaving.earliest >= start + BLOCK_MS) continue;
      const { times, values } = leaving.samples();
      const [begin, end] = [firstAtOrAfter(times, start), firstAtOrAfter(times, start + BLOCK_MS)];
      yield { key, times: times.subarray(begin, end), values: values.subarray(begin, end) };
    }
  }
}
