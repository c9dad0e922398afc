import { Api, type Answer } from './world/api.js';
import { Standalone } from './world/standalone.js';

let standalone: Standalone;
let api: Api;
let editor: Api;
beforeAll(async () => {
  standalone = await Standalone.start();
  api = standalone.api;
  editor = await tokenOf('ed', ['rules:read', 'rules:write', 'rules:delete']);
}, 60_000);
afterAll(() => standalone.remove());

async function tokenOf(subject: string, scopes: string[]): Promise<Api> {
  const { body } = await api.insist(201, 'POST', '/api/tokens', { subject, tenant_id: 'acme_main', scopes });
  return new Api(api.base, (body['data'] as { token: string }).token);
}

const rule = {
  name: 'High CPU Usage',
  severity: 'HIGH',
  category: 'infrastructure',
  conditions: [{ type: 'threshold', metric_path: 'cpu_usage', operator: '>', threshold: 80 }],
};
const dataOf = <Data = Record<string, unknown>>({ body }: Answer): Data => body['data'] as Data;
const idOf = (answer: Answer): string => dataOf<{ id: string }>(answer).id;
const typeOf = ({ body }: Answer): string => String(body['type']).replace('urn:tocsin:problem:', '');
const put = (id: string, change: object, match: string, query = '', who = api): Promise<Answer> =>
  who.ask('PUT', `/api/rules/${id}${query}`, { ...rule, ...change }, { 'if-match': match });
const namesOf = async (query: string): Promise<string[]> =>
  dataOf<{ name: string }[]>(await api.insist(200, 'GET', `/api/rules?${query}`)).map(({ name }) => name);

test('versions are told with author and reason, compared in words and figures, and restored', async () => {
  const id = idOf(await api.insist(201, 'POST', '/api/rules?change_reason=first', { ...rule, name: 'versions' }));
  const samples = [10, 90, 10, 85, 10, 90].map((value) => ({ metric: 'cpu_usage', labels: { instance: 'v' }, value }));
  for (const sample of samples) await api.insist(202, 'POST', '/api/metrics', { samples: [sample] });
  const lower = [{ ...rule.conditions[0], threshold: 87 }];
  await editor.ask('GET', '/api/rules');
  const changed = await put(id, { name: 'versions', conditions: lower }, '"1"', '?change_reason=too%20loud', editor);
  expect([changed.status, changed.headers.get('etag')]).toEqual([200, '"2"']);
  expect((await api.insist(200, 'GET', `/api/rules/${id}/versions`)).body['data']).toMatchObject([
    { version: 2, author: 'ed', reason: 'too loud', state: 'applied', change: 'changed' },
    { version: 1, author: 'admin', reason: 'first', change: 'created' },
  ]);
  const first = await api.insist(200, 'GET', `/api/rules/${id}/versions?limit=1`);
  const { next_cursor } = first.body['meta'] as { next_cursor: string };
  const second = await api.insist(200, 'GET', `/api/rules/${id}/versions?limit=1&cursor=${next_cursor}`);
  expect(second.body).toMatchObject({ data: [{ version: 1 }], meta: {} });
  expect((await api.ask('GET', `/api/rules/${id}/versions?cursor=${next_cursor.slice(2)}`)).status).toBe(422);
  expect(dataOf(await api.insist(200, 'GET', `/api/rules/${id}/versions/1`))).toMatchObject({
    document: { version: 1, conditions: rule.conditions },
  });
  expect((await api.ask('GET', `/api/rules/${id}/versions/7`)).status).toBe(404);
  expect((await api.ask('GET', `/api/rules/nobody/versions`)).status).toBe(404);

  const diff = `/api/rules/${id}/diff?from=1&to=2`;
  expect(dataOf(await api.insist(200, 'GET', diff))).toMatchObject({
    changes: [{ kind: 'threshold', before: 80, after: 87, text: 'conditions[0].threshold: 80 → 87' }],
  });
  expect((await editor.ask('GET', `${diff}&backtest=true`)).status).toBe(403);
  // The history takes samples in some moments after they were accepted.
  const firings = async () => {
    const { body } = await api.insist(200, 'GET', `${diff}&backtest=true&days=1`);
    return (body['data'] as { backtest: { before: number; after: number; text: string } }).backtest;
  };
  let tested = await firings();
  while (tested.before < 3) tested = await firings();
  expect(tested).toMatchObject({ before: 3, after: 2 });
  expect(tested.text).toContain('fires once less in the last day');

  const restored = await api.insist(200, 'POST', `/api/rules/${id}/restore`, { version: 1 });
  expect(dataOf(restored)).toMatchObject({ version: 3, conditions: rule.conditions });
  // More than the database counts: it must not come so far, for it would come again and again.
  expect((await api.ask('POST', `/api/rules/${id}/restore`, { version: 2 ** 31 })).status).toBe(422);
  expect((await api.ask('GET', `/api/rules/${id}/versions/${2 ** 31}`)).status).toBe(404);
  const isStale = await api.ask('POST', `/api/rules/${id}/restore`, { version: 2 }, { 'if-match': '"2"' });
  expect(isStale.status).toBe(412);
  await api.insist(204, 'DELETE', `/api/rules/${id}`, undefined, { 'if-match': '"3"' });
  expect((await api.ask('GET', `/api/rules/${id}`)).status).toBe(404);
  expect(dataOf(await api.insist(200, 'POST', `/api/rules/${id}/restore`, { version: 2 }))).toMatchObject({
    version: 5,
    conditions: lower,
  });
}, 60_000);

