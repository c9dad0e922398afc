import {
  type GraphQLFieldConfig,
  type GraphQLFieldConfigMap,
  GraphQLError,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  type GraphQLOutputType,
  GraphQLBoolean,
  GraphQLSchema,
  GraphQLString,
} from 'graphql';
import { pseudonymsIn } from '@tocsin/domain/access/pseudonym';
import { z } from 'zod';
import { AuthManager, type Principal } from '../auth-manager.js';
import { type ProblemError, problemOf } from '../problem.js';
import { askRoute, isOwnApi, type Route, type RouteRequest } from '../route.js';
import { graphqlNameOf } from './graphql-names.js';
import { GraphqlTypes, pascal } from './graphql-types.js';

/** What every field is resolved with. */
export interface GraphqlContext {
  principal: Principal;
  traceId: string;
  signal: AbortSignal | undefined;
  onError(error: unknown, traceId: string): void;
  /** Gives back the names of those whose pseudonyms stand in JSON. */
  named(tenant: string, json: string): Promise<string>;
  /** Hears of what the principal was not allowed. */
  onDenied(principal: Principal, problem: ProblemError): void;
}

type Field = GraphQLFieldConfig<unknown, GraphqlContext>;
type Args = Readonly<Record<string, unknown>>;

/** Fields that headers have in REST. */
const headerArgs = { idempotency_key: 'idempotency-key', if_match: 'if-match' } as const;

/**
 * The schema of the routes under `/api` that speak JSON: reading ones are queries, the others mutations. What a field
 * may be asked, what it answers, who may ask and what it does come from the route.
 *
 * @param subscription - what can be subscribed to
 */
export function graphqlSchemaOf(
  routes: readonly Route[],
  subscription?: (types: GraphqlTypes) => GraphQLObjectType,
): GraphQLSchema {
  const types = new GraphqlTypes();
  const fields: Record<'query' | 'mutation', GraphQLFieldConfigMap<unknown, GraphqlContext>> = {
    query: {},
    mutation: {},
  };
  for (const route of routes) {
    const answer = isShown(route) ? dataOf(route) : null;
    if (answer === null) continue;
    const { operation, name } = graphqlNameOf(route);
    if (fields[operation][name] !== undefined) throw new TypeError(`two routes are the ${operation} ${name}`);
    fields[operation][name] = fieldOf(route, name, answer.schema, types);
  }
  return new GraphQLSchema({
    query: new GraphQLObjectType({ name: 'Query', fields: fields.query }),
    mutation: new GraphQLObjectType({ name: 'Mutation', fields: fields.mutation }),
    ...(subscription === undefined ? {} : { subscription: subscription(types) }),
  });
}

/** Whether GraphQL shows a route; not what speaks the languages of Prometheus and Alertmanager, nor what is no JSON. */
export function isShown({ path, scope, body }: Route): boolean {
  return isOwnApi(path) && scope !== null && (body === undefined || body.types.includes('application/json'));
}

/** The schema of what a route answers, null in it where it answers nothing; null when it answers something else than JSON. */
function dataOf({ answers }: Route): { schema: z.ZodType | null } | null {
  if (Object.hasOwn(answers, 204)) return { schema: null };
  const [, answer] = Object.entries(answers).find(([code]) => code.startsWith('2')) ?? [];
  const schema = answer?.type === undefined ? answer?.schema : undefined;
  const data = schema instanceof z.ZodObject ? (schema.shape as Record<string, z.ZodType>)['data'] : undefined;
  return data === undefined ? null : { schema: data };
}

function fieldOf(route: Route, name: string, data: z.ZodType | null, types: GraphqlTypes): Field {
  const { summary, description, scope } = route;
  const isPaged = cursorOf(route) !== undefined;
  // Null where the field was refused: others in the same request are answered all the same.
  const type = data === null ? GraphQLBoolean : typeOfData(data, name, isPaged, types);
  return {
    type,
    description: `${summary}.${description === undefined ? '' : ` ${description}`} Needs the scope ${scope ?? ''}.`,
    args: argsOf(route, name, types),
    resolve: async (_source, args: Args, context) => {
      try {
        if (scope !== null && scope !== 'authenticated') AuthManager.demand(context.principal, scope);
        const { data: written, meta = {} } = await askRoute(route, requestOf(route, args, context));
        if (data === null) return true;
        const answered = route.keepsPseudonyms === true ? written : await named(written, context);
        return isPaged ? { nodes: answered, next_cursor: meta.next_cursor ?? null } : (answered ?? null);
      } catch (error) {
        throw await namedError(told(error, name, context), context);
      }
    },
  };
}

