import type { Command, CommandReply } from '@tocsin/contracts/topics/commands';
import { approvalPolicies, groupProposals } from '@tocsin/contracts/topics/rule-proposals';
import { changeOf } from '@tocsin/contracts/topics/rule-groups';
import type { RuleGroupDocument, RuleGroupDraft } from '@tocsin/domain/groups/rule-group-document';
import { parseRuleFile } from '@tocsin/domain/groups/rule-file';
import { CompactedDirectory } from '@tocsin/ports/compacted-directory';
import { FakeClock } from '@tocsin/ports/clock.fake';
import type { Principal } from '../auth-manager.js';
import { ProblemError } from '../problem.js';
import { RuleGroupDirectory } from '../read-model/rule-group-directory.js';
import type { RouteAnswer } from '../route.js';
import { ruleGroupRoutes } from './rule-groups.js';

interface Ask {
  name?: string;
  body?: unknown;
  yaml?: string;
  headers?: Record<string, string>;
  query?: Record<string, string>;
}

const principal: Principal = { subject: 'ann', tenant: 'acme', scopes: ['rules:read'], tier: 'standard' };
const rules = [{ alert: 'Down', expr: 'up == 0', for: '5m' }];
const file = `groups:
- name: hosts
  rules:
  - alert: Down
    expr: up == 0
    for: 5m
- name: empty
`;

let sent: Command[];
let refuseWith: CommandReply['outcome'] | null;
let routes: ReturnType<typeof ruleGroupRoutes>;
let ask: (route: string, asked?: Ask) => Promise<RouteAnswer>;

beforeEach(() => {
  const groups = new RuleGroupDirectory();
  sent = [];
  refuseWith = null;
  let ids = 0;
  const put = (draft: RuleGroupDraft) => {
    const known = groups.get('acme', draft.name);
    const change = changeOf(known, draft);
    const group = { ...draft, tenant_id: 'acme', version: (known?.version ?? 0) + 1, created_at: 7, updated_at: 7 };
    return { change, group: known !== null && change === 'unchanged' ? known : group };
  };
  const carryOut = (command: Command): CommandReply['outcome'] => {
    sent.push(command);
    if (refuseWith !== null) return refuseWith;
    if (command.type === 'group.put') return { kind: 'group', ...put(command.draft) };
    if (command.type === 'group.import') return { kind: 'groups', groups: command.drafts.map(put), proposals: [] };
    if (command.type === 'group.delete') return { kind: 'deleted' };
    throw new Error(`nobody should have sent ${command.type}`);
  };
  routes = ruleGroupRoutes({
    groups,
    policies: new CompactedDirectory(approvalPolicies, () => 'policy'),
    groupProposals: new CompactedDirectory(groupProposals, ({ group }) => group),
    sender: { send: async (command) => carryOut(command) },
    clock: new FakeClock(7),
    ids: { next: () => `id-${(ids += 1)}` },
    processName: 'gateway',
  });
  ask = async (named, { name, body, yaml, headers = {}, query = {} } = {}) => {
    const route = routes.find(({ method, path }) => `${method} ${path}` === named);
    if (route === undefined) throw new Error(`there is no ${named}`);
    return route.handle({
      principal,
      params: name === undefined ? {} : { name },
      query,
      headers: yaml === undefined ? headers : { 'content-type': 'application/yaml; charset=utf-8', ...headers },
      body: yaml === undefined ? body : Buffer.from(yaml),
    });
  };
});

const list = 'GET /api/rule-groups';
const read = 'GET /api/rule-groups/{name}';
const put = 'PUT /api/rule-groups/{name}';
const remove = 'DELETE /api/rule-groups/{name}';
const importFile = 'POST /api/rule-files';

async function problemOf(answer: Promise<RouteAnswer>): Promise<{ status: number; code: string; errors: unknown }> {
  const error: unknown = await answer.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof ProblemError)) throw new Error(`no problem: ${String(error)}`);
  return { status: error.status, code: error.code, errors: error.errors };
}