test('a rule group keeps its versions, too', async () => {
  const address = '/api/rule-groups/kept';
  const rules = [{ alert: 'Down', expr: 'up == 0', for: '5m' }];
  await api.insist(201, 'PUT', `${address}?change_reason=new`, { rules });
  await editor.insist(200, 'PUT', address, { rules: [{ ...rules[0], for: '10m' }] });
  expect((await api.insist(200, 'GET', `${address}/versions`)).body['data']).toMatchObject([
    { version: 2, author: 'ed' },
    { version: 1, author: 'admin', reason: 'new' },
  ]);
  expect(dataOf(await api.insist(200, 'GET', `${address}/diff?from=1&to=2`))).toMatchObject({
    changes: [{ text: 'rules[0].for: "5m" → "10m"' }],
  });
  await api.insist(204, 'DELETE', address);
  expect(dataOf(await api.insist(200, 'POST', `${address}/restore`, { version: 1 }))).toMatchObject({
    version: 4,
    rules,
  });
});

test('a change is made to the version that was meant, or not at all', async () => {
  const id = idOf(await api.insist(201, 'POST', '/api/rules', rule));
  const bare = await api.ask('PUT', `/api/rules/${id}`, { ...rule, for: '5m' });
  expect([bare.status, typeOf(bare)]).toEqual([428, 'precondition-required']);
  expect((await api.ask('DELETE', `/api/rules/${id}`)).status).toBe(428);
  expect((await put(id, { for: '5m' }, '"1"')).status).toBe(200);
  expect((await put(id, { for: '6m' }, '"1"', '', editor)).status).toBe(412);
  expect((await put(id, { for: '6m' }, 'W/"2"')).status).toBe(412);
  expect((await put(id, { for: '6m' }, '*')).status).toBe(200);
});

test('asking twice under one key makes one rule, and the key is of no use for another', async () => {
  const key = { 'idempotency-key': 'a key of my own' };
  const first = await api.insist(201, 'POST', '/api/rules', { ...rule, name: 'once' }, key);
  const again = await api.ask('POST', '/api/rules', { ...rule, name: 'once' }, key);
  expect(again.body).toEqual(first.body);
  expect(await namesOf('q=once')).toEqual(['once']);
  expect((await api.ask('POST', '/api/rules', { ...rule, name: 'twice' }, key)).status).toBe(422);
  const others = await editor.ask('POST', '/api/rules', { ...rule, name: 'twice' }, key);
  expect([others.status, idOf(others) === idOf(first)]).toEqual([201, false]);
});

