import type { Span } from '../promql/ast.js';
import { formatShortest, quoteString } from '../promql/go-text.js';
import { formatFloat } from '../promql/go-float.js';
import type { Mending } from './histogram-math.js';
import type { Annotation } from './operator.js';

/** What had to be mended in histograms of one name, at all times together. */
interface Mendings extends Mending {
  span: Span;
  samples: number;
  first: number;
  last: number;
}

const metricText = (metric: string): string => (metric === '' ? '' : ` for metric name ${quoteString(metric)}`);

/** A time (ms since 1970) as Go writes it by RFC 3339, in whole seconds. */
const timeText = (time: number): string => `${new Date(1_000 * Math.floor(time / 1_000)).toISOString().slice(0, -5)}Z`;

/** What plans have to say beside their results, in Prometheus's words. Equal texts are said once, at the last place. */
export class Annotations {
  readonly #told = new Map<string, Annotation>();
  /** Where rates were taken, by the names of the metrics. */
  readonly #counters = new Map<string, Span>();
  readonly #mendings = new Map<string, Mendings>();

  tellOfQuantile(q: number, span: Span): void {
    if (q >= 0 && q <= 1) return;
    this.#tell('warning', `quantile value should be between 0 and 1, got ${formatShortest(q)}`, span);
  }

  tellOfRatio(ratio: number, span: Span): void {
    if (Math.abs(ratio) <= 1) return;
    const cap = `capping to ${Math.sign(ratio)}`;
    this.#tell('warning', `ratio value should be between -1 and 1, got ${formatShortest(ratio)}, ${cap}`, span);
  }

  /** Takes note of what a rate was taken of; it is called for each element, so that names are looked at only later. */
  tellOfCounter(metric: string, span: Span): void {
    if (this.#counters.get(metric) !== span) this.#counters.set(metric, span);
  }

  tellOfSorting(span: Span): void {
    const text = 'sort is ineffective for range queries since results are always ordered by labels';
    this.#tell('warning', text, span);
  }

  /** @param metric - empty where names are dropped at once */
  tellOfBound(metric: string, bound: string, span: Span): void {
    const text = `bucket label "le" is missing or has a malformed value of ${quoteString(bound)}`;
    this.#tell('warning', text + metricText(metric), span);
  }

  /**
   * @param metric - empty where names are dropped at once
   * @param at - ms since 1970
   */
  tellOfMending(metric: string, at: number, { minBound, maxBound, maxDifference }: Mending, span: Span): void {
    const known = this.#mendings.get(metric);
    if (known === undefined) {
      this.#mendings.set(metric, { minBound, maxBound, maxDifference, span, samples: 1, first: at, last: at });
      return;
    }
    known.minBound = Math.min(known.minBound, minBound);
    known.maxBound = Math.max(known.maxBound, maxBound);
    known.maxDifference = Math.max(known.maxDifference, maxDifference);
    known.span = span;
    known.samples += 1;
    known.first = Math.min(known.first, at);
    known.last = Math.max(known.last, at);
  }

  get all(): Annotation[] {
    return [
      ...this.#told.values(),
      ...[...this.#counters].filter(([metric]) => !isCounterName.test(metric)).map(counterTold),
      ...[...this.#mendings].map(mendingsTold),
    ];
  }

  clear(): void {
    this.#told.clear();
    this.#counters.clear();
    this.#mendings.clear();
  }

  #tell(kind: Annotation['kind'], message: string, span: Span): void {
    this.#told.set(`${kind} ${message}`, { kind, message, span });
  }
}

/** A series without a name may be a counter, too. */
const isCounterName = /^$|_(?:total|sum|count|bucket)$/;

function counterTold([metric, span]: readonly [string, Span]): Annotation {
  const text = 'metric might not be a counter, name does not end in _total/_sum/_count/_bucket:';
  return { kind: 'info', message: `${text} ${quoteString(metric)}`, span };
}

function mendingsTold([metric, mendings]: readonly [string, Mendings]): Annotation {
  const { minBound, maxBound, maxDifference, samples, first, last, span } = mendings;
  const message =
    'input to histogram_quantile needed to be fixed for monotonicity (see https://prometheus.io/docs/prometheus/latest/querying/functions/#histogram_quantile)' +
    `${metricText(metric)}, from buckets ${formatShortest(minBound)} to ${formatShortest(maxBound)}, with a max diff of ` +
    `${formatFloat(maxDifference, 'g', 2)}, over ${samples} samples from ${timeText(first)} to ${timeText(last)}`;
  return { kind: 'info', message, span };
}
