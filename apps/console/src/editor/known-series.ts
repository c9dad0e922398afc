import { useAsked } from '../session/session-context.js';

/** More names than anybody looks through. */
const NAMES_MAX = '5000';

/** The names of the metrics that the tenant sends; nothing until they are known. */
export function useMetricNames(): readonly string[] {
  const { data } = useAsked(
    ['metric names'],
    (tocsin, signal) => tocsin.prometheusLabelValues({ name: '__name__', limit: NAMES_MAX }, { signal }),
    { isPolled: false },
  );
  return data?.data.data ?? NONE;
}

/** The series of a metric by their labels; none while its name is not written out. */
export function useSeriesOf(written: string): readonly Readonly<Record<string, string>>[] {
  const metric = useMetricNames().includes(written) ? written : '';
  const { data } = useAsked(
    ['series of', metric],
    async (tocsin, signal) => {
      if (metric === '') return [];
      const match = `{__name__=${JSON.stringify(metric)}}`;
      return (await tocsin.prometheusSeries({ 'match[]': [match], limit: NAMES_MAX }, { signal })).data.data;
    },
    { isPolled: false },
  );
  return data ?? NO_SERIES;
}

/** The names of labels that series have, but for that of the metric. */
export const labelNames = (series: readonly Readonly<Record<string, string>>[]): string[] =>
  [...new Set(series.flatMap((labels) => Object.keys(labels)))].filter((name) => name !== '__name__').toSorted();

/** The values that series have of a label. */
export const labelValues = (series: readonly Readonly<Record<string, string>>[], name: string): string[] =>
  [...new Set(series.flatMap((labels) => labels[name] ?? []))].toSorted();

const NONE: readonly string[] = [];
const NO_SERIES: readonly Readonly<Record<string, string>>[] = [];
