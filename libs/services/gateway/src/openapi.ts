import { ProblemSchema } from '@tocsin/contracts/http/api-response';
import { z } from 'zod';
import { FORM_TYPE, type Route, yamlTypes } from './route.js';

type Json = Record<string, unknown>;

/** Makes JSON Schemas, and gathers the parts that have a name of their own, so that the document holds each once. */
class SchemaWriter {
  readonly named: Json = {};

  /** @param io - what is sent, where defaults may be left out, or what is answered */
  write(schema: z.ZodType, io: 'input' | 'output'): unknown {
    const {
      $schema: _dialect,
      $defs = {},
      ...made
    } = z.toJSONSchema(schema, { target: 'draft-2020-12', io, unrepresentable: 'any' }) as Json & { $defs?: Json };
    for (const [name, definition] of Object.entries($defs))
      this.named[this.#nameOf(name, io)] = this.#linked(definition, io);
    return this.#linked(made, io);
  }

  #nameOf(name: string, io: 'input' | 'output'): string {
    return io === 'input' ? `${name}Input` : name;
  }

  /** The same schema with its links led to the document's components. */
  #linked(schema: unknown, io: 'input' | 'output'): unknown {
    return JSON.parse(JSON.stringify(schema), (key, value: unknown) => {
      if (key !== '$ref' || typeof value !== 'string') return value;
      return `#/components/schemas/${this.#nameOf(value.replace('#/$defs/', ''), io)}`;
    });
  }
}

/** The OpenAPI 3.1 document of the routes. */
export function openApiOf(routes: readonly Route[]): Json {
  const writer = new SchemaWriter();
  const paths: Record<string, Json> = {};
  for (const route of routes) (paths[route.path] ??= {})[route.method.toLowerCase()] = operation(route, writer);
  const problem = writer.write(ProblemSchema, 'output');
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
      schemas: { ...writer.named, Problem: problem },
      responses: {
        Problem: {
          description: 'What went wrong.',
          content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
        },
      },
    },
  };
}

function operation(route: Route, writer: SchemaWriter): Json {
  const { tag, summary, description, scope, body, answers } = route;
  const responses = Object.entries(answers).map(([status, answer]) => {
    const content =
      answer.schema === undefined
        ? {}
        : { content: { [answer.type ?? 'application/json']: { schema: writer.write(answer.schema, 'output') } } };
    return [status, { description: answer.description, ...content }];
  });
  return {
    tags: [tag],
    summary,
    operationId: `${route.method.toLowerCase()}${route.path.replaceAll(/[^a-zA-Z0-9]+/g, '_')}`,
    ...(description === undefined ? {} : { description }),
    ...(scope === null ? { security: [] } : { security: [{ token: [scope] }] }),
    parameters: [...pathParameters(route), ...queryParameters(route, writer)],
    ...(body === undefined
      ? {}
      : {
          requestBody: {
            required: true,
            content: Object.fromEntries(body.types.map((type) => [type, bodyContent(body, type, writer)])),
          },
        }),
    responses: { ...Object.fromEntries(responses), default: { $ref: '#/components/responses/Problem' } },
  };
}

function bodyContent({ schema, example }: NonNullable<Route['body']>, type: string, writer: SchemaWriter): Json {
  if (yamlTypes.includes(type)) return { schema: { type: 'string' } };
  if (type !== 'application/json' && type !== FORM_TYPE) return { schema: { type: 'string', format: 'binary' } };
  return { schema: writer.write(schema, 'input'), ...(example === undefined ? {} : { example }) };
}

function pathParameters({ path }: Route): unknown[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
}

function queryParameters({ query }: Route, writer: SchemaWriter): unknown[] {
  if (query === undefined) return [];
  const { properties = {}, required = [] } = writer.write(query, 'input') as {
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
