import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { environment } from '@tocsin/runtime/environment';
import type { Api } from './world/api.js';
import { tocsinProgram } from './world/cli.js';
import { Standalone } from './world/standalone.js';

let standalone: Standalone;
let api: Api;
let folder: string;
beforeAll(async () => {
  standalone = await Standalone.start();
  api = standalone.api;
  folder = mkdtempSync(join(tmpdir(), 'alerts-'));
}, 60_000);
afterAll(async () => {
  await standalone.remove();
  rmSync(folder, { recursive: true, force: true });
});

interface Told {
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
}

function tocsin(command: 'apply' | 'diff', args: readonly string[]): Told {
  const asked = [tocsinProgram, 'rules', command, folder, '--url', api.base, '--source', 'git:alerts', ...args];
  const env = { ...environment, TOCSIN_TOKEN: api.token };
  const { status, stdout, stderr } = spawnSync(process.execPath, asked, { encoding: 'utf8', env });
  return { status, out: stdout.trim(), err: stderr.trim() };
}
const apply = (...args: string[]): Told => tocsin('apply', args);
const diff = (...args: string[]): Told => tocsin('diff', args);
const write = (name: string, text: string): void => writeFileSync(join(folder, name), text);
const ruleFile = (name: string, threshold: number, more = ''): string => `kind: rule
name: ${name}
severity: HIGH
category: infrastructure
${more}conditions:
  - {type: threshold, metric_path: cpu_usage, operator: '>', threshold: ${threshold}}
`;
const rulesNamed = async (name: string) => (await api.tocsin.listRules({ q: name })).data;
const yamlOf = async (id: string) =>
  String((await api.ask('GET', `/api/rules/${id}?format=provisioning`)).body['text']);

test('a plan comes first, a second time changes nothing, and what is gone is deleted if asked for', async () => {
  mkdirSync(join(folder, 'team'));
  write('cpu.yaml', ruleFile('CPU', 80));
  write(
    join('team', 'more.yml'),
    `${ruleFile('Disk', 90, 'folder: team/x\n')}---\ngroups:\n  - name: hosts\n    rules: [{alert: Down, expr: up == 0, for: 5m}]\n`,
  );
  const planned = diff();
  expect(planned).toMatchObject({ status: 1, err: '' });
  expect(planned.out.split('\n')).toEqual([
    '+ rule "CPU"',
    '+ rule "Disk"',
    '+ rule-group "hosts"',
    '3 to create, 0 to change, 0 to delete, 0 unchanged',
  ]);
  expect(await rulesNamed('CPU')).toEqual([]);
  expect(apply()).toMatchObject({ status: 0, out: expect.stringContaining('3 changed') });
  expect(await rulesNamed('CPU')).toMatchObject([{ version: 1, provisioned_by: 'git:alerts' }]);
  expect(apply()).toEqual({ status: 0, out: 'nothing to do: 3 unchanged', err: '' });
  expect(await rulesNamed('CPU')).toMatchObject([{ version: 1 }]);

  write('cpu.yaml', ruleFile('CPU', 85, "for: '5m'\n"));
  rmSync(join(folder, 'team', 'more.yml'));
  expect(apply().out.split('\n').slice(0, 6)).toEqual([
    '~ rule "CPU"',
    '    for: "0" → "5m"',
    '    conditions[0].threshold: 80 → 85',
    '! rule "Disk" is not in the folder any more; --prune deletes it',
    '! rule-group "hosts" is not in the folder any more; --prune deletes it',
    '0 to create, 1 to change, 0 to delete, 0 unchanged',
  ]);
  expect(apply('--prune')).toMatchObject({ status: 0, out: expect.stringContaining('- rule-group "hosts"') });
  expect(await rulesNamed('Disk')).toEqual([]);
  expect((await api.ask('GET', '/api/rule-groups/hosts')).status).toBe(404);
  expect(diff('--prune')).toMatchObject({ status: 0, out: 'nothing to do: 1 unchanged' });
}, 60_000);

