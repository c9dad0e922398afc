import { parseRuleFile } from '@tocsin/domain/groups/rule-file';
import { AlertRuleTemplates } from '@tocsin/domain/rule-templates/alert-rule-templates';
import type { RuleDraft } from '@tocsin/domain/rules/alert-rule';
import type { Principal } from '../auth-manager.js';
import { ProblemError } from '../problem.js';
import type { RouteAnswer, RouteRequest } from '../route.js';
import { templateRoutes } from './template-routes.js';
import {
  type ListedTemplate,
  ListedTemplateSchema,
  type WrittenTemplate,
  WrittenTemplateSchema,
} from './written-template.js';

const principal: Principal = { subject: 'ann', tenant: 'acme', scopes: ['rules:write'], tier: 'standard' };
const { all } = AlertRuleTemplates;

let created: RouteRequest[];
beforeEach(() => void (created = []));

const routes = (externalUrl = '') =>
  templateRoutes({
    externalUrl,
    createRule: async (request) => {
      created.push(request);
      return { status: 201, data: { ...(request.body as object), id: 'r1' } };
    },
  });

interface Ask {
  id?: string;
  query?: Record<string, string>;
  body?: unknown;
  headers?: Record<string, string>;
  externalUrl?: string;
}

async function ask(named: string, { id, query = {}, body, headers = {}, externalUrl }: Ask = {}): Promise<RouteAnswer> {
  const route = routes(externalUrl).find(({ method, path }) => `${method} ${path}` === named);
  if (route === undefined) throw new Error(`there is no ${named}`);
  return route.handle({ principal, params: id === undefined ? {} : { id }, query, headers, body });
}

async function problemOf(answer: Promise<RouteAnswer>): Promise<unknown> {
  const error: unknown = await answer.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof ProblemError)) throw new Error(`no problem: ${String(error)}`);
  return { status: error.status, errors: error.errors };
}

const list = 'GET /api/rule-templates';
const read = 'GET /api/rule-templates/{id}';
const runbook = 'GET /api/rule-templates/{id}/runbook';
const use = 'POST /api/rule-templates/{id}/rules';
const idsOf = ({ data }: RouteAnswer): string[] => (data as ListedTemplate[]).map(({ id }) => id);

test('all templates are listed, page by page, each once', async () => {
  const ids: string[] = [];
  let cursor: string | undefined;
  do {
    const answer = await ask(list, { query: { limit: '25', ...(cursor === undefined ? {} : { cursor }) } });
    for (const one of answer.data as unknown[]) ListedTemplateSchema.parse(one);
    ids.push(...idsOf(answer));
    cursor = answer.meta?.next_cursor;
  } while (cursor !== undefined);
  expect(ids).toEqual(all.map(({ id }) => id));
});

test('templates are found by group, by text and by a metric under any of its names', async () => {
  expect(new Set((await ask(list, { query: { group: 'jvm' } })).data as unknown[]).size).toBe(
    all.filter(({ group }) => group === 'jvm').length,
  );
  expect(idsOf(await ask(list, { query: { q: 'HEARTBEAT' } }))).toContain('heartbeat-missed');
  expect(idsOf(await ask(list, { query: { metric: 'pg_up' } }))).toEqual(['postgres-down']);
  expect(idsOf(await ask(list, { query: { metric: 'pg_replication_lag' } }))).toEqual(['postgres-replica-behind']);
  expect(idsOf(await ask(list, { query: { metric: 'no_such_metric' } }))).toEqual([]);
  expect(await problemOf(ask(list, { query: { group: 'nonsense' } }))).toMatchObject({ status: 422 });
  expect(await problemOf(ask(list, { query: { cursor: 'bm9uc2Vuc2U' } }))).toMatchObject({ status: 422 });
});

