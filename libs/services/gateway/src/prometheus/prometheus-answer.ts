import { z } from 'zod';
import { HistoryUnavailable, TooManySamples } from '@tocsin/ports/series-history';
import type { RouteAnswer } from '../route.js';
import type { CachedAnswer } from './query/cached-queries.js';

/** Prometheus's kinds of errors, each with its status. 499 is what nginx says of a caller who has gone. */
const statuses = {
  bad_data: 400,
  execution: 422,
  timeout: 503,
  canceled: 499,
  not_found: 404,
  internal: 500,
  unavailable: 503,
} as const;
export type ErrorType = keyof typeof statuses;

/** What a query says that asks for more than fits into memory. */
export const TOO_MANY_SAMPLES = 'query processing would load too many samples into memory in query execution';
/** Most warnings, and most infos, that an answer names. */
const ANNOTATIONS_MAX = 10;
const JSON_TYPE = 'application/json';

/** Thrown by whatever answers as Prometheus does; told in Prometheus's own form. */
export class PrometheusError extends Error {
  override readonly name = 'PrometheusError';

  constructor(
    readonly type: ErrorType,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

export function badData(message: string): PrometheusError {
  return new PrometheusError('bad_data', message);
}

export function invalidParameter(name: string, message: string): PrometheusError {
  return badData(`invalid parameter ${JSON.stringify(name)}: ${message}`);
}

/** What goes with an answer that is right but wants a remark. */
export interface Remarks {
  warnings?: readonly string[];
  infos?: readonly string[];
}

/** An answer of Prometheus's API. */
export function success(data: unknown, remarks: Remarks = {}): RouteAnswer {
  const content = JSON.stringify({ status: 'success', data, ...remarksOf(remarks) });
  return { status: 200, raw: { type: JSON_TYPE, content } };
}

/** An answer of Prometheus's API whose JSON is written already. */
export function written({ content, headers }: Pick<CachedAnswer, 'content' | 'headers'>): RouteAnswer {
  return { status: 200, headers, raw: { type: JSON_TYPE, content } };
}

/** Remarks as they stand in an answer: few of them, and none at all rather than an empty list. */
export function remarksOf({ warnings = [], infos = [] }: Remarks): Remarks {
  return {
    ...(warnings.length === 0 ? {} : { warnings: bounded(warnings, 'warning') }),
    ...(infos.length === 0 ? {} : { infos: bounded(infos, 'info') }),
  };
}

function bounded(remarks: readonly string[], kind: string): readonly string[] {
  const left = remarks.length - ANNOTATIONS_MAX;
  return left <= 0 ? remarks : [...remarks.slice(0, ANNOTATIONS_MAX), `${left} more ${kind} annotations omitted`];
}

/** How a failure is told, whatever was thrown. What nobody foresaw tells nothing of the inside. */
export function failureAnswer(error: unknown): RouteAnswer {
  const { type, message } = prometheusErrorOf(error);
  const content = JSON.stringify({ status: 'error', errorType: type, error: message });
  const headers = type === 'unavailable' ? { 'retry-after': '1' } : {};
  return { status: statuses[type], headers, raw: { type: JSON_TYPE, content } };
}

function prometheusErrorOf(error: unknown): PrometheusError {
  if (error instanceof PrometheusError) return error;
  if (error instanceof TooManySamples) return new PrometheusError('execution', TOO_MANY_SAMPLES);
  if (error instanceof HistoryUnavailable)
    return new PrometheusError('unavailable', 'the samples cannot be read at present; try again later');
  return new PrometheusError('internal', 'something went wrong here; the log holds more under the trace id');
}

/** How failures stand in the documentation. */
export const ErrorSchema = z
  .strictObject({
    status: z.literal('error'),
    errorType: z.enum(Object.keys(statuses) as [ErrorType, ...ErrorType[]]),
    error: z.string(),
  })
  .meta({ id: 'PrometheusError', description: "A failure in the form of Prometheus's API." });

/** The schema of an answer with such data. */
export function answerSchema<Data extends z.ZodType>(data: Data) {
  const texts = z.array(z.string()).optional();
  return z.strictObject({ status: z.literal('success'), data, warnings: texts, infos: texts });
}