function typeOfData(data: z.ZodType, name: string, isPaged: boolean, types: GraphqlTypes): GraphQLOutputType {
  if (!isPaged) return types.output(data, pascal(name));
  const item = data instanceof z.ZodArray ? types.output(data.element as z.ZodType, `${pascal(name)}Item`) : null;
  if (item === null) throw new TypeError(`${name} has pages and answers no list`);
  return new GraphQLObjectType({
    name: `${pascal(name)}Page`,
    fields: {
      nodes: { type: new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(item))) },
      next_cursor: {
        type: GraphQLString,
        description: 'Sent as `cursor`, it gives the next page; null on the last one.',
      },
    },
  });
}

const cursorOf = ({ query }: Route): unknown =>
  query instanceof z.ZodObject ? (query.shape as Record<string, unknown>)['cursor'] : undefined;

function argsOf(route: Route, name: string, types: GraphqlTypes): NonNullable<Field['args']> {
  const args: NonNullable<Field['args']> = {};
  for (const parameter of parametersOf(route)) args[parameter] = { type: new GraphQLNonNull(GraphQLString) };
  if (route.query instanceof z.ZodObject) {
    const shape = route.query.shape as Record<string, z.ZodType>;
    for (const [field, schema] of Object.entries(shape))
      args[field] = { type: types.input(schema, `${pascal(name)}${pascal(field)}`) };
  }
  if (route.body !== undefined) {
    const input = types.input(route.body.schema, pascal(name));
    args['input'] = { type: route.body.isOptional === true ? input : new GraphQLNonNull(input) };
  }
  if (route.method === 'POST') args['idempotency_key'] = { type: GraphQLString };
  if (route.method === 'PUT' || route.method === 'DELETE') args['if_match'] = { type: GraphQLString };
  return args;
}

const parametersOf = ({ path }: Route): string[] => [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name as string);

/** The request as it would have come by REST. */
function requestOf(route: Route, args: Args, { principal, traceId, signal }: GraphqlContext): RouteRequest {
  const parameters = new Set(parametersOf(route));
  const params: Record<string, string> = {};
  const query: Record<string, unknown> = {};
  const headers: Record<string, string> = { accept: 'application/json', 'content-type': 'application/json' };
  for (const [name, value] of Object.entries(args)) {
    if (value === null || value === undefined || name === 'input') continue;
    if (name in headerArgs) headers[headerArgs[name as keyof typeof headerArgs]] = String(value);
    else if (parameters.has(name)) params[name] = String(value);
    else query[name] = Array.isArray(value) ? value.map(String) : String(value);
  }
  return {
    principal,
    params,
    query,
    headers,
    traceId,
    body: plain(args['input']),
    ...(signal === undefined ? {} : { signal }),
  };
}

/** Arguments come as objects without a prototype; those who check bodies expect what JSON.parse gives. */
const plain = (input: unknown): unknown => (input === undefined ? undefined : JSON.parse(JSON.stringify(input)));

/** What is answered, with names in the place of pseudonyms. Where names cannot be had, it is answered with pseudonyms. */
async function named(answered: unknown, context: GraphqlContext): Promise<unknown> {
  const json = JSON.stringify(answered);
  if (json === undefined || pseudonymsIn(json).length === 0) return answered;
  try {
    return JSON.parse(await context.named(context.principal.tenant, json));
  } catch (error) {
    context.onError(error, context.traceId);
    return answered;
  }
}

async function namedError(error: GraphQLError, context: GraphqlContext): Promise<GraphQLError> {
  const { message, extensions } = error;
  const told = (await named({ message, extensions }, context)) as Pick<GraphQLError, 'message' | 'extensions'>;
  return new GraphQLError(told.message, { extensions: told.extensions });
}

/** A problem as GraphQL tells errors: the code and the findings stand in `extensions`. */
export function told(
  error: unknown,
  name: string,
  { principal, traceId, onError, onDenied }: GraphqlContext,
): GraphQLError {
  const problem = problemOf(error);
  if (problem.status >= 500) onError(error, traceId);
  if (problem.status === 403) onDenied(principal, problem);
  return new GraphQLError(problem.message, { extensions: { ...problem.toProblem(`/graphql#${name}`, traceId) } });
}
