/** A dead letter shows at most so many of its samples; the count tells of all. */
const SAMPLES_SHOWN_MAX = 1_000;

/** `duplicate`: the series has a sample of that time; `out_of_order`: it has a later one; `series_limit`: the tenant has too many series. */
export type RefusalReason = 'duplicate' | 'out_of_order' | 'series_limit';

/** Samples of one tenant that the engine did not take, for one reason. */
export class RefusedSamples {
  count = 0;
  readonly samples: { series: string; timestamp: number; value: number }[] = [];

  constructor(
    readonly tenant: string,
    readonly reason: RefusalReason,
  ) {}

  add(series: string, timestamp: number, value: number): void {
    this.count += 1;
    if (this.samples.length < SAMPLES_SHOWN_MAX) this.samples.push({ series, timestamp, value });
  }
}