test('a group is put, read, put again unchanged, changed and deleted', async () => {
  const created = await ask(put, { name: 'a/b c', body: { rules } });
  expect(created).toMatchObject({
    status: 201,
    headers: { etag: '"1"', location: '/api/rule-groups/a%2Fb%20c' },
    data: { name: 'a/b c', rules, version: 1, tenant_id: 'acme' },
  });
  expect((await ask(read, { name: 'a/b c' })).data).toEqual(created.data);
  expect(await ask(put, { name: 'a/b c', body: { rules } })).toMatchObject({ status: 200, headers: { etag: '"1"' } });
  const changed = await ask(put, { name: 'a/b c', yaml: 'interval: 30s' });
  expect(changed).toMatchObject({ status: 200, headers: { etag: '"2"' }, data: { interval: '30s', rules: [] } });
  expect(await ask(remove, { name: 'a/b c' })).toEqual({ status: 204 });
  expect(await problemOf(ask(read, { name: 'a/b c' }))).toMatchObject({ status: 404 });
  expect(sent.map(({ type, actor, tenant_id, reply_to }) => [type, actor, tenant_id, reply_to])).toEqual(
    ['group.put', 'group.put', 'group.put', 'group.delete'].map((type) => [type, 'ann', 'acme', 'gateway']),
  );
});

test('a group is given as a rule file to whom asks for YAML, and that file is put without a change', async () => {
  await ask(put, { name: 'hosts', body: { rules, labels: { team: 'infra' } } });
  const answer = await ask(read, { name: 'hosts', headers: { accept: 'application/yaml' } });
  expect(answer.raw?.type).toBe('application/yaml');
  const yaml = String(answer.raw?.content);
  expect(parseRuleFile(yaml)).toMatchObject({ kind: 'parsed', groups: [{ name: 'hosts', rules: [{ name: 'Down' }] }] });
  expect(await ask(put, { name: 'hosts', yaml })).toMatchObject({ status: 200, data: { version: 1 } });
});

test.each([
  ['application/yaml', true],
  ['text/yaml, */*;q=0.1', true],
  ['application/json;q=0.5, application/yaml', true],
  ['*/*', false],
  ['application/json, application/yaml', false],
  ['application/yaml;q=0', false],
  ['text/html', false],
])('to Accept: %s, YAML is sent: %s', async (accept, isYaml) => {
  await ask(put, { name: 'hosts', body: { rules } });
  const { raw, data } = await ask(read, { name: 'hosts', headers: { accept } });
  expect([raw !== undefined, data === undefined]).toEqual([isYaml, isYaml]);
});

test('the headers say which version is meant', async () => {
  const conditionOf = async (headers: Record<string, string>): Promise<unknown> => {
    await ask(put, { name: 'a', body: { rules }, headers });
    const command = sent.at(-1);
    return command?.type === 'group.put' ? command.if_version : null;
  };
  expect(await problemOf(ask(put, { name: 'a', body: { rules }, headers: { 'if-match': '*' } }))).toMatchObject({
    status: 412,
  });
  expect(await conditionOf({ 'if-none-match': '*' })).toBe(0);
  expect(await conditionOf({ 'if-match': '"3"' })).toBe(3);
  expect(await conditionOf({ 'if-match': '*' })).toBeUndefined();
  for (const wrong of ['"0"', 'W/"1"', 'x', '"1", "2"'])
    expect(await problemOf(ask(put, { name: 'a', body: { rules }, headers: { 'if-match': wrong } }))).toMatchObject({
      status: 412,
      code: 'conflict',
    });
  await ask(remove, { name: 'a', headers: { 'if-match': '"1"' } });
  expect(sent.at(-1)).toMatchObject({ type: 'group.delete', if_version: 1 });
});

test.each<[CommandReply['outcome'], number, string]>([
  [{ kind: 'conflict', message: 'the group is at version 2, not 1' }, 412, 'conflict'],
  [{ kind: 'limit_reached', message: 'the tenant has too many' }, 409, 'limit-reached'],
  [{ kind: 'not_found' }, 404, 'not-found'],
  [{ kind: 'invalid', path: 'name', message: 'cannot be kept' }, 422, 'invalid'],
])('what rule management says is told: %o', async (outcome, status, code) => {
  refuseWith = outcome;
  expect(await problemOf(ask(put, { name: 'a', body: { rules } }))).toMatchObject({ status, code });
  expect(await problemOf(ask(remove, { name: 'a' }))).toMatchObject({ status, code });
  expect(await problemOf(ask(importFile, { yaml: file }))).toMatchObject({ status, code });
});

