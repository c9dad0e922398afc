import { useMemo } from 'react';
import { type Question, useAsked, useAskedOnce } from '../session/session-context.js';
import type { KnownNames } from './code/promql-language.js';

/** More names than anybody looks through. */
const NAMES_MAX = '5000';

type Series = readonly Readonly<Record<string, string>>[];

const askNames: Question<readonly string[]> = {
  key: ['metric names'],
  ask: async (tocsin, signal) =>
    (await tocsin.prometheusLabelValues({ name: '__name__', limit: NAMES_MAX }, { signal })).data.data,
};

/** @param metric - one that there is; empty for none */
const askSeries = (metric: string): Question<Series> => ({
  key: ['series of', metric],
  ask: async (tocsin, signal) => {
    if (metric === '') return [];
    const match = `{__name__=${JSON.stringify(metric)}}`;
    return (await tocsin.prometheusSeries({ 'match[]': [match], limit: NAMES_MAX }, { signal })).data.data;
  },
});

/** The names of the metrics that the tenant sends; nothing until they are known. */
export const useMetricNames = (): readonly string[] =>
  useAsked(askNames.key, askNames.ask, { isPolled: false }).data ?? NONE;

/** The series of a metric by their labels; none while its name is not written out. */
export function useSeriesOf(written: string): Series {
  const { key, ask } = askSeries(useMetricNames().includes(written) ? written : '');
  return useAsked(key, ask, { isPolled: false }).data ?? NO_SERIES;
}

/** The same as it is asked for while somebody writes; what cannot be had is not offered. */
export function useKnownNames(): KnownNames {
  const askOnce = useAskedOnce();
  return useMemo(() => {
    const seriesOf = (metric: string): Promise<Series> => askOnce(askSeries(metric)).catch(() => NO_SERIES);
    return {
      metrics: () => askOnce(askNames).catch(() => NONE),
      labelsOf: async (metric) => labelNames(await seriesOf(metric)),
      valuesOf: async (metric, label) => labelValues(await seriesOf(metric), label),
    };
  }, [askOnce]);
}

/** The names of labels that series have, but for that of the metric. */
export const labelNames = (series: Series): string[] =>
  [...new Set(series.flatMap((labels) => Object.keys(labels)))].filter((name) => name !== '__name__').toSorted();

/** The values that series have of a label. */
export const labelValues = (series: Series, name: string): string[] =>
  [...new Set(series.flatMap((labels) => labels[name] ?? []))].toSorted();

const NONE: readonly string[] = [];
const NO_SERIES: Series = [];
