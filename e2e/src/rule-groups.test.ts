import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openMemoryLog } from '@tocsin/adapter-memory-log/open-memory-log';
import { topicName } from '@tocsin/contracts/define-topic';
import { decodeSamplesRecord, samples } from '@tocsin/contracts/topics/samples';
import { parseRuleFile } from '@tocsin/domain/groups/rule-file';
import { environment } from '@tocsin/runtime/environment';
import { systemClock } from '@tocsin/runtime/system-clock';
import type { Answer } from './world/api.js';
import { Api } from './world/api.js';
import { Standalone } from './world/standalone.js';

/** Rule files that people published; a test that needs them does not pass in silence. */
const folder = join(environment['TOCSIN_TEST_DATA'] ?? join('..', 'shared', 'data'), 'prometheus-rules');
const yamlHeaders = { 'content-type': 'application/yaml' };

let standalone: Standalone;
let api: Api;
beforeAll(async () => {
  standalone = await Standalone.start();
  api = standalone.api;
}, 60_000);
afterAll(() => standalone.remove());

const importFile = (yaml: string, query = ''): Promise<Answer> =>
  api.ask('POST', `/api/rule-files${query}`, yaml, yamlHeaders);
const addressOf = (name: string): string => `/api/rule-groups/${encodeURIComponent(name)}`;
const yamlOf = async (name: string): Promise<string> =>
  String((await api.insist(200, 'GET', addressOf(name), undefined, { accept: 'application/yaml' })).body['text']);

/** What a rule file says, without where in the file its groups stand. */
function groupsOf(yaml: string): { name: string }[] {
  const parsed = parseRuleFile(yaml);
  if (parsed.kind === 'refused') throw new Error(JSON.stringify(parsed.findings));
  return parsed.groups.map((group) => ({ ...group, at: null }));
}

test('published rule files are imported, and each group is read back as it was written', async () => {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.yml'));
  expect(files.length).toBeGreaterThan(50);
  for (const file of files) {
    const yaml = await readFile(join(folder, file), 'utf8');
    const answer = await importFile(yaml);
    expect({ file, status: answer.status, body: answer.body }).toMatchObject({ status: 200 });
    const again = await importFile(yaml);
    expect(again.body['data']).toMatchObject({ created: [], changed: [] });
    for (const group of groupsOf(yaml)) expect(groupsOf(await yamlOf(group.name))).toEqual([group]);
  }
  const names = new Set<string>();
  for (let cursor: string | undefined = ''; cursor !== undefined;) {
    const { body } = await api.insist(200, 'GET', `/api/rule-groups?limit=20${cursor && `&cursor=${cursor}`}`);
    for (const { name } of body['data'] as { name: string }[]) names.add(name);
    cursor = (body['meta'] as { next_cursor?: string }).next_cursor;
  }
  expect(names.size).toBeGreaterThan(30);
}, 120_000);

test('a group is created, changed by version and deleted, and stays so through a restart', async () => {
  const rules = [{ alert: 'Down', expr: 'up == 0', for: '5m', labels: { severity: 'page' } }];
  const created = await api.insist(201, 'PUT', addressOf('team/a b'), { rules });
  expect(created.headers.get('etag')).toBe('"1"');
  expect((await api.ask('GET', created.headers.get('location') ?? '')).body).toEqual(created.body);
  const yaml = (await yamlOf('team/a b')).replace('5m', '10m');
  const put = (version: string) => api.ask('PUT', addressOf('team/a b'), yaml, { ...yamlHeaders, 'if-match': version });
  expect([(await put('"1"')).status, (await put('"1"')).status]).toEqual([200, 412]);
  await api.insist(201, 'PUT', addressOf('gone'), { rules });
  expect((await api.ask('DELETE', addressOf('gone'))).status).toBe(204);
  expect((await api.ask('DELETE', addressOf('gone'))).status).toBe(404);
  await standalone.down();
  await standalone.up();
  expect((await api.ask('GET', addressOf('gone'))).status).toBe(404);
  const kept = await api.insist(200, 'GET', addressOf('team/a b'));
  expect(kept.body['data']).toMatchObject({ version: 2, rules: [{ ...rules[0], for: '10m' }] });
  expect((await api.ask('PUT', addressOf('gone'), { rules })).status).toBe(201);
}, 60_000);

