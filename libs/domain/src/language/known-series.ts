import { METRIC_NAME } from '../plan/label-set.js';
import { isLabelName, isMetricName, type Labels } from '../rules/labels.js';
import { nameParts } from './unit.js';

/** Most series that are looked at; a tenant with more has the same metrics again and again. */
const SERIES_MAX = 100_000;
/** Most values of one label of one metric that are kept; with more, the label is an id that nobody says. */
const VALUES_MAX = 5_000;

/** What is known of one metric. */
export interface KnownMetric {
  readonly name: string;
  /** What its name says, without its unit. */
  readonly parts: readonly string[];
  /** The values of each label. */
  readonly labels: ReadonlyMap<string, ReadonlySet<string>>;
}

/** The metrics that a tenant sends, with their labels: what words are looked for in. Names and values are data, never patterns. */
export class KnownSeries {
  readonly #metrics = new Map<string, { name: string; parts: string[]; labels: Map<string, Set<string>> }>();
  readonly #byParts = new Map<string, string[]>();
  #values: ReadonlySet<string> | null = null;

  /** @param series - the metric's name is the label `__name__`; what has no sound name is left out */
  constructor(series: readonly Labels[]) {
    for (const labels of series.slice(0, SERIES_MAX)) {
      const name = labels[METRIC_NAME] ?? '';
      const metric = this.#metrics.get(name) ?? (isMetricName(name) ? this.#added(name) : null);
      if (metric === null) continue;
      for (const label in labels) {
        const values = metric.labels.get(label);
        if (values !== undefined) {
          if (values.size < VALUES_MAX) values.add(labels[label] as string);
        } else if (isLabelName(label)) metric.labels.set(label, new Set([labels[label] as string]));
      }
    }
  }

  #added(name: string) {
    const metric = { name, parts: nameParts(name), labels: new Map<string, Set<string>>() };
    this.#metrics.set(name, metric);
    const key = partsKey(metric.parts);
    this.#byParts.set(key, [...(this.#byParts.get(key) ?? []), name]);
    return metric;
  }

  /** Whether words are a value of some label, as people say it, and not the name of a metric. */
  isValue(words: string): boolean {
    this.#values ??= this.#valuesAsSaid();
    return this.#values.has(plainValue(words)) && this.named([words]).length === 0;
  }

  /** The labels that have a value, in any series. */
  labelsOf(value: string): readonly string[] {
    const found = new Set<string>();
    for (const { labels } of this.#metrics.values())
      for (const [label, own] of labels) if (label !== METRIC_NAME && own.has(value)) found.add(label);
    return [...found];
  }

  /** Metrics share most of their values, so that each is made plain once. */
  #valuesAsSaid(): ReadonlySet<string> {
    const values = new Set<string>();
    for (const { labels } of this.#metrics.values())
      for (const [label, own] of labels) if (label !== METRIC_NAME) for (const value of own) values.add(value);
    return new Set([...values].map(plainValue));
  }

  /** Whether words name a metric. */
  isMetric(words: readonly string[]): boolean {
    return this.has(words.join('_')) || this.named(words).length > 0;
  }

  get isEmpty(): boolean {
    return this.#metrics.size === 0;
  }

  get names(): Iterable<string> {
    return this.#metrics.keys();
  }

  get(metric: string): KnownMetric | null {
    return this.#metrics.get(metric) ?? null;
  }

  has(metric: string): boolean {
    return this.#metrics.has(metric);
  }

  /** The metrics whose names say just these words, in this order. */
  named(words: readonly string[]): readonly string[] {
    return this.#byParts.get(partsKey(words)) ?? this.#byParts.get(partsKey(nameParts(words.join('_')))) ?? [];
  }

  /**
   * Where a metric has the words for a name only because how it is counted is left out, as in `error_count`: those that
   * say one thing more, as `error_rate` does, and may as well be meant.
   */
  besides(words: readonly string[]): readonly string[] {
    const named = this.named(words);
    if (named.length === 0 || named.some((name) => !counted.has(name.slice(name.lastIndexOf('_') + 1)))) return [];
    const asked = new Set(words.map(singular));
    return [...this.#metrics.values()]
      .filter(
        ({ name, parts }) =>
          !named.includes(name) &&
          parts.length === asked.size + 1 &&
          [...asked].every((word) => parts.some((part) => singular(part) === word)),
      )
      .map(({ name }) => name);
  }

  /** The metrics whose names say all these words, and perhaps others. */
  holdingMore(words: readonly string[]): readonly string[] {
    const asked = new Set(words.map(singular));
    return [...this.#metrics.values()]
      .filter(({ parts }) => [...asked].every((word) => parts.some((part) => singular(part) === word)))
      .map(({ name }) => name);
  }

  /** The metrics whose names say all these words and the fewest others. */
  holding(words: readonly string[]): readonly string[] {
    const asked = new Set(words.map(singular));
    let fewest = Number.POSITIVE_INFINITY;
    let found: string[] = [];
    for (const { name, parts } of this.#metrics.values()) {
      const own = new Set(parts.map(singular));
      if ([...asked].some((word) => !own.has(word))) continue;
      const others = own.size - asked.size;
      if (others > fewest) continue;
      found = others < fewest ? [name] : [...found, name];
      fewest = others;
    }
    return found;
  }
}

const counted: ReadonlySet<string> = new Set(['count', 'total', 'sum']);
const partsKey = (parts: readonly string[]): string => parts.map(singular).join(' ');

/** A value without what people leave out when they say it: how it is written, and a port. */
export const plainValue = (value: string): string =>
  value
    .replace(/^https?:\/\//, '')
    .replace(/:[0-9]+$/, '')
    .toLowerCase()
    .replace(/[-_ ]/g, '');

/** A word without the ending of its plural. */
export function singular(word: string): string {
  if (word.length > 4 && word.endsWith('ies')) return `${word.slice(0, -3)}y`;
  if (word.length > 3 && word.endsWith('s') && !word.endsWith('ss') && !word.endsWith('us')) return word.slice(0, -1);
  return word;
}
