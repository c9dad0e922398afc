import { z } from 'zod';
import { walkExpr } from '@tocsin/domain/promql/walk';
import type { Clock } from '@tocsin/ports/clock';
import type { Route } from '../route.js';
import type { Form } from './form.js';
import { durationOf, EARLIEST, LATEST, limitOf, parseDuration, requiredDurationOf, timeOf } from './parameters.js';
import { badData, invalidParameter, success, written } from './prometheus-answer.js';
import { prometheusRoutes } from './prometheus-route.js';
import { exprOf, requireSteps } from './promql-fields.js';
import { formatExpr } from './query/format-expr.js';
import type { CachedQueries } from './query/cached-queries.js';
import type { Query } from './query/query-engine.js';
import type { QueryTime } from './query/query-job.js';

/** How long a sample stands for its series' value unless the query says otherwise. */
const LOOKBACK_MS = 300_000;
/** Enough for a minute's resolution over a week, or an hour's over a year; Prometheus's own limit. */
const STEPS_MAX = 11_000;

const text = (description: string) => z.string().meta({ description });
const time = (description: string) => text(`${description}; RFC 3339, or seconds since 1970.`);
const query = text('An expression of PromQL.');
const common = {
  timeout: text('How long it may take at most, such as `10s`.').optional(),
  limit: text('Most series of the answer; `0` for all.').optional(),
  lookback_delta: text('How long a sample stands for its series; `5m` when left out.').optional(),
};
const pair = z.tuple([z.number(), z.string()]);
const labels = z.record(z.string(), z.string());
const ResultSchema = z
  .union([
    z.strictObject({
      resultType: z.literal('vector'),
      result: z.array(z.strictObject({ metric: labels, value: pair })),
    }),
    z.strictObject({
      resultType: z.literal('matrix'),
      result: z.array(z.strictObject({ metric: labels, values: z.array(pair) })),
    }),
    z.strictObject({ resultType: z.enum(['scalar', 'string']), result: pair }),
  ])
  .meta({ id: 'PrometheusResult', description: 'Times in seconds since 1970, values as text.' });

/** Queries of PromQL, as Prometheus answers them. */
export function queryRoutes(queries: CachedQueries, clock: Clock): Route[] {
  const asked = (tenant: string, form: Form, at: QueryTime, limit: number): Query => {
    const timeoutMs = durationOf(form, 'timeout');
    const lookbackMs = lookbackOf(form);
    const expr = exprOf(form);
    if (at.kind === 'range') requireSteps(expr);
    return { tenant, text: form.get('query'), expr, at, limit, timeoutMs, lookbackMs };
  };
  return [
    ...prometheusRoutes({
      path: '/api/v1/query',
      operation: 'prometheusQuery',
      summary: 'Evaluate an expression at one time',
      scope: 'metrics:read',
      fields: z.strictObject({ query, time: time('When; now when left out').optional(), ...common }),
      data: ResultSchema,
      takesForms: true,
      handle: async ({ tenant, form, freshness, signal }) => {
        const limit = limitOf(form);
        const at: QueryTime = { kind: 'instant', time: timeOf(form, 'time', clock.now()) };
        const isOfNow = form.get('time') === '';
        return written(await queries.answer(asked(tenant, form, at, limit), isOfNow, freshness, signal));
      },
    }),
    ...prometheusRoutes({
      path: '/api/v1/query_range',
      operation: 'prometheusQueryRange',
      summary: 'Evaluate an expression at every step of a range',
      description: 'At most 11,000 steps.',
      scope: 'metrics:read',
      fields: z.strictObject({
        query,
        start: time('The first step'),
        end: time('No step is later'),
        step: text('The distance of steps: a duration, or seconds.'),
        ...common,
      }),
      data: ResultSchema,
      takesForms: true,
      handle: async ({ tenant, form, freshness, signal }) => {
        const limit = limitOf(form);
        return written(await queries.answer(asked(tenant, form, rangeOf(form), limit), false, freshness, signal));
      },
    }),
    ...prometheusRoutes({
      path: '/api/v1/format_query',
      operation: 'prometheusFormatQuery',
      summary: 'Lay out an expression for reading',
      scope: 'metrics:read',
      fields: z.strictObject({ query }),
      data: z.string(),
      takesForms: true,
      handle: async ({ form }) => success(formatExpr(exprOf(form))),
    }),
    ...prometheusRoutes({
      path: '/api/v1/query_exemplars',
      operation: 'prometheusQueryExemplars',
      summary: 'Exemplars of the series of an expression',
      description: 'Exemplars are not kept, so that there are none.',
      scope: 'metrics:read',
      fields: z.strictObject({ query, start: time('From').optional(), end: time('To').optional() }),
      data: z.array(z.never()),
      takesForms: true,
      mayBeEmpty: true,
      handle: async ({ form }) => {
        const start = timeOf(form, 'start', EARLIEST);
        if (timeOf(form, 'end', LATEST) < start) throw badData('end timestamp must not be before start timestamp');
        const expr = exprOf(form, badData);
        let hasSelector = false;
        walkExpr(expr, ({ kind }) => void (hasSelector ||= kind === 'vector_selector'));
        return hasSelector ? success([]) : { status: 204 };
      },
    }),
  ];
}

function rangeOf(form: Form): QueryTime & { kind: 'range' } {
  const start = timeOf(form, 'start');
  const end = timeOf(form, 'end');
  if (end < start) throw invalidParameter('end', 'end timestamp must not be before start time');
  const step = requiredDurationOf(form, 'step');
  // What is shorter than a millisecond, in which times are counted, would never get anywhere.
  if (step < 1)
    throw invalidParameter(
      'step',
      'zero or negative query resolution step widths are not accepted. Try a positive integer',
    );
  if (Math.floor((end - start) / step) > STEPS_MAX)
    throw badData(
      'exceeded maximum resolution of 11,000 points per timeseries. Try decreasing the query resolution (?step=XX)',
    );
  return { kind: 'range', start, end, step: Math.trunc(step) };
}

function lookbackOf(form: Form): number {
  const text = form.get('lookback_delta');
  const parsed = parseDuration(text === '' ? '0' : text);
  if ('message' in parsed) throw badData(`error parsing lookback delta duration: ${parsed.message}`);
  return parsed.ms < 1 ? LOOKBACK_MS : Math.trunc(parsed.ms);
}