test('a dry run says what would be, and nothing is', async () => {
  const asked = await api.ask('POST', '/api/rules?dry_run=true', { ...rule, name: 'only tried' });
  expect(asked).toMatchObject({ status: 200 });
  expect(asked.body['meta']).toMatchObject({ dry_run: { change: 'created', needs_approval: false } });
  expect(await namesOf('q=only%20tried')).toEqual([]);
  const id = idOf(await api.insist(201, 'POST', '/api/rules', rule));
  const tried = await api.ask('PUT', `/api/rules/${id}?dry_run=true`, { ...rule, for: '5m' });
  expect(tried.body).toMatchObject({
    data: { for: '5m' },
    meta: { dry_run: { change: 'changed', changes: [{ text: 'for: "0" → "5m"' }] } },
  });
  expect(dataOf(await api.ask('GET', `/api/rules/${id}`))).toMatchObject({ version: 1, for: '0' });
});

test('rules are found by folder, owner, label and text, in the order that is asked for, page by page', async () => {
  const many = [
    { name: 'b', folder: 'shop/payments', owner: 'ann', labels: { team: 'pay' }, severity: 'LOW' },
    {
      name: 'a',
      folder: 'shop/payments/cards',
      owner: 'bob',
      labels: { team: 'pay', site: 'x' },
      severity: 'CRITICAL',
    },
    { name: 'c', folder: 'shop/paymentsold', owner: 'ann', severity: 'HIGH' },
  ];
  for (const one of many) await api.insist(201, 'POST', '/api/rules', { ...rule, category: 'business', ...one });
  expect((await namesOf('folder=shop/payments')).sort()).toEqual(['a', 'b']);
  expect(await namesOf('category=business&owner=bob')).toEqual(['a']);
  expect(await namesOf('category=business&label=team%3Dpay&label=site%3Dx')).toEqual(['a']);
  expect(await namesOf('category=business&sort=name')).toEqual(['a', 'b', 'c']);
  expect(await namesOf('category=business&sort=-name')).toEqual(['c', 'b', 'a']);
  expect(await namesOf('category=business&sort=severity')).toEqual(['a', 'c', 'b']);
  const names: string[] = [];
  for (let cursor: string | undefined = ''; cursor !== undefined;) {
    const query: string = `category=business&sort=name&limit=1${cursor === '' ? '' : `&cursor=${cursor}`}`;
    const { body } = await api.insist(200, 'GET', `/api/rules?${query}`);
    names.push(...(body['data'] as { name: string }[]).map(({ name }) => name));
    cursor = (body['meta'] as { next_cursor?: string }).next_cursor;
  }
  expect(names).toEqual(['a', 'b', 'c']);
  for (const folder of ['../etc', 'a//b', '/a', '__proto__', 'a/'.repeat(9)])
    expect((await api.ask('POST', '/api/rules', { ...rule, folder })).status).toBe(422);
});

test('of many changes at once, each is made or refused for itself', async () => {
  const id = idOf(await api.insist(201, 'POST', '/api/rules', { ...rule, name: 'of many' }));
  const answer = await api.insist(200, 'POST', '/api/rules/bulk', {
    operations: [
      { op: 'create', rule: { ...rule, name: 'made by bulk' } },
      { op: 'create', rule: { ...rule, severity: 'high' } },
      { op: 'move', id, folder: 'team/x' },
      { op: 'pause', id, version: 1 },
      { op: 'pause', id: 'nobody' },
      { op: 'explode', id },
      'nothing',
    ],
  });
  expect(dataOf(answer)).toMatchObject([
    { index: 0, status: 201, outcome: 'created', version: 1 },
    { index: 1, status: 422, problem: { errors: [{ path: 'severity' }] } },
    { index: 2, status: 200, version: 2, id },
    { index: 3, status: 412, id },
    { index: 4, status: 404 },
    { index: 5, status: 422, outcome: 'refused', problem: { errors: [{ path: 'op' }] } },
    { index: 6, status: 422, outcome: 'refused' },
  ]);
  expect(await namesOf('q=made%20by%20bulk')).toEqual(['made by bulk']);
  expect(dataOf(await api.ask('GET', `/api/rules/${id}`))).toMatchObject({ folder: 'team/x', status: 'active' });
  const writer = await tokenOf('writer', ['rules:write']);
  const deletion = { operations: [{ op: 'delete', id }] };
  expect((await writer.ask('POST', '/api/rules/bulk', deletion)).status).toBe(403);
  const operations = Array.from({ length: 501 }, () => ({ op: 'pause', id }));
  expect((await api.ask('POST', '/api/rules/bulk', { operations })).status).toBe(422);
});

