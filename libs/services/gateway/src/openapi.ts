import { isDeepStrictEqual } from 'node:util';
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
    for (const [name, definition] of Object.entries($defs)) {
      if (!isUnnamed(name)) this.#name(this.#nameOf(name, io), this.#linked(definition, io));
      else if (!isAnyJson(definition)) throw new TypeError('a schema that contains itself has no id');
    }
    return this.#linked(made, io);
  }

  #name(name: string, definition: unknown): void {
    if (name in this.named && !isDeepStrictEqual(this.named[name], definition))
      throw new TypeError(`two schemas have the id ${name}`);
    this.named[name] = definition;
  }

  #nameOf(name: string, io: 'input' | 'output'): string {
    return io === 'input' ? `${name}Input` : name;
  }

  /** The same schema with its links led to the document's components. */
  #linked(schema: unknown, io: 'input' | 'output'): unknown {
    return JSON.parse(JSON.stringify(schema), (key, value: unknown) => {
      if (key === '$ref' && typeof value === 'string')
        return isUnnamed(nameIn(value)) ? value : `#/components/schemas/${this.#nameOf(nameIn(value), io)}`;
      const { $ref, ...beside } = (value ?? {}) as Json;
      return typeof $ref === 'string' && isUnnamed(nameIn($ref)) ? beside : value;
    });
  }
}

const nameIn = (link: string): string => link.replace('#/$defs/', '');
/** What contains itself and has no id gets a name by number from Zod, the same one in each schema. */
const isUnnamed = (name: string): boolean => name.startsWith('__schema');
/** What `z.json()` becomes; `{}` says the same. */
const isAnyJson = (schema: unknown): boolean =>
  isDeepStrictEqual(
    (schema as { anyOf?: Json[] }).anyOf?.map(({ type }) => type),
    ['string', 'number', 'boolean', 'null', 'array', 'object'],
  );

const problemContent = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } };

/** The OpenAPI 3.1 document of the routes. @throws TypeError when two are one operation */
export function openApiOf(routes: readonly Route[]): Json {
  const writer = new SchemaWriter();
  const paths: Record<string, Json> = {};
  const operations = new Set<string>();
  for (const route of routes) {
    if (operations.has(route.operation)) throw new TypeError(`two routes are the operation ${route.operation}`);
    operations.add(route.operation);
    (paths[route.path] ??= {})[route.method.toLowerCase()] = operation(route, writer);
  }
  // It has a name of its own, and so comes to stand among the named ones.
  writer.write(ProblemSchema, 'output');
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
      schemas: writer.named,
      responses: {
        Problem: {
          description: 'What went wrong.',
          content: problemContent,
        },
      },
    },
  };
}

function operation(route: Route, writer: SchemaWriter): Json {
  const { tag, summary, description, scope, body, answers } = route;
  const responses = Object.entries(answers).map(([status, answer]) => {
    if (answer.schema === undefined) return [status, { description: answer.description }];
    const other = Object.fromEntries((answer.alsoAs ?? []).map((type) => [type, { schema: {} }]));
    const own = { [answer.type ?? 'application/json']: { schema: writer.write(answer.schema, 'output') }, ...other };
    // What is refused before the route sees it is a problem, whatever language the route speaks.
    const content = Number(status) < 400 ? own : { ...own, ...problemContent };
    return [status, { description: answer.description, content }];
  });
  return {
    tags: [tag],
    summary,
    operationId: route.operation,
    ...(description === undefined ? {} : { description }),
    ...(scope === null ? { security: [] } : { security: [{ token: scope === 'authenticated' ? [] : [scope] }] }),
    parameters: [...pathParameters(route), ...queryParameters(route, writer), ...headerParameters(route)],
    ...(body === undefined
      ? {}
      : {
          requestBody: {
            required: body.isOptional !== true,
            content: Object.fromEntries(body.types.map((type) => [type, bodyContent(body, type, writer)])),
          },
        }),
    responses: { ...Object.fromEntries(responses), default: { $ref: '#/components/responses/Problem' } },
  };
}

function bodyContent({ schema, example }: NonNullable<Route['body']>, type: string, writer: SchemaWriter): Json {
  // The same in YAML, and some of it may be left out there that stands elsewhere.
  if (yamlTypes.includes(type)) return { schema: {} };
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

function headerParameters({ headers = {} }: Route): unknown[] {
  return Object.entries(headers).map(([name, { description, isRequired, example }]) => ({
    name,
    in: 'header',
    required: isRequired,
    description,
    example,
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