test('what a folder keeps is not changed by others, and the change can be exported into the folder', async () => {
  write('kept.yaml', ruleFile('Kept', 10));
  apply();
  const [kept] = await rulesNamed('Kept');
  const id = kept?.id ?? '';
  const { data, etag } = await api.tocsin.getRule({ id });
  const { id: _id, version: _version, created_at: _at, updated_at: _then, provisioned_by: _by, ...draft } = data;
  const changing = api.tocsin.updateRule({ id, body: { ...draft, owner: 'ann' }, ifMatch: etag ?? '' });
  await expect(changing).rejects.toMatchObject({
    status: 409,
    code: 'provisioned',
    problem: { detail: expect.stringMatching(/git:alerts.*format=provisioning/) },
  });
  await expect(api.tocsin.deleteRule({ id, ifMatch: '*' })).rejects.toMatchObject({ status: 409 });
  const yaml = await yamlOf(id);
  write('kept.yaml', yaml);
  expect(apply()).toMatchObject({ status: 0, out: 'nothing to do: 2 unchanged' });
  write('kept.yaml', `${yaml}owner: ann\n`);
  expect(apply().out).toContain('owner: "ann" added');
  expect(await rulesNamed('Kept')).toMatchObject([{ version: 2, owner: 'ann' }]);
}, 60_000);

test('a rule that was there before is taken over, and what another source keeps is left to it', async () => {
  const rule = {
    name: 'Free',
    severity: 'LOW',
    category: 'business',
    conditions: [{ type: 'absence', metric_path: 'x', window: '5m' }],
  } as const;
  const { data: free } = await api.tocsin.createRule({ body: rule });
  write('free.yaml', await yamlOf(free.id));
  expect(apply().out).toContain('~ rule "Free" (kept from this folder from now on)');
  expect(await rulesNamed('Free')).toMatchObject([{ version: 2, provisioned_by: 'git:alerts' }]);
  const other = apply('--source', 'git:other');
  expect(other).toMatchObject({ status: 5, err: expect.stringContaining('rule "Free" is kept by git:alerts') });
  await api.tocsin.createRule({ body: { ...rule, name: 'Twice' } });
  await api.tocsin.createRule({ body: { ...rule, name: 'Twice' } });
  write('twice.yaml', ruleFile('Twice', 1));
  expect(apply()).toMatchObject({
    status: 5,
    err: expect.stringContaining('rule "Twice" is there 2 times; rename all but one'),
  });
  rmSync(join(folder, 'twice.yaml'));
}, 60_000);

test('where approval is needed, a second time waits with the first', async () => {
  await api.tocsin.updateApprovalPolicy({ body: { severities: ['CRITICAL'] } });
  write('critical.yaml', ruleFile('Critical', 1).replace('HIGH', 'CRITICAL'));
  expect(apply().status).toBe(0);
  expect(apply().out).toContain('? rule "Critical" waits for approval\nnothing to do');
  await api.tocsin.updateApprovalPolicy({ body: {} });
}, 60_000);

test('what is wrong is told with file, line and column, and nothing is changed', async () => {
  write(
    'wrong.yaml',
    `${ruleFile('Wrong', 1)}---\n${ruleFile('Wronger', 1).replace('HIGH', 'high')}---\nkind: dashboard\n`,
  );
  write('worse.yaml', 'kind: rule-group\nname: g\nrules: [{alert: A, expr: up ===}]\n');
  write('worst.json', '{"kind": ');
  const { status, err } = apply();
  expect(status).toBe(3);
  const lines = err.replace('error:', '').replaceAll(`${folder}/`, '').split('\n').slice(0, -2);
  expect(lines.map((line) => line.trim().split(' ').slice(0, 2).join(' '))).toEqual([
    'worse.yaml:3:9: group',
    'worst.json:1:10: Flow',
    'wrong.yaml:10:11: severity',
    'wrong.yaml:15:7: kind',
  ]);
  expect(await rulesNamed('Wrong')).toEqual([]);
  for (const name of ['wrong.yaml', 'worse.yaml', 'worst.json']) rmSync(join(folder, name));
  expect(apply('--token-file', 'x')).toMatchObject({ status: 2, err: expect.stringContaining('where: --token-file') });
  expect(apply('--url', 'ftp://x').status).toBe(2);
  expect(apply('--url', 'http://127.0.0.1:1').err).toContain('cannot ask http://127.0.0.1:1');
}, 60_000);
