import type { Labels } from '@tocsin/domain/rules/labels';
import { HistoryAnswer, keyOfLabels, SeriesMatcher } from './history-answer.js';
import {
  type HistoryRange,
  type HistoryReach,
  type HistoryRevision,
  type HistorySeries,
  type RevisedHistory,
  SELECT_SAMPLES_MAX,
} from './series-history.js';

/** A {@link SeriesHistory} that keeps what it is given as it is, for tests. */
export class FakeSeriesHistory implements RevisedHistory, HistoryReach {
  readonly #samples: { tenant: string; labels: Labels; time: number; value: number }[] = [];

  constructor(private readonly samplesMax = SELECT_SAMPLES_MAX) {}

  add(tenant: string, labels: Labels, samples: readonly (readonly [time: number, value: number])[]): void {
    for (const [time, value] of samples) this.#samples.push({ tenant, labels, time, value });
  }

  async select({ tenant, matchers, from, to }: HistoryRange): Promise<readonly HistorySeries[]> {
    const matcher = new SeriesMatcher(matchers);
    const answer = new HistoryAnswer(this.samplesMax);
    for (const { tenant: owner, labels, time, value } of this.#samples) {
      if (owner !== tenant || time < from || time > to || !matcher.matches(labels)) continue;
      answer.add(keyOfLabels(labels), labels, { times: Float64Array.of(time), values: Float64Array.of(value) });
    }
    return answer.series();
  }

  async revision(tenant: string, to: number): Promise<HistoryRevision | null> {
    const last = this.#samples.findLastIndex((one) => one.tenant === tenant && one.time <= to);
    return { name: String(last), from: Number.NEGATIVE_INFINITY };
  }

  async earliest(tenant: string): Promise<number | null> {
    const times = this.#samples.filter((sample) => sample.tenant === tenant).map(({ time }) => time);
    return times.length === 0 ? null : Math.min(...times);
  }

  async series(range: HistoryRange): Promise<readonly Labels[]> {
    return (await this.select(range)).map(({ labels }) => labels);
  }
}
