import { ProblemSchema } from '@tocsin/contracts/http/api-response';
import { z } from 'zod';
import type { Route } from './route.js';

const jsonSchema = (schema: z.ZodType, io: 'input' | 'output'): unknown => {
  const made = z.toJSONSchema(schema, {
    target: 'draft-2020-12',
    io,
    unrepresentable: 'any',
    reused: 'inline',
  }) as Record<string, unknown>;
  delete made['$schema'];
  return made;
};

/** The OpenAPI 3.1 document of the routes. */
export function openApiOf(routes: readonly Route[]): Record<string, unknown> {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const route of routes) (paths[route.path] ??= {})[route.method.toLowerCase()] = operation(route);
  return {
    openapi: '3.1.0',
    info: {
      title: 'Tocsin',
      version: '1',
      description:
        'Send metrics, write rules, see alerts. Every error is an RFC 9457 problem with a stable type and a trace id.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    tags: [...new Set(routes.map(({ tag }) => tag))].map((name) => ({ name })),
    paths,
    components: {
      securitySchemes: { token: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
      schemas: { Problem: jsonSchema(ProblemSchema, 'output') },
      responses: {
        Problem: {
          description: 'What went wrong.',
          content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
        },
      },
    },
  };
}

function operation(route: Route): Record<string, unknown> {
  const { tag, summary, description, scope, body, answers } = route;
  const responses = Object.entries(answers).map(([status, answer]) => {
    const content =
      answer.schema === undefined
        ? {}
        : { content: { [answer.type ?? 'application/json']: { schema: jsonSchema(answer.schema, 'output') } } };
    return [status, { description: answer.description, ...content }];
  });
  return {
    tags: [tag],
    summary,
    operationId: `${route.method.toLowerCase()}${route.path.replaceAll(/[^a-zA-Z0-9]+/g, '_')}`,
    ...(description === undefined ? {} : { description }),
    ...(scope === null ? { security: [] } : { security: [{ token: [scope] }] }),
    parameters: [...pathParameters(route), ...queryParameters(route)],
    ...(body === undefined
      ? {}
      : {
          requestBody: {
            required: true,
            content: Object.fromEntries(body.types.map((type) => [type, bodyContent(body, type)])),
          },
        }),
    responses: { ...Object.fromEntries(responses), default: { $ref: '#/components/responses/Problem' } },
  };
}

function bodyContent({ schema, example }: NonNullable<Route['body']>, type: string): Record<string, unknown> {
  if (type !== 'application/json') return { schema: { type: 'string', format: 'binary' } };
  return { schema: jsonSchema(schema, 'input'), ...(example === undefined ? {} : { example }) };
}

function pathParameters({ path }: Route): unknown[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
}

function queryParameters({ query }: Route): unknown[] {
  if (query === undefined) return [];
  const { properties = {}, required = [] } = jsonSchema(query, 'input') as {
    properties?: Record<string, { description?: string }>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    ...(schema.description === undefined ? {} : { description: schema.description }),
    schema,
  }));
}