test('a copy is a draft until it is submitted', async () => {
  const id = idOf(await api.insist(201, 'POST', '/api/rules', { ...rule, name: 'first of its kind' }));
  const copy = await api.insist(201, 'POST', `/api/rules/${id}/clone`, {});
  expect(dataOf(copy)).toMatchObject({ name: 'first of its kind (copy)', status: 'draft', version: 1 });
  const submitted = await api.insist(200, 'POST', `/api/rules/${idOf(copy)}/submit`);
  expect(dataOf(submitted)).toMatchObject({ status: 'active', version: 2 });
});

describe('where a tenant wants approval', () => {
  beforeAll(async () => {
    expect((await editor.ask('PUT', '/api/approval-policy', { severities: [] })).status).toBe(403);
    await api.insist(200, 'PUT', '/api/approval-policy', { severities: ['CRITICAL'] });
  });
  afterAll(() => api.insist(200, 'PUT', '/api/approval-policy', {}));

  test('the version that stands fires on until another person approves the very version that waits', async () => {
    const critical = { ...rule, name: 'approved', severity: 'CRITICAL' };
    const created = await editor.insist(201, 'POST', '/api/rules', critical);
    const id = idOf(created);
    const isFiring = async (instance: string): Promise<boolean> => {
      const samples = [{ metric: 'cpu_usage', labels: { instance }, value: 95 }];
      await api.insist(202, 'POST', '/api/metrics', { samples });
      // Another rule tells when the sample has been looked at.
      const alerts = await api.alertsUntil((all) => all.some((one) => one.labels['instance'] === instance));
      return alerts.some((one) => one.rule_id === id && one.state === 'firing' && one.labels['instance'] === instance);
    };
    expect(created.body).toMatchObject({
      data: { status: 'pending_approval', version: 1 },
      meta: { warnings: [{ code: 'no_runbook' }], proposal: { version: 2, author: 'ed' } },
    });
    expect(await isFiring('not yet approved')).toBe(false);
    const own = await editor.ask('POST', `/api/rules/${id}/approve`, { version: 2 });
    expect([own.status, typeOf(own)]).toEqual([403, 'approval-not-allowed']);
    await api.insist(200, 'POST', `/api/rules/${id}/approve`, { version: 2, comment: 'fine' });

    // Version 3 would fire only after five minutes; version 2 stands, and does at once.
    const proposed = await put(id, { ...critical, for: '5m' }, '"2"', '?change_reason=calmer', editor);
    expect(proposed).toMatchObject({
      status: 202,
      body: { data: { version: 2 }, meta: { proposal: { version: 3, base_version: 2, author: 'ed' } } },
    });
    const standing = await api.insist(200, 'GET', `/api/rules/${id}`);
    expect(standing.body).toMatchObject({
      data: { version: 2, for: '0', status: 'active' },
      meta: { proposal: { version: 3 } },
    });
    const sample = { metric: 'cpu_usage', labels: { instance: 'approved' }, value: 95 };
    await api.insist(202, 'POST', '/api/metrics', { samples: [sample] });
    await api.alertsUntil((all) => all.some((one) => one.rule_id === id && one.state === 'firing'));
    const [listed] = dataOf<object[]>(await api.insist(200, 'GET', '/api/proposals?author=ed'));
    expect(listed).toMatchObject({ rule_id: id, reason: 'calmer', changes: [{ text: 'for: "0" → "5m"' }] });

    await put(id, { ...critical, for: '6m' }, '"3"', '', editor);
    const late = await api.ask('POST', `/api/rules/${id}/approve`, { version: 3 });
    expect([late.status, String(late.body['detail'])]).toEqual([412, expect.stringContaining('version 4 by ed')]);
    const approved = await api.insist(200, 'POST', `/api/rules/${id}/approve`, { version: 4 });
    expect(dataOf(approved)).toMatchObject({ version: 4, for: '6m' });
    expect(dataOf(await api.insist(200, 'GET', '/api/proposals'))).toEqual([]);
    expect(dataOf(await api.insist(200, 'GET', `/api/rules/${id}/versions/4`))).toMatchObject({
      author: 'ed',
      decision: { by: 'admin' },
    });
  });

  test('nobody approves what is their own, and everybody may take it back', async () => {
    const id = idOf(await api.insist(201, 'POST', '/api/rules', { ...rule, severity: 'CRITICAL' }));
    const own = await api.ask('POST', `/api/rules/${id}/approve`, { version: 2 });
    expect([own.status, typeOf(own)]).toEqual([403, 'own-proposal']);
    const back = await api.insist(200, 'POST', `/api/rules/${id}/reject`, { version: 2 });
    expect(dataOf(back)).toMatchObject({ status: 'draft' });
    expect(typeOf(await api.ask('POST', `/api/rules/${id}/reject`, { version: 2 }))).toBe('no-proposal');
  });

  test('a rule group waits, too, and is evaluated when somebody else has approved it', async () => {
    const group = {
      interval: '1s',
      rules: [{ alert: 'Page', expr: 'up_group > 1', labels: { severity: 'critical' } }],
    };
    const put = await editor.insist(202, 'PUT', '/api/rule-groups/pages?change_reason=new', group);
    expect(put.body).toMatchObject({ meta: { proposal: { group: 'pages', version: 1, author: 'ed', reason: 'new' } } });
    expect((await api.ask('GET', '/api/rule-groups/pages')).status).toBe(404);
    const listed = dataOf<object[]>(await api.insist(200, 'GET', '/api/rule-group-proposals?author=ed'));
    expect(listed).toMatchObject([{ group: 'pages', changes: [] }]);
    expect((await editor.ask('POST', '/api/rule-groups/pages/approve', { version: 1 })).status).toBe(403);
    const approved = await api.insist(200, 'POST', '/api/rule-groups/pages/approve', { version: 1 });
    expect(dataOf(approved)).toMatchObject({ name: 'pages', version: 1 });
    const rules = [{ ...group.rules[0], for: '5m' }];
    await editor.insist(202, 'PUT', '/api/rule-groups/pages', { ...group, rules });
    const standing = await api.insist(200, 'GET', '/api/rule-groups/pages');
    expect(standing.body).toMatchObject({ data: { version: 1 }, meta: { proposal: { version: 2 } } });
    await editor.insist(200, 'POST', '/api/rule-groups/pages/reject', { version: 2 });
    expect(dataOf(await api.insist(200, 'GET', '/api/rule-group-proposals'))).toEqual([]);
    await editor.insist(202, 'DELETE', '/api/rule-groups/pages');
    await api.insist(200, 'POST', '/api/rule-groups/pages/approve', { version: 3 });
    expect((await api.ask('GET', '/api/rule-groups/pages')).status).toBe(404);
  });

  test('what waits still waits after a restart', async () => {
    const id = idOf(await editor.insist(201, 'POST', '/api/rules', { ...rule, name: 'kept', severity: 'CRITICAL' }));
    await standalone.down();
    await standalone.up();
    const waiting = dataOf<{ rule_id: string }[]>(await api.insist(200, 'GET', '/api/proposals'));
    expect(waiting.map(({ rule_id }) => rule_id)).toEqual([id]);
    expect(dataOf(await api.insist(200, 'GET', '/api/approval-policy'))).toMatchObject({ severities: ['CRITICAL'] });
    await api.insist(200, 'POST', `/api/rules/${id}/approve`, { version: 2 });
  }, 60_000);
});
