import type { Labels } from '@tocsin/domain/rules/labels';
import { mergeSamples, noSamples, type SampleColumns, sliceSamples } from '@tocsin/ports/samples-columns';
import { SampleBuffer } from './sample-buffer.js';

/** A series in memory. Its samples go from `fresh` over `leaving`, while they are flushed, to `settled`. */
export class HeadSeries {
  /** In blocks already, and kept here for those who ask. */
  settled: SampleColumns = noSamples;
  /** Being written to blocks; null when nothing is. */
  leaving: SampleBuffer | null = null;
  /** In no block yet. */
  fresh: SampleBuffer | null = null;

  constructor(
    readonly key: string,
    readonly labels: Labels,
  ) {}

  take(time: number, value: number): void {
    this.fresh ??= new SampleBuffer();
    this.fresh.push(time, value);
  }

  /** What came later counts from now on as what is being written. */
  leave(): SampleBuffer | null {
    this.leaving = this.fresh;
    this.fresh = null;
    return this.leaving;
  }

  /** What was being written is in blocks now; what is older than `floor` is forgotten. */
  settle(floor: number): void {
    const parts = this.leaving === null ? [this.settled] : [this.settled, this.leaving.samples()];
    const merged = mergeSamples(parts);
    const kept = sliceSamples(merged, floor, Number.POSITIVE_INFINITY);
    // A view would hold on to all that it was cut from.
    this.settled = kept === merged ? kept : { times: kept.times.slice(), values: kept.values.slice() };
    this.leaving = null;
  }

  /** What was being written is in no block, or nobody knows; it goes before what came since. */
  stay(): void {
    const later = this.fresh;
    this.fresh = this.leaving;
    this.leaving = null;
    if (later === null) return;
    const { times, values } = later.samples();
    for (let i = 0; i < times.length; i += 1) this.take(times[i] as number, values[i] as number);
  }

  /** The samples of a range, as parts of which the first has the word. */
  parts(from: number, to: number): SampleColumns[] {
    return [this.settled, ...[this.leaving, this.fresh].map((buffer) => buffer?.samples() ?? noSamples)].map((part) =>
      sliceSamples(part, from, to),
    );
  }

  /** The time of its first sample; infinity where there is none. */
  get earliest(): number {
    const [settled = Number.POSITIVE_INFINITY] = this.settled.times;
    const { leaving, fresh } = this;
    return Math.min(
      settled,
      leaving?.earliest ?? Number.POSITIVE_INFINITY,
      fresh?.earliest ?? Number.POSITIVE_INFINITY,
    );
  }

  get isEmpty(): boolean {
    return this.settled.times.length === 0 && this.leaving === null && this.fresh === null;
  }
}
