import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

const tocsin = [join(process.cwd(), 'apps', 'cli', 'dist', 'main.js'), 'rules', 'backtest'];
const rules = join(process.cwd(), 'e2e', 'fixtures', 'backtest', 'rules.yaml');
const MINUTE = 60_000;
const START = Date.parse('2026-01-01T00:00:00Z');

/** A sample each minute for two hours; the load is high in minutes 30 to 59. */
const samples = Array.from({ length: 121 }, (_, i) => [START + i * MINUTE, i >= 30 && i < 60 ? 9 : 1] as const);

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'backtest-'));
  const lines = samples.flatMap(([time, value]) => [
    `load{instance="a b"} ${value} ${time}`,
    `load{instance="c\\"}"} 1 ${time}`,
  ]);
  writeFileSync(join(folder, 'samples.prom'), ['# TYPE load gauge', ...lines.toReversed(), ''].join('\n'));
  const rows = samples.map(
    ([time, value]) => `${new Date(time).toISOString().slice(0, 19).replace('T', ' ')},${value}`,
  );
  writeFileSync(join(folder, 'samples.csv'), ['timestamp,value', ...rows].join('\n'));
  writeFileSync(join(folder, 'incidents.csv'), 'from,to\n2026-01-01T00:25:00Z,2026-01-01T01:00:00Z\n');
  writeFileSync(join(folder, 'incidents.json'), JSON.stringify([{ from: START / 1_000, to: START + MINUTE }]));
  writeFileSync(join(folder, 'token'), 'secret\n');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function run(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, [...tocsin, ...args], { cwd: folder, encoding: 'utf8' });
}
const reportsOf = (stdout: string): unknown[] => (JSON.parse(stdout) as { groups: unknown[] }).groups;

test('a file of samples is back-tested, and the table says what would have happened', () => {
  const { status, stdout, stderr } = run(
    rules,
    '--source',
    'file=samples.prom',
    '--range',
    '2h',
    '--incidents',
    'incidents.csv',
  );
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout).toContain('hosts: 2026-01-01T00:00:00.000Z to 2026-01-01T02:00:00.000Z, 120 evaluations');
  expect(stdout).toMatch(/RULE +FIRINGS +IN ALERT +LONGEST +FLAPS +ERRORS/);
  expect(stdout).toMatch(/load:scaled +- +- +- +- +0\n/);
  expect(stdout).toMatch(/LoadHigh +1 +28m +28m +0 +0\n/);
  expect(stdout).toMatch(/Clash +0 +0s +0s +0 +120\n/);
  expect(stdout).toContain('notifications: 2 (168.0 a week)');
  expect(stdout).toMatch(/incidents: 1 of 1 found, precision 1.00, recall 1.00, lead -7m/);
  expect(stdout).toContain('Clash: found duplicate series');
});

test('CSV and JSON: one series, the report in JSON', () => {
  const args = ['--source', 'file=samples.csv', '--series', 'load{instance="a b"}', '--range', '2h', '-o', 'json'];
  const { status, stdout } = run(rules, ...args, '--incidents', 'incidents.json');
  expect(status).toBe(0);
  expect(reportsOf(stdout)).toMatchObject([
    {
      kind: 'finished',
      rules: [{}, { rule_id: 'hosts/LoadHigh', firings: 1 }, { errors: 0 }],
      incidents: { incidents: 1, found: 0, recall: 0, precision: 0, lead_ms: null },
      transitions: [{ state: 'pending' }, { state: 'firing', labels: { instance: 'a b' } }, { state: 'resolved' }],
    },
  ]);
});

test('one rule of conditions is back-tested as a file of groups is', () => {
  const rule = {
    name: 'Load',
    severity: 'HIGH',
    category: 'infrastructure',
    conditions: [{ type: 'threshold', metric_path: 'load', operator: '>', threshold: 5 }],
    for: '2m',
  };
  writeFileSync(join(folder, 'rule.json'), JSON.stringify(rule));
  writeFileSync(
    join(folder, 'rule.yaml'),
    'name: Load\nseverity: HIGH\ncategory: infrastructure\nfor: 2m\nconditions:\n- {type: promql, expr: load > 5}\n',
  );
  const args = ['--source', 'file=samples.prom', '--range', '2h', '-o', 'json'];
  for (const file of ['rule.json', 'rule.yaml']) {
    const { status, stdout, stderr } = run(file, ...args);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(reportsOf(stdout)).toMatchObject([
      { group: 'Load', rules: [{ firings: 1 }], transitions: [{ state: 'pending' }, { state: 'firing' }, {}] },
    ]);
  }
  writeFileSync(join(folder, 'wrong.yaml'), 'name: Load\nconditions: [{type: magic}]\n');
  const { status, stderr } = run('wrong.yaml', ...args);
  expect(status).toBe(3);
  expect(stderr).toMatch(/conditions\[0\]\.type is "magic"[^]*where: wrong\.yaml/);
});

