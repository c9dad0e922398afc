import { type Bucket, bucketFraction, bucketQuantile, type Mending } from './histogram-math.js';
import type { LabelSet } from './label-set.js';
import { parseNumber, quantileText } from './number-text.js';
import { type Description, type Scope, type ScalarOperator, Uniqueness, VectorOperator } from './operator.js';
import { NO_VALUE } from './series-store.js';

const BOUND = 'le';

interface Histogram {
  /** The labels without the bound. */
  labels: LabelSet;
  buckets: Bucket[];
  /** Of each of its results: the element's place. */
  places: number[];
}

export interface HistogramTelling {
  parameter(value: number, index: number): void;
  badBound(metric: string, bound: string): void;
  mended(metric: string, at: number, mending: Mending): void;
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
    protected readonly telling: HistogramTelling,
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
    if (!this.scope.dropsNamesLate) this.#uniqueness.check(this.values);
  }

  describe(): Description {
    return { text: this.text, cost: 'element', why: null };
  }

  protected tellOfParameters(): void {}

  protected abstract evaluateHistogram(histogram: Histogram, time: number): void;

  /** Puts the n-th result of a histogram into the vector. */
  protected put(histogram: Histogram, n: number, value: number, labels: () => LabelSet): void {
    let place = histogram.places[n];
    if (place === undefined) {
      place = this.labels.length;
      const own = labels();
      const named = this.scope.dropsNamesLate ? own : own.withoutName();
      this.labels.push(named);
      this.drops.push(true);
      this.#uniqueness.add(named, place);
      this.fit(this.labels.length);
      histogram.places[n] = place;
    }
    this.values[place] = value;
  }

  protected nameOf({ labels }: Histogram): string {
    return this.scope.dropsNamesLate ? labels.metric : '';
  }

  #bucket(place: number, labels: LabelSet): { histogram: Histogram; bound: number } | null {
    const known = this.#bucketOf[place];
    if (known !== undefined) return known;
    const bound = parseNumber(labels.get(BOUND));
    if (bound === null) return (this.#bucketOf[place] = null);
    const own = labels.without(new Set([BOUND]));
    let histogram = this.#histograms.get(own.key);
    if (histogram === undefined) {
      histogram = { labels: own, buckets: [], places: [] };
      this.#histograms.set(own.key, histogram);
    }
    return (this.#bucketOf[place] = { histogram, bound });
  }

  #tellOfBound(labels: LabelSet): void {
    this.telling.badBound(this.scope.dropsNamesLate ? labels.metric : '', labels.get(BOUND));
  }
}

/** `histogram_quantile` with one quantile, `histogram_quantiles` with several and a label that tells them apart. */
export class HistogramQuantiles extends HistogramFunction {
  constructor(
    scope: Scope,
    input: VectorOperator,
    quantiles: readonly ScalarOperator[],
    telling: HistogramTelling,
    private readonly quantileLabel: string | null,
  ) {
    super(scope, quantileLabel === null ? 'histogram_quantile' : 'histogram_quantiles', input, quantiles, telling);
  }

  protected override tellOfParameters(): void {
    this.parameters.forEach(({ value }, index) => this.telling.parameter(value, index));
  }

  protected evaluateHistogram(histogram: Histogram, time: number): void {
    this.parameters.forEach(({ value: q }, n) => {
      const { quantile, mending } = bucketQuantile(q, histogram.buckets);
      if (mending !== null) this.telling.mended(this.nameOf(histogram), time, mending);
      const { quantileLabel } = this;
      this.put(histogram, n, quantile, () =>
        quantileLabel === null ? histogram.labels : histogram.labels.with(quantileLabel, quantileText(q)),
      );
    });
  }
}

/** `histogram_fraction`: the share of observations between two bounds. */
export class HistogramFraction extends HistogramFunction {
  protected evaluateHistogram(histogram: Histogram): void {
    const [lower, upper] = this.parameters.map(({ value }) => value) as [number, number];
    this.put(histogram, 0, bucketFraction(lower, upper, histogram.buckets), () => histogram.labels);
  }
}
