import { decodeHistory, type SelectedSeries } from '@tocsin/contracts/http/history-select';
import { LabelSet } from '@tocsin/domain/plan/label-set';
import { annotationText, evaluateInstant, evaluateRange, type QueryValue } from '@tocsin/domain/plan/plan';
import type { Annotation } from '@tocsin/domain/plan/operator';
import { SeriesStore } from '@tocsin/domain/plan/series-store';
import { mergeSamples } from '@tocsin/ports/samples-columns';
import { remarksOf } from '../prometheus-answer.js';
import type { QueryAnswer, QueryJob } from './query-job.js';
import { answerJson } from './result-json.js';

/** Evaluates a query on the samples that come with it. */
export function evaluateJob({ text, expr, at, lookbackMs, limit, samples }: QueryJob): QueryAnswer {
  const store = storeOf(samples.flatMap(seriesOf));
  const outcome =
    at.kind === 'instant'
      ? evaluateInstant(expr, store, at.time, { lookbackMs })
      : evaluateRange(expr, store, at, { lookbackMs });
  if (outcome.kind === 'failed') return { kind: 'failed', message: outcome.message };
  const { value, isCut } = firstOf(outcome.value, limit);
  const texts = (kind: Annotation['kind']): string[] =>
    outcome.annotations.filter((one) => one.kind === kind).map((one) => annotationText(one, text));
  const warnings = [...texts('warning'), ...(isCut ? ['results truncated due to limit'] : [])];
  const remarks = remarksOf({ warnings, infos: texts('info') });
  return { kind: 'evaluated', content: answerJson(value, at.kind === 'instant' ? at.time : at.start, remarks) };
}

function seriesOf(bytes: Uint8Array<ArrayBuffer>): SelectedSeries[] {
  const decoded = decodeHistory(bytes);
  if (decoded.kind === 'value') return decoded.value;
  throw new TypeError(`the samples of a query cannot be read: ${decoded.reason}`);
}

/** The store that an expression is evaluated on, its series in the order of their labels. */
function storeOf(selected: readonly SelectedSeries[]): SeriesStore {
  const parts = new Map<string, { labels: LabelSet; parts: SelectedSeries[] }>();
  for (const series of selected) {
    const labels = LabelSet.of(series.labels);
    const known = parts.get(labels.key);
    if (known === undefined) parts.set(labels.key, { labels, parts: [series] });
    else known.parts.push(series);
  }
  const store = new SeriesStore();
  for (const { labels, parts: own } of [...parts.values()].sort((a, b) => a.labels.compare(b.labels))) {
    const series = store.series(labels);
    const { times, values } = mergeSamples(own.sort((a, b) => (a.times[0] ?? 0) - (b.times[0] ?? 0)));
    times.forEach((time, i) => store.append(series, time, values[i] as number));
  }
  return store;
}

/** The first of the elements or series of a result; 0 stands for all of them. */
function firstOf(value: QueryValue, limit: number): { value: QueryValue; isCut: boolean } {
  const whole = { value, isCut: false };
  if (limit === 0) return whole;
  if (value.type === 'vector' && value.elements.length > limit)
    return { value: { ...value, elements: value.elements.slice(0, limit) }, isCut: true };
  if (value.type === 'matrix' && value.series.length > limit)
    return { value: { ...value, series: value.series.slice(0, limit) }, isCut: true };
  return whole;
}