test('what rules apply takes is back-tested: each rule and each group by itself', () => {
  writeFileSync(
    join(folder, 'alerts.yaml'),
    `kind: rule
name: Load
severity: HIGH
category: infrastructure
for: 2m
conditions: [{ type: promql, expr: load > 5 }]
---
kind: rule-group
name: hosts
rules: [{ alert: LoadHigh, expr: load > 5, for: 2m }]
`,
  );
  const args = ['--source', 'file=samples.prom', '--range', '2h', '-o', 'json'];
  const { status, stdout, stderr } = run('alerts.yaml', ...args);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(reportsOf(stdout)).toMatchObject([
    { group: 'Load', rules: [{ firings: 1 }] },
    { group: 'hosts', rules: [{ rule_id: 'hosts/LoadHigh', firings: 1 }] },
  ]);
  writeFileSync(join(folder, 'odd.yaml'), 'kind: rules\nname: Load\n');
  const odd = run('odd.yaml', ...args);
  expect([odd.status, odd.stderr]).toEqual([
    3,
    expect.stringContaining('odd.yaml:1:7: kind is "rules"; known are rule'),
  ]);
});

test.each([
  [[], 2, /required option/],
  [['--range', '2h'], 2, /--source/],
  [['--source', 'tape=1', '--range', '2h'], 2, /"tape=1" is no source/],
  [['--source', 'file=samples.prom', '--range', 'long'], 2, /"long" is no duration\n {2}where: --range/],
  [['--source', 'file=samples.prom', '--range', '2h', '-o', 'xml'], 2, /Allowed choices are table, json, yaml/],
  [['--source', 'file=none.prom', '--range', '2h'], 2, /cannot read none\.prom/],
  [['--source', 'file=samples.csv', '--range', '2h'], 3, /where: samples\.csv:1/],
])('%j ends with %d and says why', (args, expected, message) => {
  const { status, stderr } = run(rules, ...args);
  expect(stderr).toMatch(message);
  expect(status).toBe(expected);
});

describe('from a Prometheus', () => {
  let server: Server;
  let url: string;
  let asked: { query: string; authorization: string | undefined }[];
  /** What is sent instead of an answer; null for none. */
  let refusal: { status: number; isOnce: boolean } | null;
  let held: (() => void) | null;

  beforeAll(async () => {
    server = createServer(async (request, response) => {
      const form = new URLSearchParams(await text(request));
      const [query, time] = [form.get('query') as string, Number(form.get('time')) * 1_000];
      asked.push({ query, authorization: request.headers.authorization });
      if (held !== null) return held();
      if (refusal !== null) {
        response.writeHead(refusal.status, { 'retry-after': '0' }).end('no');
        if (refusal.isOnce) refusal = null;
        return;
      }
      // All pieces are written in hours, minutes, seconds and milliseconds.
      const units = { h: 3_600_000, m: MINUTE, s: 1_000, ms: 1 };
      const parts = [...query.matchAll(/(\d+)(ms|h|m|s)/g)].map(([, n, unit]) => Number(n) * units[unit as 'h']);
      const from = time - parts.reduce((sum, part) => sum + part, 0);
      const values = samples
        .filter(([at]) => at > from && at <= time)
        .map(([at, value]) => [at / 1_000, String(value)]);
      const result = [{ metric: { __name__: 'load', instance: 'a' }, values }];
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ status: 'success', data: { resultType: 'matrix', result } }));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/prefix/`;
  });
  afterAll(() => server.close());
  beforeEach(() => {
    asked = [];
    refusal = null;
    held = null;
  });

  const fromPrometheus = (): string[] => [
    ...['--source', `prometheus=${url}`, '--source-token-file', 'token'],
    ...['--end', '2026-01-01T02:00:00Z'],
  ];

  async function runAside(
    args: string[],
    onStart: (pid: number) => void = () => undefined,
    source: string[] = fromPrometheus(),
  ) {
    const child = spawn(process.execPath, [...tocsin, rules, ...source, ...args], { cwd: folder });
    onStart(child.pid as number);
    const exited = new Promise<number | null>((resolve) => child.once('close', resolve));
    const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
    return { status: await exited, stdout, stderr };
  }

  test('raw samples are read in pieces, with the token, and give the same as from a file', async () => {
    refusal = { status: 429, isOnce: true };
    const { status, stdout, stderr } = await runAside(['--range', '10h', '-o', 'json']);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(reportsOf(stdout)).toMatchObject([{ rules: [{}, { firings: 1, in_alert_ms: 28 * MINUTE }, { errors: 0 }] }]);
    expect(asked.length).toBeGreaterThanOrEqual(4);
    expect(asked[0]).toEqual({ query: 'load[4h]', authorization: 'Bearer secret' });
    const own = ['--source', 'history', '--url', url, '--token-file', 'token', '--end', '2026-01-01T02:00:00Z'];
    const { stdout: again } = await runAside(['--range', '10h', '-o', 'json'], undefined, own);
    expect(reportsOf(again)).toEqual(reportsOf(stdout));
    // Two programs are started, on whatever machine this is.
  }, 30_000);

  test('a server that refuses is told of', async () => {
    refusal = { status: 401, isOnce: false };
    const { status, stderr } = await runAside(['--range', '1h']);
    expect({ status, stderr }).toMatchObject({ status: 6, stderr: expect.stringMatching(/no\n.*answered 401/) });
  });

  test('an interrupt ends it', async () => {
    let pid = 0;
    held = () => process.kill(pid, 'SIGINT');
    const { status, stderr } = await runAside(['--range', '1h'], (own) => (pid = own));
    expect({ status, stderr }).toEqual({ status: 1, stderr: 'error: cancelled\n' });
  });
});
