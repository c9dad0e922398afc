import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { environment } from '@tocsin/runtime/environment';
import type { Answer, Api } from './world/api.js';
import { Standalone } from './world/standalone.js';

/** Rule files that people published; a test that needs them does not pass in silence. */
const published = join(environment['TOCSIN_TEST_DATA'] ?? join('..', 'shared', 'data'), 'prometheus-rules');
const asFile = { accept: 'text/plain' };
const yamlHeaders = { 'content-type': 'application/yaml' };

let standalone: Standalone;
let api: Api;
beforeAll(async () => {
  standalone = await Standalone.start();
  api = standalone.api;
}, 60_000);
afterAll(() => standalone.remove());

const importFile = (
  query: string,
  text: string,
  headers: Readonly<Record<string, string>> = yamlHeaders,
): Promise<Answer> => api.ask('POST', `/api/rules/import?format=${query}`, text, headers);
const exportAs = async (query: string): Promise<string> =>
  String((await api.insist(200, 'GET', `/api/rules/export?format=${query}`, undefined, asFile)).body['text']);
const dataOf = <Data = Record<string, unknown>>({ body }: Answer): Data => body['data'] as Data;

const wrong = new Map([
  [3, 'expr: up ==='],
  [77, 'expr: up, for: soon'],
  [150, 'expr: up, color: red'],
]);
const rules = Array.from({ length: 200 }, (_, i) => `  - {alert: A${i}, ${wrong.get(i) ?? 'expr: up == 0'}}`);
const file = `groups:\n- name: many\n  rules:\n${rules.join('\n')}\n`;

test('of an import of 200 rules with three wrong, 197 are taken if asked for, and all three are explained', async () => {
  const refused = await importFile('prometheus', file);
  expect(refused.status).toBe(422);
  const errors = refused.body['errors'] as { path: string; line: number; message: string }[];
  expect(errors.map(({ path, line }) => [path, line])).toEqual([
    ['groups[0].rules[3].expr', 7],
    ['groups[0].rules[77].for', 81],
    ['groups[0].rules[150].color', 154],
  ]);
  expect((await api.ask('GET', '/api/rule-groups/many')).status).toBe(404);
  const tried = dataOf(await importFile('prometheus&partial=true&dry_run=true', file));
  expect(tried).toMatchObject({ refused: 3, taken: [{ name: 'many', outcome: 'created' }] });
  expect((await api.ask('GET', '/api/rule-groups/many')).status).toBe(404);
  const taken = dataOf(await importFile('prometheus&partial=true', file));
  expect(taken).toMatchObject({ refused: 3, findings: errors.map(({ path, line }) => ({ path, line })) });
  const { rules: stored } = dataOf<{ rules: object[] }>(await api.insist(200, 'GET', '/api/rule-groups/many'));
  expect(stored).toHaveLength(197);
  await api.insist(204, 'DELETE', '/api/rule-groups/many');
}, 60_000);

const grafana = `apiVersion: 1
groups:
  - orgId: 1
    name: hosts
    folder: Ops
    interval: 1m
    rules:
      - uid: a
        title: Busy
        condition: B
        for: 5m
        labels: {severity: page}
        data:
          - {refId: A, relativeTimeRange: {from: 600, to: 0}, datasourceUid: prom, model: {expr: cpu, instant: true}}
          - {refId: B, datasourceUid: __expr__, model: {type: threshold, expression: A, conditions: [{evaluator: {type: gt, params: [80]}}]}}
`;

test('what was exported in our own format and is imported again changes nothing, also where rules share a name', async () => {
  const twin = (threshold: number): object => ({
    name: 'twin',
    severity: 'LOW',
    category: 'infrastructure',
    conditions: [{ type: 'threshold', metric_path: 'cpu', operator: '>', threshold }],
  });
  for (const threshold of [80, 90]) await api.insist(201, 'POST', '/api/rules', twin(threshold));
  const text = await exportAs('yaml');
  const outcomes = async (written: string): Promise<string[]> =>
    dataOf<{ taken: { outcome: string }[] }>(await importFile('yaml&dry_run=true', written)).taken.map(
      ({ outcome }) => outcome,
    );
  expect(new Set(await outcomes(text))).toEqual(new Set(['unchanged']));
  const changed = await outcomes(text.replace('threshold: 80', 'threshold: 85'));
  expect(changed.filter((outcome) => outcome === 'changed')).toHaveLength(1);
  expect(changed).not.toContain('created');
});

