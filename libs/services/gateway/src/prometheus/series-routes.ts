import { quoteString } from '@tocsin/domain/promql/go-text';
import type { Labels } from '@tocsin/domain/rules/labels';
import { LabelSet } from '@tocsin/domain/plan/label-set';
import type { SeriesHistory } from '@tocsin/ports/series-history';
import { z } from 'zod';
import type { Route } from '../route.js';
import type { Form } from './form.js';
import { labelNameOf } from './label-name.js';
import { EARLIEST, LATEST, limitOf, parseInteger, timeOf } from './parameters.js';
import { badData, invalidParameter, success } from './prometheus-answer.js';
import { prometheusRoutes } from './prometheus-route.js';
import { selectorsOf } from './promql-fields.js';

const time = (description: string) =>
  z
    .string()
    .meta({ description: `${description}; RFC 3339, or seconds since 1970.` })
    .optional();
const selectors = z
  .union([z.string(), z.array(z.string())])
  .meta({ description: 'Series that fit one of these selectors.' });
const limit = z.string().meta({ description: 'Most entries of the answer; `0` for all.' }).optional();
const asked = {
  'match[]': selectors.optional(),
  start: time('Series with samples from then on'),
  end: time('Series with samples until then'),
  limit,
};
const names = z.array(z.string());

/** What there is in the history, as Prometheus tells it. */
export function seriesRoutes(history: SeriesHistory): Route[] {
  /** The label sets of series that fit one of several lists of matchers. */
  const found = async (
    tenant: string,
    { start, end }: { start: number; end: number },
    sets: ReturnType<typeof selectorsOf>,
  ): Promise<Labels[]> => {
    const lists = await Promise.all(
      (sets.length === 0 ? [[]] : sets).map((matchers) => history.series({ tenant, matchers, from: start, to: end })),
    );
    return lists.flat();
  };

  return [
    ...prometheusRoutes({
      path: '/api/v1/series',
      operation: 'prometheusSeries',
      summary: 'List series',
      scope: 'metrics:read',
      fields: z.strictObject({ ...asked, 'match[]': selectors }),
      data: z.array(z.record(z.string(), z.string())),
      takesForms: true,
      handle: async ({ tenant, form }) => {
        if (form.all('match[]').length === 0) throw badData('no match[] parameter provided');
        const most = limitOf(form);
        const times = timesOf(form);
        const sets = selectorsOf(form, (message) => invalidParameter('match[]', message));
        const series = new Map(
          (await found(tenant, times, sets)).map((one) => [LabelSet.of(one).key, LabelSet.of(one)]),
        );
        return cut(
          [...series.values()].sort((a, b) => a.compare(b)).map((labels) => labels.toLabels()),
          most,
        );
      },
    }),
    ...prometheusRoutes({
      path: '/api/v1/labels',
      operation: 'prometheusLabels',
      summary: 'List the names of labels',
      scope: 'metrics:read',
      fields: z.strictObject(asked),
      data: names,
      takesForms: true,
      handle: async ({ tenant, form }) => {
        const most = limitOf(form);
        const series = await found(tenant, timesOf(form), selectorsOf(form));
        return cut([...new Set(series.flatMap((labels) => Object.keys(labels)))].sort(), most);
      },
    }),
    ...prometheusRoutes({
      path: '/api/v1/label/{name}/values',
      operation: 'prometheusLabelValues',
      summary: 'List the values of a label',
      description: 'A name with dots or other signs may be written as it is, or escaped behind `U__`.',
      scope: 'metrics:read',
      fields: z.strictObject(asked),
      data: names,
      takesForms: false,
      handle: async ({ tenant, form, name: written }) => {
        const name = labelNameOf(written);
        if (name === '') throw badData(`invalid label name: ${quoteString(name)}`);
        const most = limitOf(form);
        const series = await found(tenant, timesOf(form), selectorsOf(form));
        const values = series.flatMap((labels) => (Object.hasOwn(labels, name) ? [labels[name] as string] : []));
        return cut([...new Set(values)].sort(), most);
      },
    }),
    ...prometheusRoutes({
      path: '/api/v1/metadata',
      operation: 'prometheusMetadata',
      summary: 'What is known of metrics: type, help and unit',
      description: 'They are not kept, so that nothing is known.',
      scope: 'metrics:read',
      fields: z.strictObject({
        metric: z.string().optional(),
        limit: z.string().optional(),
        limit_per_metric: z.string().optional(),
      }),
      data: z.record(z.string(), z.array(z.strictObject({ type: z.string(), help: z.string(), unit: z.string() }))),
      takesForms: false,
      handle: async ({ form }) => {
        for (const field of ['limit', 'limit_per_metric'])
          if (form.get(field) !== '' && 'message' in parseInteger(form.get(field)))
            throw badData(`${field} must be a number`);
        return success({});
      },
    }),
  ];
}

function timesOf(form: Form): { start: number; end: number } {
  const start = timeOf(form, 'start', EARLIEST);
  return { start, end: timeOf(form, 'end', LATEST) };
}

/** A list, or as much of it as is wanted. */
function cut(items: readonly unknown[], most: number) {
  if (most === 0 || items.length <= most) return success(items);
  return success(items.slice(0, most), { warnings: ['results truncated due to limit'] });
}
