import { LabelSet } from '../plan/label-set.js';
import { evaluateInstant, type QueryOptions } from '../plan/plan.js';
import { asValue, NO_VALUE, type Series, SeriesStore } from '../plan/series-store.js';
import { parseExpr } from '../promql/parser.js';
import { promqlErrorText } from '../promql/promql-error.js';
import type { NotedSeries } from './series-notation.js';

interface Input {
  readonly series: Series;
  readonly points: readonly { readonly time: number; readonly value: number }[];
  next: number;
}

/** The samples of a test, which become visible bit by bit. */
export class NotedSamples {
  readonly store = new SeriesStore();
  readonly #inputs: readonly Input[];

  /**
   * @param series - of several with the same labels the last counts
   * @param startMs - the time of the first points; ms since 1970
   * @param intervalMs - how far points lie apart
   */
  constructor(
    series: readonly NotedSeries[],
    startMs: number,
    intervalMs: number,
    private readonly options: QueryOptions,
  ) {
    const last = new Map(series.map((noted) => [noted.labels.key, noted]));
    this.#inputs = [...last.values()].map(({ labels, points }) => ({
      series: this.store.series(labels),
      next: 0,
      points: points.flatMap((point, i) =>
        point.kind === 'value'
          ? [
              {
                time: startMs + i * intervalMs,
                value: point.value === NO_VALUE ? NO_VALUE : asValue(point.value),
              },
            ]
          : [],
      ),
    }));
  }

  /** Makes the samples up to a time visible. */
  loadUpTo(time: number): void {
    for (const input of this.#inputs) {
      for (let point = input.points[input.next]; point !== undefined && point.time <= time;) {
        this.store.append(input.series, point.time, point.value);
        input.next += 1;
        point = input.points[input.next];
      }
    }
  }

  query(text: string, time: number): { labels: LabelSet; value: number }[] | { error: string } {
    const parsed = parseExpr(text);
    if (parsed.kind === 'refused') return { error: parsed.errors.map(promqlErrorText)[0] ?? 'unreadable' };
    const outcome = evaluateInstant(parsed.expr, this.store, time, this.options);
    if (outcome.kind === 'failed') return { error: outcome.message };
    const { value } = outcome;
    if (value.type === 'scalar') return [{ labels: LabelSet.empty, value: value.value }];
    return value.type === 'vector' ? [...value.elements] : { error: 'rule result is not a vector or scalar' };
  }
}
