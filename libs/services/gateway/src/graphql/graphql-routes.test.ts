import { apiResponse } from '@tocsin/contracts/http/api-response';
import { AlertRuleSchema, RuleDraftSchema } from '@tocsin/domain/rules/alert-rule';
import { getIntrospectionQuery, printSchema } from 'graphql';
import { z } from 'zod';
import { withNames } from '@tocsin/domain/access/pseudonym';
import type { Scope } from '@tocsin/domain/access/permission';
import type { Principal } from '../auth-manager.js';
import { invalid, notFound } from '../problem.js';
import { headerOf, PageSchema, parsed, type Route, type RouteRequest } from '../route.js';
import { graphqlNameOf } from './graphql-names.js';
import { graphqlRoutes } from './graphql-routes.js';
import { graphqlSchemaOf } from './graphql-schema.js';

const rule = {
  ...RuleDraftSchema.parse({
    name: 'High CPU Usage',
    severity: 'HIGH',
    category: 'infrastructure',
    conditions: [{ type: 'threshold', metric_path: 'cpu', operator: '>', threshold: 80 }],
  }),
  id: 'r1',
  tenant_id: 'acme',
  version: 1,
  created_at: 1_763_900_000_000,
  updated_at: 1_763_900_000_000,
};

const ADA = `subj_${'a'.repeat(32)}`;
let asked: RouteRequest[];
const answers = (schema: z.ZodType) => ({ 200: { description: 'It.', schema: apiResponse(schema) } });
const told = { tag: 'rules', summary: 'Do it' };
const ruleRoutes: Route[] = [
  {
    ...told,
    method: 'GET',
    path: '/api/rules',
    operation: 'listRules',
    scope: 'rules:read',
    query: z.strictObject({ ...PageSchema, label: z.array(z.string()).optional() }),
    answers: answers(z.array(AlertRuleSchema)),
    handle: async (request) => {
      asked.push(request);
      return { status: 200, data: [rule], meta: { next_cursor: 'c2' } };
    },
  },
  {
    ...told,
    method: 'GET',
    path: '/api/rules/{id}',
    operation: 'getRule',
    scope: 'rules:read',
    answers: answers(AlertRuleSchema),
    handle: async ({ params }) => {
      if (params['id'] === 'broken') throw new Error('secret of the inside');
      if (params['id'] !== 'r1') throw notFound('such rule');
      return { status: 200, data: rule };
    },
  },
  {
    ...told,
    method: 'PUT',
    path: '/api/rules/{id}',
    operation: 'updateRule',
    scope: 'rules:write',
    body: { types: ['application/json'], schema: RuleDraftSchema },
    answers: answers(AlertRuleSchema),
    handle: async (request) => {
      asked.push(request);
      const draft = parsed(RuleDraftSchema, request.body);
      if (draft.name === 'wrong')
        throw invalid([{ path: 'name', code: 'wrong', message: 'is wrong', fix: 'Call it otherwise.' }]);
      return { status: 200, data: { ...rule, ...draft, version: Number(headerOf(request, 'if-match') ?? '1') + 1 } };
    },
  },
  {
    ...told,
    method: 'DELETE',
    path: '/api/rules/{id}',
    operation: 'deleteRule',
    scope: 'rules:delete',
    answers: { 204: { description: 'It is gone.' } },
    handle: async () => ({ status: 204 }),
  },
  {
    ...told,
    method: 'GET',
    path: '/api/authors/{id}',
    operation: 'getAuthor',
    scope: 'rules:read',
    answers: answers(z.strictObject({ author: z.string() })),
    handle: async ({ params }) => {
      if (params['id'] !== 'r1') throw notFound(`such rule of ${ADA}`);
      return { status: 200, data: { author: ADA } };
    },
  },
  {
    ...told,
    method: 'GET',
    path: '/api/pseudonyms/{id}',
    operation: 'getPseudonym',
    scope: 'rules:read',
    keepsPseudonyms: true,
    answers: answers(z.strictObject({ author: z.string() })),
    handle: async () => ({ status: 200, data: { author: ADA } }),
  },
  {
    ...told,
    method: 'GET',
    path: '/api/v1/rules',
    operation: 'prometheusRules',
    scope: 'rules:read',
    answers: answers(z.json()),
    handle: none,
  },
];

