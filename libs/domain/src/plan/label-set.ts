import { type Labels, labelsFrom } from '../rules/labels.js';

export const METRIC_NAME = '__name__';
/** What a series loses together with its name: labels that describe the metric rather than what it measures. */
const metadataNames: ReadonlySet<string> = new Set([METRIC_NAME, '__type__', '__unit__']);

/**
 * The labels of a series, the metric's name among them, sorted by name. Empty values are no labels. A label set never
 * changes, so that operators may compare them by their keys and remember what they made of them.
 */
export class LabelSet {
  static #empty: LabelSet | null = null;
  #nameless: LabelSet | null = null;

  /** Names and values in turn. */
  private readonly pairs: readonly string[];

  private constructor(pairs: readonly string[]) {
    // An array that grew has room for more; a copy has none.
    this.pairs = pairs.slice();
  }

  static get empty(): LabelSet {
    return (LabelSet.#empty ??= new LabelSet([]));
  }

  /** The label set that a {@link key} stands for. */
  static fromKey(key: string): LabelSet {
    const pairs = JSON.parse(key) as string[];
    return pairs.length === 0 ? LabelSet.empty : new LabelSet(pairs);
  }

  static of(labels: Labels, metric = ''): LabelSet {
    const entries = Object.entries(labels);
    if (metric !== '') entries.push([METRIC_NAME, metric]);
    return LabelSet.fromEntries(entries);
  }

  static fromEntries(entries: readonly (readonly [string, string])[]): LabelSet {
    const kept = entries.filter(([, value]) => value !== '').sort(([a], [b]) => (a < b ? -1 : 1));
    return kept.length === 0 ? LabelSet.empty : new LabelSet(kept.flat());
  }

  /** A text that equal label sets share and others do not. It is made anew each time, as kept it would outweigh them. */
  get key(): string {
    return JSON.stringify(this.pairs);
  }

  /** A 32-bit number that equal label sets share, and few others do. */
  hash(): number {
    let hash = 0x811c9dc5;
    for (const text of this.pairs) {
      for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
      hash = Math.imul(hash ^ 0xff, 0x01000193);
    }
    return hash ^ (hash >>> 15);
  }

  equals({ pairs }: LabelSet): boolean {
    if (pairs === this.pairs) return true;
    if (pairs.length !== this.pairs.length) return false;
    for (let i = 0; i < pairs.length; i += 1) if (pairs[i] !== this.pairs[i]) return false;
    return true;
  }

  get size(): number {
    return this.pairs.length / 2;
  }

  /** The value of a label; empty when there is no such label. */
  get(name: string): string {
    const { pairs } = this;
    for (let i = 0; i < pairs.length; i += 2) if (pairs[i] === name) return pairs[i + 1] as string;
    return '';
  }

  get metric(): string {
    return this.get(METRIC_NAME);
  }

  /** This label set with one label set anew, or taken away by an empty value. */
  with(name: string, value: string): LabelSet {
    return LabelSet.fromEntries([...this.entries().filter(([known]) => known !== name), [name, value]]);
  }

  only(names: ReadonlySet<string>): LabelSet {
    return this.#filtered((name) => names.has(name));
  }

  without(names: ReadonlySet<string>): LabelSet {
    return this.#filtered((name) => !names.has(name));
  }

  /** This label set without the metric's name, type and unit. */
  withoutName(): LabelSet {
    return (this.#nameless ??= this.without(metadataNames));
  }

  /** Whether it carries a type or unit, which a second series of the same metric may not share. */
  get hasMetadata(): boolean {
    return this.get('__type__') !== '' || this.get('__unit__') !== '';
  }

  entries(): (readonly [string, string])[] {
    const entries: (readonly [string, string])[] = [];
    for (let i = 0; i < this.pairs.length; i += 2) entries.push([this.pairs[i] as string, this.pairs[i + 1] as string]);
    return entries;
  }

  /** All labels, the metric's name among them. */
  toLabels(): Labels {
    return labelsFrom(this.entries() as [string, string][]);
  }

  /** As Prometheus writes labels in its errors: `{__name__="metric", a="b"}`. */
  toString(): string {
    return `{${this.entries()
      .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
      .join(', ')}}`;
  }

  /** Sorts by names and values in turn, as Prometheus sorts series. */
  compare(other: LabelSet): number {
    const length = Math.min(this.pairs.length, other.pairs.length);
    for (let i = 0; i < length; i += 1) {
      const [a, b] = [this.pairs[i] as string, other.pairs[i] as string];
      if (a !== b) return a < b ? -1 : 1;
    }
    return this.pairs.length - other.pairs.length;
  }

  #filtered(keeps: (name: string) => boolean): LabelSet {
    const pairs: string[] = [];
    for (let i = 0; i < this.pairs.length; i += 2)
      if (keeps(this.pairs[i] as string)) pairs.push(this.pairs[i] as string, this.pairs[i + 1] as string);
    if (pairs.length === this.pairs.length) return this;
    return pairs.length === 0 ? LabelSet.empty : new LabelSet(pairs);
  }
}
