import { parseSeriesKey, seriesKey } from '@tocsin/domain/engine/sample-batch';
import type { Matcher } from '@tocsin/domain/promql/ast';
import { compileMatcher } from '@tocsin/domain/promql/match-label';
import { type Labels, labelsFrom } from '@tocsin/domain/rules/labels';
import { mergeSamples, type SampleColumns } from './samples-columns.js';
import { type HistorySeries, TooManySamples } from './series-history.js';

const METRIC_NAME = '__name__';

/** The labels that a series key stands for, the metric's name among them as `__name__`. */
export function labelsOfKey(key: string): Labels {
  const { metric, labels } = parseSeriesKey(key);
  return labelsFrom([...Object.entries(labels), [METRIC_NAME, metric]]);
}

/** The series key of labels that hold the metric's name as `__name__`. */
export function keyOfLabels(labels: Labels): string {
  const { [METRIC_NAME]: metric = '', ...others } = labels;
  return seriesKey(metric, others);
}

/** Matchers, ready to be asked of many series. A label that is missing has the value ''. */
export class SeriesMatcher {
  /** The metric that is asked for by name; null when the matchers leave that open. */
  readonly metric: string | null;
  /** How every key that fits begins; it tells keys of other metrics without reading them. */
  readonly keyPrefix: string;
  readonly #tests: readonly { readonly name: string; readonly test: (value: string) => boolean }[];

  constructor(matchers: readonly Matcher[]) {
    this.metric = matchers.find(({ name, operator }) => name === METRIC_NAME && operator === '=')?.value ?? null;
    this.keyPrefix = this.metric === null ? '[' : `[${JSON.stringify(this.metric)}`;
    this.#tests = matchers.map((matcher) => ({ name: matcher.name, test: compileMatcher(matcher) }));
  }

  matches(labels: Labels): boolean {
    return this.#tests.every(({ name, test }) => test(Object.hasOwn(labels, name) ? (labels[name] as string) : ''));
  }

  /** The labels of a key that fits; null when it does not. */
  labelsIfMatching(key: string): Labels | null {
    if (!key.startsWith(this.keyPrefix)) return null;
    const labels = labelsOfKey(key);
    return this.matches(labels) ? labels : null;
  }
}

/** Gathers what several sources hold of the same series; where two hold one time, the source that came first counts. */
export class HistoryAnswer {
  readonly #parts = new Map<string, { labels: Labels; parts: SampleColumns[] }>();
  #count = 0;

  constructor(private readonly samplesMax: number) {}

  /** @throws TooManySamples when that is more than the answer may hold */
  add(key: string, labels: Labels, samples: SampleColumns): void {
    if (samples.times.length === 0) return;
    this.#count += samples.times.length;
    if (this.#count > this.samplesMax) throw new TooManySamples(this.samplesMax);
    const known = this.#parts.get(key);
    if (known === undefined) this.#parts.set(key, { labels, parts: [samples] });
    else known.parts.push(samples);
  }

  series(): HistorySeries[] {
    return Array.from(this.#parts.values(), ({ labels, parts }) => ({ labels, ...mergeSamples(parts) }));
  }
}
