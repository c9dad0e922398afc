import { z } from 'zod';
import { type Freshness, freshnessOf } from '../evaluation/cache-status.js';
import { FORM_TYPE, principalOf, type Route, type RouteAnswer } from '../route.js';
import { Form } from './form.js';
import { answerSchema, ErrorSchema, failureAnswer } from './prometheus-answer.js';

/** What a handler of Prometheus's API is given. */
export interface PrometheusRequest {
  tenant: string;
  form: Form;
  /** The parameter of the path. */
  name: string;
  freshness: Freshness;
  /** Aborted when the caller has gone. */
  signal: AbortSignal | undefined;
}

export interface PrometheusRoute {
  path: string;
  /** Of the GET; that of the POST with a form is called so too, with `ByForm` behind it. */
  operation: string;
  summary: string;
  description?: string;
  scope: 'metrics:read' | 'rules:read';
  /** What is asked; for the documentation. */
  fields: z.ZodObject;
  /** What `data` of an answer is; for the documentation. */
  data: z.ZodType;
  /** Whether the fields may also come as the form of a POST. */
  takesForms: boolean;
  /** Whether nothing at all may be the answer. */
  mayBeEmpty?: boolean;
  handle(request: PrometheusRequest): Promise<RouteAnswer>;
}

/** The routes of one path, failures told as Prometheus tells them. */
export function prometheusRoutes({ fields, data, takesForms, mayBeEmpty, handle, ...told }: PrometheusRoute): Route[] {
  const failed = { description: "A failure, in the form of Prometheus's API.", schema: ErrorSchema };
  const route = {
    ...told,
    tag: 'prometheus',
    answers: {
      200: { description: "As Prometheus's API answers.", schema: answerSchema(data) },
      ...(mayBeEmpty === true ? { 204: { description: 'Nothing was asked for.' } } : {}),
      400: failed,
      422: failed,
      503: failed,
    },
    failure: failureAnswer,
    handle: (request: Parameters<Route['handle']>[0]) =>
      handle({
        tenant: principalOf(request).tenant,
        form: Form.of(request),
        name: request.params['name'] ?? '',
        freshness: freshnessOf(request),
        signal: request.signal,
      }),
  };
  // Fields that it does not know are nothing to Prometheus.
  const query = z.looseObject(fields.shape);
  const get: Route = { ...route, method: 'GET', query };
  return takesForms
    ? [
        get,
        {
          ...route,
          method: 'POST',
          operation: `${told.operation}ByForm`,
          body: { types: [FORM_TYPE], schema: query, isOptional: true },
        },
      ]
    : [get];
}