test('a rule that cannot be evaluated says why, while the others of its group are well', async () => {
  const rules = [
    { alert: 'Well', expr: 'load > 1' },
    { alert: 'Twins', expr: 'load / on (service) load > 0' },
  ];
  await api.insist(201, 'PUT', addressOf('twins'), { interval: '1s', rules });
  const samples = ['a', 'b'].map((instance) => ({ metric: 'load', labels: { instance, service: 'shop' }, value: 1 }));
  const health = async () => (await api.insist(200, 'GET', '/api/rule-health?health=err')).body['data'] as unknown[];
  for (let found = await health(); found.length === 0; found = await health()) {
    await api.insist(202, 'POST', '/api/metrics', { samples });
    await systemClock.wait(200);
  }
  const message = 'many-to-many matching not allowed: matching labels must be unique on one side';
  expect(await health()).toMatchObject([
    {
      group: 'twins',
      version: 1,
      rules: [
        { name: 'Well', health: 'ok', last_error: '' },
        { name: 'Twins', health: 'err', last_error: expect.stringContaining(message) as string, limit: null },
      ],
    },
  ]);
  const { body } = await api.insist(200, 'GET', '/api/v1/rules?rule_group[]=twins');
  expect(body).toMatchObject({
    data: {
      groups: [{ rules: [{ health: 'ok' }, { health: 'err', lastError: expect.stringContaining(message) as string }] }],
    },
  });
  const { groups } = body['data'] as { groups: { evaluationTime: number; rules: { evaluationTime: number }[] }[] };
  const [twins] = groups;
  expect(twins?.rules.every(({ evaluationTime }) => evaluationTime > 0 && evaluationTime < 1)).toBe(true);
  expect(twins?.evaluationTime).toBeGreaterThan(Math.max(...(twins?.rules ?? []).map((rule) => rule.evaluationTime)));
  const standings = await api.insist(200, 'GET', '/api/rule-standings?group=twins&sort=-evaluation_duration_ms');
  const [slowest, other] = (standings.body['data'] as { rules: { evaluation_duration_ms: number }[] }).rules;
  expect(slowest?.evaluation_duration_ms).toBeGreaterThanOrEqual(other?.evaluation_duration_ms ?? Infinity);
  const metrics = String((await api.ask('GET', '/metrics')).body['text']);
  expect(metrics).toMatch(/^tocsin_rule_group_duration_seconds_count\{tenant_id="[^"]+"\} [1-9]/m);
  expect(metrics).toMatch(/^tocsin_rule_group_iterations_missed_total\{tenant_id="[^"]+"\} \d+$/m);
  const whyNot = await api.insist(200, 'POST', '/api/rules/twins%2FTwins/why-not');
  expect(whyNot.body['data']).toMatchObject({ sentence: expect.stringContaining(message) as string });
  expect((await api.ask('DELETE', addressOf('twins'))).status).toBe(204);
  while ((await health()).length > 0) await systemClock.wait(50);
}, 60_000);

test('of a file with mistakes each is told with line and column, and nothing of it is kept', async () => {
  const yaml = [
    'groups:',
    '- name: sound',
    '  rules:',
    '  - {alert: A, expr: up == 0}',
    '- name: broken',
    '  rules:',
    '  - alert: B',
    '    expr: rate(up) >',
    '    annotations: {summary: "{{ nothing }}"}',
    '  - alert: C',
    '    expr: up',
    '    for: soon',
  ].join('\n');
  const answer = await importFile(yaml);
  expect(answer.status).toBe(422);
  const errors = answer.body['errors'] as { line: number; column: number; path: string }[];
  expect(errors.map(({ line, column, path }) => `${line}:${column} ${path}`).sort()).toEqual([
    '12:10 groups[1].rules[1].for',
    '8:11 groups[1].rules[0].expr',
    '9:18 groups[1].rules[0].annotations',
  ]);
  expect((await api.ask('GET', addressOf('sound'))).status).toBe(404);
  const sound = yaml.split('\n').slice(0, 4).join('\n');
  expect((await importFile(sound, '?dry_run=true')).body['data']).toMatchObject({ dry_run: true, created: ['sound'] });
  expect((await api.ask('GET', addressOf('sound'))).status).toBe(404);
  for (const bytes of [600_000, 6_000_000])
    expect((await importFile(`${sound}\n# ${'x'.repeat(bytes)}`)).status).toBe(413);
  expect((await api.ask('POST', '/api/rule-files', sound, { 'content-type': 'text/csv' })).status).toBe(415);
});

test('what the database cannot keep is refused, and holds up nothing behind it', async () => {
  const rule = {
    name: 'a\u0000',
    severity: 'LOW',
    category: 'application',
    conditions: [{ type: 'absence', metric_path: 'up', window: '1m' }],
  };
  const refused = [
    await api.ask('POST', '/api/rules', rule),
    await api.ask('POST', '/api/receivers', { name: 'a\ud800', url: 'http://127.0.0.1:9/' }),
    await api.ask('DELETE', addressOf('a\u0000')),
    await api.ask('PUT', addressOf('a\u0000'), { rules: [] }),
  ];
  expect(refused.map(({ status, body }) => [status, (body['errors'] as { path: string }[])[0]?.path])).toEqual([
    [422, 'name'],
    [422, 'name'],
    [422, 'name'],
    [422, 'name'],
  ]);
  expect((await api.ask('POST', '/api/rules', { ...rule, name: 'a' })).status).toBe(201);
});

test("another tenant's groups are not there, and a token may do what its scopes say", async () => {
  const tokenFor = async (tenant_id: string, scopes: string[]): Promise<Api> => {
    const { body } = await api.insist(201, 'POST', '/api/tokens', { subject: 'someone', tenant_id, scopes });
    return new Api(api.base, (body['data'] as { token: string }).token);
  };
  const stranger = await tokenFor('globex', ['rules:read', 'rules:write', 'rules:delete']);
  await api.insist(201, 'PUT', addressOf('ours'), { rules: [] });
  expect((await stranger.ask('GET', '/api/rule-groups')).body['data']).toEqual([]);
  expect((await stranger.ask('GET', addressOf('ours'))).status).toBe(404);
  expect((await stranger.ask('DELETE', addressOf('ours'))).status).toBe(404);
  expect((await stranger.ask('PUT', addressOf('ours'), { interval: '5m' })).status).toBe(201);
  expect((await api.insist(200, 'GET', addressOf('ours'))).body['data']).toMatchObject({ version: 1, rules: [] });
  const reader = await tokenFor('acme_main', ['rules:read']);
  expect((await reader.ask('GET', addressOf('ours'))).status).toBe(200);
  expect((await reader.ask('PUT', addressOf('ours'), {})).status).toBe(403);
  expect((await reader.ask('POST', '/api/rule-files', 'groups: []', yamlHeaders)).status).toBe(403);
  const writer = await tokenFor('acme_main', ['rules:write']);
  expect((await writer.ask('DELETE', addressOf('ours'))).status).toBe(403);
});

test('each change of a group stands in every partition of the samples', async () => {
  await api.insist(201, 'PUT', addressOf('everywhere'), { rules: [] });
  await api.insist(200, 'PUT', addressOf('everywhere'), { interval: '5m' });
  expect((await api.ask('DELETE', addressOf('everywhere'))).status).toBe(204);
  await standalone.down();
  const log = await openMemoryLog({ directory: join(standalone.home, 'log'), clock: systemClock });
  try {
    const seen = new Map<number, (number | null)[]>();
    for await (const { partition, records } of log.read(topicName(samples, 'tocsin'))) {
      for (const { value } of records) {
        const decoded = value === null ? null : decodeSamplesRecord(value);
        if (decoded?.kind !== 'value' || decoded.value.kind !== 'group' || decoded.value.name !== 'everywhere')
          continue;
        seen.set(partition, [...(seen.get(partition) ?? []), decoded.value.group?.version ?? null]);
      }
    }
    const partitions = Array.from({ length: samples.partitions }, (_, i): [number, (number | null)[]] => [
      i,
      [1, 2, null],
    ]);
    expect([...seen].sort(([a], [b]) => a - b)).toEqual(partitions);
  } finally {
    await log.close();
  }
}, 60_000);
