/** A series that something is predicted of. */
export interface SourceSeries {
  readonly metric: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** Labels by which predictions say what they are, beside those of their series. */
const own: ReadonlySet<string> = new Set([
  '__name__',
  'source_metric',
  'horizon',
  'quantile',
  'member',
  'part',
  'reason',
  'drift_type',
  'test',
]);

/** The series that a series of predictions speaks of; see `condition-source.ts` of the domain. */
export function sourceOf(labels: Readonly<Record<string, string>>): SourceSeries {
  const { source_metric: metric = '' } = labels;
  return { metric, labels: Object.fromEntries(Object.entries(labels).filter(([name]) => !own.has(name))) };
}

/** A series as PromQL selects it, the same text for the same series. */
export const seriesText = ({ metric, labels }: SourceSeries): string => `${metric}${selectorText(labels)}`;

/** What predictions of a metric speak of a series, as PromQL selects it. @param more - further labels of theirs */
export function selectorOfPredictions(
  name: string,
  { metric, labels }: SourceSeries,
  more: Readonly<Record<string, string>> = {},
): string {
  return `${name}${selectorText({ ...labels, source_metric: metric, ...more })}`;
}

/** The series that predictions speak of, each once, in the order of their texts. */
export function sourcesOf(all: readonly Readonly<Record<string, string>>[]): { text: string; series: SourceSeries }[] {
  const byText = new Map(all.map((labels) => sourceOf(labels)).map((series) => [seriesText(series), series]));
  return [...byText].map(([text, series]) => ({ text, series })).toSorted((a, b) => (a.text < b.text ? -1 : 1));
}

function selectorText(labels: Readonly<Record<string, string>>): string {
  const sorted = Object.entries(labels).toSorted(([a], [b]) => (a < b ? -1 : 1));
  if (sorted.length === 0) return '';
  return `{${sorted.map(([name, value]) => `${name}=${JSON.stringify(value)}`).join(', ')}}`;
}
