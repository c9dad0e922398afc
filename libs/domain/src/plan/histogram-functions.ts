import type { Span } from '../promql/ast.js';
import { formatShortest } from '../promql/go-text.js';
import { parseFloat64 } from '../promql/parse-float.js';
import { type Bucket, bucketFraction, bucketQuantile } from './histogram-math.js';
import type { LabelSet } from './label-set.js';
import { type Description, refusesTwins, type Scope, type ScalarOperator, VectorOperator } from './operator.js';
import { NO_VALUE } from './series-store.js';
import { Uniqueness } from './twins.js';

const BOUND = 'le';

interface Histogram {
  /** The labels without the bound. */
  labels: LabelSet;
  buckets: Bucket[];
  /** Places of its results, by their number and what else tells them apart. */
  places: Map<string, number>;
}

/** Where the arguments stand in the expression. */
export interface HistogramSpans {
  readonly buckets: Span;
  readonly quantiles: readonly Span[];
}

/** Functions of classic histograms: elements that differ in `le` alone are the buckets of one. */
abstract class HistogramFunction extends VectorOperator {
  readonly labels: LabelSet[] = [];
  readonly drops: boolean[] = [];
  readonly isOfOneMetric: boolean;
  readonly #histograms = new Map<string, Histogram>();
  /** Of each element of the input: its histogram and bound; null when the bound cannot be read. */
  readonly #bucketOf: ({ histogram: Histogram; bound: number } | null)[] = [];
  readonly #uniqueness = new Uniqueness();

  constructor(
    scope: Scope,
    private readonly text: string,
    private readonly input: VectorOperator,
    protected readonly parameters: readonly ScalarOperator[],
    protected readonly spans: HistogramSpans,
  ) {
    super(scope, [input, ...parameters]);
    this.isOfOneMetric = input.isOfOneMetric;
  }

  protected compute(time: number): void {
    const { input } = this;
    this.values.fill(NO_VALUE);
    for (const histogram of this.#histograms.values()) histogram.buckets.length = 0;
    for (let i = 0; i < input.labels.length; i += 1) {
      const count = input.values[i] as number;
      if (count === NO_VALUE) continue;
      const bucket = this.#bucket(i, input.labels[i] as LabelSet);
      if (bucket === null) this.#tellOfBound(input.labels[i] as LabelSet);
      else bucket.histogram.buckets.push({ upperBound: bucket.bound, count });
    }
    this.tellOfParameters();
    for (const histogram of this.#histograms.values())
      if (histogram.buckets.length > 0) this.evaluateHistogram(histogram, time);
    if (refusesTwins(this.scope)) this.#uniqueness.check(this.values);
  }

  describe(): Description {
    return { text: this.text, cost: 'element', why: null };
  }

  protected tellOfParameters(): void {}

  protected abstract evaluateHistogram(histogram: Histogram, time: number): void;

  /** Puts a result of a histogram into the vector; the first of its key decides on its labels. */
  protected put(histogram: Histogram, key: string, value: number, relabel: (labels: LabelSet) => LabelSet): void {
    let place = histogram.places.get(key);
    if (place === undefined) {
      place = this.labels.length;
      const { labels } = histogram;
      const own = relabel(this.scope.dropsNamesLate ? labels : labels.withoutName());
      this.labels.push(own);
      this.drops.push(true);
      this.#uniqueness.add(own, place);
      this.fit(this.labels.length);
      histogram.places.set(key, place);
    }
    this.values[place] = value;
  }

  /** The name by which annotations tell of a histogram. */
  protected toldNameOf(labels: LabelSet): string {
    return this.scope.dropsNamesLate ? labels.metric : '';
  }

  #bucket(place: number, labels: LabelSet): { histogram: Histogram; bound: number } | null {
    const known = this.#bucketOf[place];
    if (known !== undefined) return known;
    const bound = parseFloat64(labels.get(BOUND));
    if (bound === null) return (this.#bucketOf[place] = null);
    const own = labels.without(new Set([BOUND]));
    let histogram = this.#histograms.get(own.key);
    if (histogram === undefined) {
      histogram = { labels: own, buckets: [], places: new Map() };
      this.#histograms.set(own.key, histogram);
    }
    return (this.#bucketOf[place] = { histogram, bound });
  }

  #tellOfBound(labels: LabelSet): void {
    this.scope.annotations.tellOfBound(this.toldNameOf(labels), labels.get(BOUND), this.spans.buckets);
  }
}

/** `histogram_quantile` with one quantile, `histogram_quantiles` with several and a label that tells them apart. */
export class HistogramQuantiles extends HistogramFunction {
  constructor(
    scope: Scope,
    input: VectorOperator,
    quantiles: readonly ScalarOperator[],
    spans: HistogramSpans,
    private readonly quantileLabel: string | null,
  ) {
    super(scope, quantileLabel === null ? 'histogram_quantile' : 'histogram_quantiles', input, quantiles, spans);
  }

  protected override tellOfParameters(): void {
    const { annotations } = this.scope;
    this.parameters.forEach(({ value }, i) => annotations.tellOfQuantile(value, this.spans.quantiles[i] as Span));
  }

  protected evaluateHistogram(histogram: Histogram, time: number): void {
    this.parameters.forEach(({ value: q }, n) => {
      const { quantile, mending } = bucketQuantile(q, histogram.buckets);
      const { quantileLabel, spans } = this;
      if (mending !== null)
        this.scope.annotations.tellOfMending(this.toldNameOf(histogram.labels), time, mending, spans.buckets);
      if (quantileLabel === null) return this.put(histogram, '', quantile, asTheyAre);
      const text = quantileText(q);
      this.put(histogram, `${n} ${text}`, quantile, (labels) => labels.with(quantileLabel, text));
    });
  }
}

/** `histogram_fraction`: the share of observations between two bounds. */
export class HistogramFraction extends HistogramFunction {
  protected evaluateHistogram(histogram: Histogram): void {
    const [lower, upper] = this.parameters.map(({ value }) => value) as [number, number];
    this.put(histogram, '', bucketFraction(lower, upper, histogram.buckets), asTheyAre);
  }
}

const asTheyAre = (labels: LabelSet): LabelSet => labels;

/** A quantile as a label: with a point or an exponent always, as OpenMetrics writes it. */
function quantileText(quantile: number): string {
  if (quantile === 0) return '0.0';
  const text = formatShortest(quantile);
  return /[e.]|NaN|Inf/.test(text) ? text : `${text}.0`;
}