test.each(all.map(({ id }) => id))('%s is read whole, and as a rule file that can be read', async (id) => {
  const written = WrittenTemplateSchema.parse((await ask(read, { id })).data) as WrittenTemplate;
  expect(written.parameters.map(({ name }) => name)).toContain('for');
  expect(written.runbook).toMatch(/^# .+\n/);
  const { raw } = await ask(read, { id, query: { format: 'yaml' } });
  expect(raw?.type).toBe('application/yaml');
  const parsed = parseRuleFile(String(raw?.content));
  if (parsed.kind === 'refused') throw new Error(JSON.stringify(parsed.findings));
  expect(parsed.groups).toMatchObject([{ name: written.group, rules: [{ kind: 'alerting', name: written.title }] }]);
});

test('a template that there is not is not found, whatever its name', async () => {
  for (const id of ['nonsense', '__proto__', 'constructor', '../x'])
    for (const route of [read, runbook, use])
      expect(await problemOf(ask(route, { id }))).toMatchObject({ status: 404 });
});

test('a runbook is read as Markdown by anybody', async () => {
  const answer = await ask(runbook, { id: 'postgres-down' });
  expect(answer.raw?.type).toBe('text/markdown; charset=utf-8');
  expect(String(answer.raw?.content)).toContain('## When it is a false alarm');
  expect(routes().find(({ path }) => path.endsWith('/runbook'))?.scope).toBeNull();
});

test('a rule is made as POST /api/rules makes it, with the headers of the request', async () => {
  const body = { parameters: { threshold: 0.02, job: 'checkout' }, name: 'Checkout fails', labels: { team: 'shop' } };
  const headers = { 'idempotency-key': 'k1' };
  const answer = await ask(use, { id: 'http-error-ratio', body, headers, externalUrl: 'https://tocsin.example' });
  expect(answer.status).toBe(201);
  expect(created).toMatchObject([
    {
      principal,
      headers,
      body: {
        name: 'Checkout fails',
        labels: { team: 'shop' },
        runbook: 'https://tocsin.example/api/rule-templates/http-error-ratio/runbook',
        annotations: { rule_template: 'http-error-ratio' },
        conditions: [
          {
            type: 'promql',
            expr: 'sum by (job) (rate(http_requests_total{code=~"5..",job="checkout"}[5m])) / sum by (job) (rate(http_requests_total{job="checkout"}[5m])) > 0.02',
          },
        ],
      },
    },
  ]);
});

test('without a body a rule has every default, and no link where nobody knows how the platform is reached', async () => {
  await ask(use, { id: 'target-down' });
  const draft = created[0]?.body as RuleDraft;
  expect(draft).toMatchObject({ name: 'A target does not answer its scrape', for: '3m' });
  expect(draft.runbook).toBeUndefined();
});

test('a dry run is one of POST /api/rules, too', async () => {
  await ask(use, { id: 'postgres-down', body: { dry_run: true } });
  await ask(use, { id: 'postgres-down', body: {} });
  expect(created.map(({ query }) => query)).toEqual([{ dry_run: 'true' }, {}]);
  expect(created[0]?.body).toEqual(created[1]?.body);
});

test('what cannot be is refused with the path and the fix, and nothing is made', async () => {
  const body = { parameters: { threshold: 2, window: '5 minutes', job: 7, nonsense: 1 } };
  expect(await problemOf(ask(use, { id: 'http-error-ratio', body }))).toEqual({
    status: 422,
    errors: [
      expect.objectContaining({ path: 'parameters.nonsense', code: 'unknown_field' }),
      expect.objectContaining({ path: 'parameters.threshold', fix: 'Give a number of the unit share.' }),
      expect.objectContaining({ path: 'parameters.window' }),
      expect.objectContaining({ path: 'parameters.job' }),
    ],
  });
  const wrong: [string, unknown][] = [
    ['labels.9', { labels: { 9: 'x' } }],
    ['name', { name: '' }],
    ['parameters', { parameters: [] }],
    ['tenant_id', { tenant_id: 'globex' }],
  ];
  for (const [path, sent] of wrong)
    expect(await problemOf(ask(use, { id: 'target-down', body: sent }))).toMatchObject({
      status: 422,
      errors: [{ path }],
    });
  expect(created).toEqual([]);
});