test('rules of Grafana become rules; importing them again changes nothing', async () => {
  expect(dataOf(await importFile('grafana', grafana))).toMatchObject({
    taken: [{ kind: 'rule', name: 'Busy', outcome: 'created' }],
    losses: [
      { subject: 'Busy', what: 'noDataState' },
      { subject: 'Busy', what: 'category' },
    ],
  });
  expect(dataOf(await api.insist(200, 'GET', '/api/rules?q=Busy'))).toMatchObject([
    { folder: 'Ops', severity: 'CRITICAL', conditions: [{ type: 'promql', expr: 'cpu > 80' }], for: '5m' },
  ]);
  expect(dataOf(await importFile('grafana', grafana))).toMatchObject({ taken: [{ outcome: 'unchanged' }] });
  expect((await api.ask('POST', '/api/rules/import?format=grafana')).status).toBe(422);
  const inJson = { groups: [{ name: 'g', rules: [{ title: 'No data', condition: 'X', data: [] }] }] };
  const refused = await api.ask('POST', '/api/rules/import?format=grafana', inJson);
  expect(refused.body['errors']).toEqual([expect.not.objectContaining({ line: expect.anything() })]);
});

test('what is exported in our own formats comes back as it was', async () => {
  const rule = { name: 'Export', severity: 'LOW', category: 'business', folder: 'x/y', owner: 'ann' };
  const conditions = [{ type: 'threshold', metric_path: 'x', operator: '>', threshold: 1, recovery_threshold: 0.5 }];
  await api.insist(201, 'POST', '/api/rules', { ...rule, conditions });
  await api.insist(201, 'PUT', '/api/rule-groups/kept', { rules: [{ alert: 'Down', expr: 'up == 0' }] });
  for (const [format, headers] of [
    ['yaml', yamlHeaders],
    ['json', {}],
  ] as const) {
    const answer = await api.insist(200, 'GET', `/api/rules/export?format=${format}`, undefined, asFile);
    expect(answer.headers.get('x-tocsin-losses')).toBe('0');
    const text = String(answer.body['text']);
    const { taken } = dataOf<{ taken: { outcome: string }[] }>(
      await importFile(format, text, { 'content-type': 'application/json', ...headers }),
    );
    expect(taken.length).toBeGreaterThan(1);
    expect(new Set(taken.map(({ outcome }) => outcome))).toEqual(new Set(['unchanged']));
  }
});

test('each format says what it cannot express', async () => {
  const lossesIn = async (format: string): Promise<string[]> => {
    const { losses } = dataOf<{ losses: { subject: string; what: string }[] }>(
      await api.insist(200, 'GET', `/api/rules/export?format=${format}`),
    );
    return losses.filter(({ subject }) => subject === 'Export').map(({ what }) => what);
  };
  const all = ['category', 'conditions', 'owner'];
  expect((await lossesIn('prometheus')).sort()).toEqual([...all, 'folder', 'recovery_threshold'].sort());
  expect((await lossesIn('grafana')).sort()).toEqual(all);
  expect((await lossesIn('terraform')).sort()).toEqual(all);
  expect(await exportAs('prometheus-crd')).toContain('kind: PrometheusRule');
  expect((await api.ask('GET', '/api/rules/export?format=word')).status).toBe(422);
});

test('published rule files come through the resource of the operator, and through Grafana with their alerts', async () => {
  const files = (await readdir(published)).filter((name) => name.endsWith('.yml'));
  expect(files.length).toBeGreaterThan(50);
  for (const name of files.slice(0, 10)) {
    const answer = await importFile('prometheus', await readFile(join(published, name), 'utf8'));
    expect({ name, status: answer.status }).toEqual({ name, status: 200 });
  }
  const resource = await exportAs('prometheus-crd');
  const { taken } = dataOf<{ taken: { kind: string; name: string; outcome: string }[] }>(
    await importFile('prometheus-crd&dry_run=true', resource),
  );
  const { data: groups } = (await api.insist(200, 'GET', '/api/rule-groups?limit=500')).body as {
    data: { name: string }[];
  };
  expect(groups.length).toBeGreaterThanOrEqual(10);
  for (const { name } of groups) expect(taken).toContainEqual({ kind: 'rule-group', name, outcome: 'unchanged' });
  const file = await exportAs('grafana');
  const back = dataOf<{ taken: { name: string }[]; refused: number }>(
    await importFile('grafana&dry_run=true&partial=true', file),
  );
  expect(back.refused).toBe(0);
}, 120_000);