test('a file is imported whole: what was created, changed and left as it was', async () => {
  await ask(put, { name: 'empty', body: { interval: '1m' } });
  await ask(put, { name: 'hosts', body: { rules } });
  const foreseen = await ask(importFile, { yaml: `${file}- name: third\n`, query: { dry_run: 'true' } });
  const outcome = { created: ['third'], changed: ['empty'], unchanged: ['hosts'], proposed: [] };
  expect(foreseen.data).toEqual({ dry_run: true, ...outcome });
  expect(sent).toHaveLength(2);
  const done = await ask(importFile, { yaml: `${file}- name: third\n` });
  expect(done).toEqual({ status: 200, data: { dry_run: false, ...outcome } });
  expect((await ask(read, { name: 'empty' })).data).toMatchObject({ version: 2 });
  expect((await ask(importFile, { body: { groups: [{ name: 'third' }] } })).data).toMatchObject({
    unchanged: ['third'],
  });
});

test('what is wrong is told with its place, and nothing is sent', async () => {
  const bad = file.replace('up == 0', 'up ==').replace('- name: empty', '- name: hosts');
  for (const query of [{}, { dry_run: 'true' }])
    expect(await problemOf(ask(importFile, { yaml: bad, query }))).toMatchObject({
      status: 422,
      errors: [
        { path: 'groups[0].rules[0].expr', line: 5, column: 11, message: expect.stringContaining('parse') },
        { path: 'groups[1]', line: 7, column: 3, message: expect.stringContaining('repeated') },
      ],
    });
  expect(await problemOf(ask(put, { name: 'hosts', yaml: 'rules:\n- alert: A\n  expr: (' }))).toMatchObject({
    status: 422,
    errors: [{ path: 'rules[0].expr', line: 3, column: 9 }],
  });
  const template = { rules: [{ ...rules[0], annotations: { summary: '{{ .Foo' } }] };
  expect(await problemOf(ask(put, { name: 'hosts', body: template }))).toMatchObject({
    status: 422,
    errors: [{ path: 'rules[0].annotations', message: expect.stringContaining('template') }],
  });
  expect(await problemOf(ask(put, { name: 'hosts', body: { ...template, name: 'other', rules } }))).toMatchObject({
    errors: [{ path: 'name' }],
  });
  expect(await problemOf(ask(importFile, { yaml: file, query: { dry_run: 'yes' } }))).toMatchObject({ status: 422 });
  expect(sent).toEqual([]);
});

test('a body is refused that is too large, of another kind, no UTF-8, or of another tenant', async () => {
  const large = `# ${'x'.repeat(600_000)}\n${file}`;
  expect(await problemOf(ask(importFile, { yaml: large }))).toMatchObject({ status: 413, code: 'body-too-large' });
  const rulesOfSize = Array.from({ length: 10 }, () => ({ ...rules[0], annotations: { a: 'x'.repeat(60_000) } }));
  expect(await problemOf(ask(put, { name: 'a', body: { rules: rulesOfSize } }))).toMatchObject({ status: 413 });
  const headers = { 'content-type': 'application/x-protobuf' };
  expect(await problemOf(ask(importFile, { yaml: file, headers }))).toMatchObject({ status: 415 });
  const bytes = { body: Buffer.from([0xff]), headers: { 'content-type': 'text/yaml' } };
  expect(await problemOf(ask(importFile, bytes))).toMatchObject({ status: 400, code: 'malformed-yaml' });
  const foreign = { name: 'a', body: { rules, tenant_id: 'globex' } };
  expect(await problemOf(ask(put, foreign))).toMatchObject({ errors: [{ path: 'tenant_id' }] });
  expect(sent).toEqual([]);
});

test('groups are listed by pages, also those with long names, and found by a part of their names', async () => {
  const names = ['Ä'.repeat(256), 'hosts', 'kafka', 'KAFKA lag'];
  for (const name of names) await ask(put, { name, body: { rules } });
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const query = { limit: '3', ...(cursor === undefined ? {} : { cursor }) };
    const { data, meta } = await ask(list, { query });
    seen.push(...(data as RuleGroupDocument[]).map(({ name }) => name));
    cursor = meta?.next_cursor;
    expect((cursor ?? '').length).toBeLessThan(500);
  } while (cursor !== undefined);
  expect(seen.sort()).toEqual([...names].sort());
  const found = (await ask(list, { query: { q: 'kafka' } })).data as RuleGroupDocument[];
  expect(found.map(({ name }) => name).sort()).toEqual(['KAFKA lag', 'kafka']);
});

test('reading, writing and deleting have scopes of their own', () => {
  expect(routes.map(({ method, scope }) => [method, scope])).toEqual([
    ['GET', 'rules:read'],
    ['GET', 'rules:read'],
    ['PUT', 'rules:write'],
    ['DELETE', 'rules:delete'],
    ['POST', 'rules:write'],
  ]);
});
