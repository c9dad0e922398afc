import { readMatcher } from '@tocsin/domain/alerting/matcher-text';
import type { Matcher } from '@tocsin/domain/promql/ast';
import { z } from 'zod';
import { ProblemError } from '../../problem.js';
import { principalOf, type Route, type RouteAnswer, type RouteRequest } from '../../route.js';
import { Form } from '../form.js';

/** Thrown for a request that Alertmanager would refuse. */
export class BadRequest extends Error {}
/** Thrown for what is not there. */
export class NotFound extends Error {}

/** A request as an answer is made of it. */
export interface Asked {
  tenant: string;
  form: Form;
  request: RouteRequest;
}

export interface AlertmanagerRoute {
  method: Route['method'];
  path: string;
  operation: string;
  summary: string;
  description?: string;
  scope: NonNullable<Route['scope']>;
  query?: z.ZodType;
  body?: Route['body'];
  /** What is answered; nothing when left out. */
  data?: z.ZodType;
  answer(asked: Asked): unknown;
}

/** A route of Alertmanager's API v2, failures told as Alertmanager tells them. */
export function alertmanagerRoute({ path, query, body, description, data, answer, ...told }: AlertmanagerRoute): Route {
  return {
    ...told,
    path: `/api/v2${path}`,
    tag: 'alertmanager',
    ...(query === undefined ? {} : { query }),
    ...(body === undefined ? {} : { body }),
    ...(description === undefined ? {} : { description }),
    answers: {
      200: { description: "As Alertmanager's API answers.", ...(data === undefined ? {} : { schema: data }) },
      400: { description: 'What is wrong.', schema: z.string() },
      ...(path.includes('{') || told.method === 'POST'
        ? { 404: { description: 'There is none.', schema: z.string() } }
        : {}),
    },
    failure,
    handle: async (request) => {
      const { tenant } = principalOf(request);
      const told200 = await answer({ tenant, form: Form.of(request), request });
      return told200 === undefined ? { status: 200 } : json(200, told200);
    },
  };
}

/** Alertmanager tells what is wrong as a JSON string. */
function failure(error: unknown): RouteAnswer {
  if (error instanceof BadRequest) return json(400, error.message);
  if (error instanceof NotFound) return json(404, error.message);
  if (error instanceof ProblemError)
    return json(
      error.status,
      [error.message, ...(error.errors ?? []).map(({ path, message }) => `${path} ${message}`)].join(' '),
    );
  return json(500, 'something went wrong here; the log holds more under the trace id');
}

function json(status: number, content: unknown): RouteAnswer {
  return { status, raw: { type: 'application/json', content: JSON.stringify(content) } };
}

export const filterField = z
  .array(z.string())
  .meta({ description: 'Matchers that all must fit, such as `instance="web-1"`.' });

/** The matchers of the fields named `filter`. @throws BadRequest for a text that is none */
export function filtersOf(form: Form): Matcher[] {
  return form.all('filter').map((text) => {
    const read = readMatcher(text);
    if (read.kind === 'refused') throw new BadRequest(read.message);
    return read.matcher;
  });
}