async function none(): Promise<never> {
  throw new Error('nobody should have asked');
}

let errors: unknown[];
beforeEach(() => {
  asked = [];
  errors = [];
});

async function ask(
  query: string,
  { variables = {}, scopes = ['rules:read', 'rules:write'] as Scope[], mayIntrospect = false } = {},
) {
  const principal: Principal = { subject: 's', tenant: 'acme', scopes, tier: 'standard' };
  const [route] = graphqlRoutes({
    schema: graphqlSchemaOf(ruleRoutes),
    mayIntrospect,
    onError: (error) => errors.push(error),
    named: async (tenant, json) => withNames(json, (id) => (tenant === 'acme' && id === ADA ? 'ada' : null)),
    onDenied: () => undefined,
  });
  const body = { query, variables };
  const answer = await route?.handle({ principal, params: {}, query: {}, headers: {}, body, traceId: 't1' });
  const content = JSON.parse(String(answer?.raw?.content)) as {
    data?: Record<string, unknown>;
    errors?: { message: string; extensions?: object }[];
  };
  return { status: answer?.status, ...content };
}

test.each([
  ['GET', 'listRules', 'query rules'],
  ['GET', 'getRule', 'query rule'],
  ['GET', 'listRuleVersions', 'query ruleVersions'],
  ['GET', 'getNotificationPolicy', 'query notificationPolicy'],
  ['GET', 'explainAlert', 'query explainAlert'],
  ['POST', 'createRule', 'mutation createRule'],
  ['POST', 'restoreRule', 'mutation restoreRule'],
  ['PUT', 'updateRuleGroup', 'mutation updateRuleGroup'],
  ['DELETE', 'unacknowledgeAlert', 'mutation unacknowledgeAlert'],
] as const)('%s %s is the %s', (method, operation, name) => {
  const shown = graphqlNameOf({ method, operation });
  expect(`${shown.operation} ${shown.name}`).toBe(name);
});

test('the schema follows from the routes, with a type for each named schema and none for Prometheus', () => {
  const text = printSchema(graphqlSchemaOf(ruleRoutes));
  expect(text).toContain('rules(limit: Int, cursor: String, label: [String!]): RulesPage');
  expect(text).toContain('updateRule(id: String!, input: RuleConfigModelInput!, if_match: String): AlertRule');
  expect(text).toContain('union RuleCondition = RuleConditionThreshold | ');
  expect(text).toContain('severity: AlertSeverity!');
  expect(text).not.toContain('v1');
});

test('a query reads what REST reads, page by page, and each kind of condition by its own fields', async () => {
  const { status, data } = await ask(
    '{ rules(limit: 5, label: ["a=b"]) { next_cursor nodes { id severity created_at conditions { ... on RuleConditionThreshold { operator threshold } } } } rule(id: "r1") { owner } }',
  );
  expect(status).toBe(200);
  expect(data).toEqual({
    rules: {
      next_cursor: 'c2',
      nodes: [
        { id: 'r1', severity: 'HIGH', created_at: 1_763_900_000_000, conditions: [{ operator: '>', threshold: 80 }] },
      ],
    },
    rule: { owner: null },
  });
  expect(asked).toMatchObject([{ query: { limit: '5', label: ['a=b'] }, principal: { tenant: 'acme' } }]);
});

test('a mutation sends its input, in the text or as a variable, with the headers of REST as arguments', async () => {
  const input =
    '{ name: "n", severity: LOW, category: ml, conditions: [{ type: "threshold", metric_path: "m", operator: ">", threshold: -1.5 }] }';
  const written = await ask(
    `mutation { updateRule(id: "r1", if_match: "4", input: ${input}) { name severity version } }`,
  );
  expect(written.data).toEqual({ updateRule: { name: 'n', severity: 'LOW', version: 5 } });
  const { conditions, name } = asked[0]?.body as typeof rule;
  expect({ conditions, name }).toEqual({
    name: 'n',
    conditions: [{ type: 'threshold', metric_path: 'm', operator: '>', threshold: -1.5 }],
  });
  const sent = await ask('mutation ($input: RuleConfigModelInput!) { updateRule(id: "r1", input: $input) { name } }', {
    variables: { input: { name: 'v', severity: 'LOW', category: 'ml', conditions: rule.conditions } },
  });
  expect(sent.data).toEqual({ updateRule: { name: 'v' } });
});

