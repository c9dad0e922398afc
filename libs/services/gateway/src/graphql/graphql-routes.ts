import {
  execute,
  type ExecutionResult,
  GraphQLError,
  type GraphQLSchema,
  parse,
  specifiedRules,
  validate,
} from 'graphql';
import { z } from 'zod';
import { parsed, principalOf, type Route } from '../route.js';
import { limitRules, TOKENS_MAX } from './graphql-limits.js';
import type { GraphqlContext } from './graphql-schema.js';

/** Longest query text; the console's longest has 4,000 characters. */
const QUERY_LENGTH_MAX = 20_000;

const RequestSchema = z
  .strictObject({
    query: z.string().min(1).max(QUERY_LENGTH_MAX),
    variables: z.record(z.string(), z.json()).nullish(),
    operationName: z.string().max(200).nullish(),
    extensions: z.record(z.string(), z.json()).nullish(),
  })
  .meta({ id: 'GraphQLRequest' });
export type GraphqlRequest = z.infer<typeof RequestSchema>;

const AnswerSchema = z.looseObject({
  data: z.record(z.string(), z.json()).nullish(),
  errors: z.array(z.looseObject({ message: z.string() })).optional(),
});

export interface GraphqlOptions {
  schema: GraphQLSchema;
  /** Whether strangers to the schema may ask what it holds; not in production. */
  mayIntrospect: boolean;
  onError: GraphqlContext['onError'];
  named: GraphqlContext['named'];
  onDenied: GraphqlContext['onDenied'];
}

/** `/graphql`: queries and mutations over the same routes as REST, several in one request. */
export function graphqlRoutes({ schema, mayIntrospect, onError, named, onDenied }: GraphqlOptions): Route[] {
  return [
    {
      method: 'POST',
      path: '/graphql',
      operation: 'graphql',
      tag: 'graphql',
      summary: 'Ask by GraphQL',
      description:
        'Queries and mutations over what REST does; each field needs the scope of its route. Errors carry the problem in `extensions`.',
      scope: 'authenticated',
      // Each field names whom it may.
      keepsPseudonyms: true,
      body: {
        types: ['application/json'],
        schema: RequestSchema,
        example: { query: '{ rules(limit: 5) { nodes { id name severity } next_cursor } }' },
      },
      answers: {
        200: { description: 'Data, and what went wrong beside it.', schema: AnswerSchema },
        400: { description: 'The query was not carried out; `errors` says why.', schema: AnswerSchema },
      },
      handle: async (request) => {
        const asked = parsed(RequestSchema, request.body);
        const context = {
          principal: principalOf(request),
          traceId: request.traceId ?? '',
          signal: request.signal,
          onError,
          named,
          onDenied,
        };
        const document = documentOf(schema, asked, mayIntrospect);
        if (document instanceof Array) return answer(400, { errors: document });
        const { variables, operationName } = asked;
        const result = await execute({
          schema,
          document,
          contextValue: context,
          variableValues: variables ?? {},
          operationName: operationName ?? null,
        });
        return answer(result.data === undefined ? 400 : 200, result);
      },
    },
  ];
}

/** The query, or what is wrong with it. */
export function documentOf(
  schema: GraphQLSchema,
  { query }: Pick<GraphqlRequest, 'query'>,
  mayIntrospect: boolean,
): ReturnType<typeof parse> | readonly GraphQLError[] {
  try {
    const document = parse(query, { maxTokens: TOKENS_MAX });
    for (const rules of [limitRules(mayIntrospect), specifiedRules]) {
      const wrong = validate(schema, document, rules, { maxErrors: 20 });
      if (wrong.length > 0) return wrong;
    }
    return document;
  } catch (error) {
    if (error instanceof GraphQLError) return [error];
    throw error;
  }
}

const answer = (status: number, result: ExecutionResult) => ({
  status,
  raw: { type: 'application/json; charset=utf-8', content: JSON.stringify(result) },
});