test('what goes wrong is told with the problem of REST, and other fields are answered', async () => {
  const { status, data, errors: wrong } = await ask('{ a: rule(id: "r1") { id } b: rule(id: "r2") { id } }');
  expect(status).toBe(200);
  expect(data).toEqual({ a: { id: 'r1' }, b: null });
  expect(wrong).toMatchObject([
    { path: ['b'], extensions: { type: 'urn:tocsin:problem:not-found', status: 404, trace_id: 't1' } },
  ]);
});

test('a mutation that is not valid names the path of what is wrong', async () => {
  const input = { name: 'wrong', severity: 'LOW', category: 'ml', conditions: rule.conditions };
  const { errors: wrong } = await ask(
    'mutation ($input: RuleConfigModelInput!) { updateRule(id: "r1", input: $input) { id } }',
    { variables: { input } },
  );
  expect(wrong).toMatchObject([{ extensions: { status: 422, errors: [{ path: 'name', fix: 'Call it otherwise.' }] } }]);
});

test('each field asks for the scope of its route', async () => {
  const { data, errors: wrong } = await ask('mutation { deleteRule(id: "r1") }');
  expect(data).toEqual({ deleteRule: null });
  expect(wrong).toMatchObject([{ extensions: { status: 403, type: 'urn:tocsin:problem:scope-missing' } }]);
  expect((await ask('mutation { deleteRule(id: "r1") }', { scopes: ['rules:delete'] })).data).toEqual({
    deleteRule: true,
  });
});

test('nothing of the inside is told, and whoever runs the platform hears of it', async () => {
  const { errors: wrong } = await ask('{ rule(id: "broken") { id } }');
  expect(JSON.stringify(wrong)).not.toContain('secret');
  expect(wrong).toMatchObject([{ extensions: { status: 500 } }]);
  expect(errors).toHaveLength(1);
});

const nested = (levels: number): string =>
  `{ rule(id: "r1") { ${'conditions { ... on RuleConditionComposite { '.repeat(levels)} match ${'} }'.repeat(levels)} } }`;

test.each([
  ['a query 40 levels deep', nested(40)],
  ['a fragment that holds itself', '{ rule(id: "r1") { ...f } } fragment f on AlertRule { id ...f }'],
  ['a hundred aliases', `{ rule(id: "r1") { ${Array.from({ length: 100 }, (_, i) => `a${i}: id`).join(' ')} } }`],
  ['many fields at the top', `{ ${Array.from({ length: 11 }, () => 'rule(id: "r1") { id }').join(' ')} }`],
  [
    'fields that cost too much',
    `{ rules { nodes { ${'conditions { ... on RuleConditionThreshold { operator } } '.repeat(200)} } } }`,
  ],
  ['more words than a query may have', `{ ${'rule(id: "r1") { id } '.repeat(800)} }`],
  ['introspection where strangers may not', '{ __schema { types { name } } }'],
  ['fields that are not there', '{ rules { nodes { secret } } }'],
  ['a text that is no query', '{'],
])('%s is refused before anything is carried out', async (_, query) => {
  const { status, data, errors: wrong } = await ask(query);
  expect(status).toBe(400);
  expect(data).toBeUndefined();
  expect(wrong?.length).toBeGreaterThan(0);
  expect(asked).toEqual([]);
});

test('nine levels of conditions can be read', async () => {
  expect((await ask(nested(4))).status).toBe(200);
});

test('a tool that reads the whole schema is answered where it may', async () => {
  expect((await ask(getIntrospectionQuery(), { mayIntrospect: true })).data).toHaveProperty('__schema');
});

test('where it is allowed, tools may ask what there is', async () => {
  const { data } = await ask('{ __type(name: "AlertRule") { fields { name } } }', { mayIntrospect: true });
  expect(JSON.stringify(data)).toContain('keep_firing_for');
});

test('persons are named where they stand by pseudonyms, in errors too, but not where pseudonyms are what is told', async () => {
  const { data, errors: told } = await ask(
    '{ author(id: "r1") { author } missing: author(id: "no") { author } pseudonym(id: "x") { author } }',
  );
  expect(data).toEqual({ author: { author: 'ada' }, missing: null, pseudonym: { author: ADA } });
  expect(told?.map(({ message }) => message)).toEqual(['There is no such rule of ada.']);
});
