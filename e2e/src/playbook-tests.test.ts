import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Schema } from '@tocsin/client/call';
import { startWebhookInbox } from '@tocsin/adapter-host/webhook-inbox';
import { systemClock } from '@tocsin/runtime/system-clock';
import type { Api } from './world/api.js';
import { dataOf } from './world/healing-world.js';
import { Standalone } from './world/standalone.js';

jest.setTimeout(60_000);

describe('a dry run of a playbook', () => {
  const RULE = 'Till broken';
  let platform: Standalone;
  let api: Api;
  let inbox: Awaited<ReturnType<typeof startWebhookInbox>>;
  let last = 0;
  const asked: unknown[] = [];

  const send = async (value: number): Promise<void> => {
    last = Math.max(last + 1, systemClock.now());
    const sample = { metric: 'till_errors', labels: { instance: 'till' }, value, timestamp: last };
    await api.tocsin.sendMetrics({ body: { samples: [sample] } });
  };
  const untilFiring = (isFiring: boolean) =>
    api.alertsUntil(
      (alerts) => alerts.some(({ rule_name, state }) => rule_name === RULE && state === 'firing') === isFiring,
    );
  const playbook = (over: object = {}) => ({
    name: 'Restart the till',
    trigger: { matchers: [`alertname="${RULE}"`] },
    steps: [
      { name: 'restart', actions: [{ kind: 'webhook', url: inbox.url, body: { of: '{{ $labels.instance }}' } }] },
    ],
    verification: { expr: 'till_errors{instance="{{ $labels.instance }}"} < 5', within_ms: 30_000 },
    cooldown_ms: 0,
    budget: { per_playbook: 2 },
    approval: { policy: 'none' },
    ...over,
  });
  const dryRun = async (body: object): Promise<Schema<'PlaybookDryRun'>> =>
    dataOf(await api.insist(200, 'POST', '/api/playbooks/dry-run', body));
  let id = '';

  beforeAll(async () => {
    platform = await Standalone.start();
    ({ api } = platform);
    inbox = await startWebhookInbox(
      0,
      (body) => void asked.push(JSON.parse(body)),
      () => 202,
    );
    await api.insist(201, 'POST', '/api/rules', {
      name: RULE,
      severity: 'HIGH',
      category: 'application',
      conditions: [{ type: 'threshold', metric_path: 'current_metrics.till_errors', operator: '>', threshold: 9 }],
    });
    ({ id } = dataOf<{ id: string }>(await api.insist(201, 'POST', '/api/playbooks', playbook())));
    // Three incidents; the first two are healed, and the third is held back by the budget of an hour.
    for (let n = 1; n <= 3; n += 1) {
      await send(50);
      await untilFiring(true);
      if (n < 3) await api.dataUntil<unknown[]>('/api/healing-runs', (runs) => runs.length === n);
      await send(0);
      await untilFiring(false);
      await api.dataUntil<{ state: string }[]>('/api/healing-runs', (runs) =>
        runs.every(({ state }) => state === 'succeeded'),
      );
    }
  }, 120_000);

  afterAll(async () => {
    await platform.remove();
    await inbox.stop();
  });

  test('says of the playbook that lived through them what it did', async () => {
    const { summary, playbook: told, incidents } = await dryRun({ playbook_id: id });
    expect(summary).toBe('would have run 2 times in 3 incidents; held back 1: 1 budget_of_playbook');
    expect(asked).toEqual([{ of: 'till' }, { of: 'till' }]);
    expect(told).toEqual({ name: 'Restart the till', id, version: 1 });
    const target = `webhook/${inbox.url}#instance=till`;
    expect(incidents.map(({ decision, guard }) => [decision, guard])).toEqual([
      ['run', null],
      ['run', null],
      ['held_back', 'budget_of_playbook'],
    ]);
    expect(incidents[0]).toMatchObject({
      alert: { rule_name: RULE, labels: { instance: 'till' }, state: 'firing' },
      targets: [{ target, refusal: null }],
      steps: [{ name: 'restart', actions: [{ kind: 'webhook', url: inbox.url, body: { of: 'till' } }] }],
      verification: 'till_errors{instance="till"} < 5',
      approvals_needed: 0,
    });
  });

  test('says of a draft what it would have done, by the samples of that time, and keeps nothing', async () => {
    const before = dataOf<unknown[]>(await api.insist(200, 'GET', '/api/playbooks'));
    const broken = 'till_errors{instance="{{ $labels.instance }}"} > 9';
    const rested = await dryRun({
      playbook_id: id,
      playbook: playbook({ cooldown_ms: 900_000, preconditions: [broken] }),
    });
    expect(rested.held_back_by).toEqual({ cooldown: 2 });
    expect(rested.incidents[0]?.preconditions).toEqual([
      { query: 'till_errors{instance="till"} > 9', answer: 'holds', reason: '' },
    ]);
    const well = await dryRun({ playbook: playbook({ preconditions: ['till_errors < 5'] }) });
    expect(well.summary).toBe('would have run 0 times in 3 incidents; held back 3: 3 precondition');
    const docker = { kind: 'docker_restart', container: { name: '{{ $labels.instance }}' } };
    const off = await dryRun({ playbook: playbook({ steps: [{ actions: [docker] }] }) });
    expect(off.incidents[2]).toMatchObject({
      guard: 'rehearsal',
      targets: [{ target: 'docker/till', refusal: 'nothing here does docker_restart; switch it on' }],
    });
    expect(dataOf(await api.insist(200, 'GET', '/api/playbooks'))).toEqual(before);
    expect(asked).toHaveLength(2);
  });
});

describe('tests of playbooks', () => {
  const tocsin = join(process.cwd(), 'apps', 'cli', 'dist', 'main.js');
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'tocsin-playbooks-'));
    cpSync(join('config', 'playbooks'), folder, { recursive: true });
  });
  afterAll(() => rmSync(folder, { recursive: true }));
  const run = (...args: string[]) => spawnSync(process.execPath, [tocsin, ...args], { cwd: folder, encoding: 'utf8' });

  test('the example holds, and ends with 0', () => {
    expect(run('playbooks', 'test', 'restart-shop.test.yaml')).toMatchObject({
      status: 0,
      stdout: 'Unit Testing:  restart-shop.test.yaml\n  SUCCESS\n\n',
      stderr: '',
    });
    expect(run('playbooks', 'lint', 'restart-shop.yaml')).toMatchObject({
      status: 0,
      stdout: 'restart-shop.yaml: the playbook "Bring the shop back" is sound\n',
      stderr: '',
    });
  });

  test('a playbook that does something else ends with 1, and what it did is told', () => {
    const text = readFileSync(join(folder, 'restart-shop.yaml'), 'utf8');
    writeFileSync(join(folder, 'hasty.yaml'), text.replace('cooldown_ms: 1800000', 'cooldown_ms: 0'));
    const tests = readFileSync(join(folder, 'restart-shop.test.yaml'), 'utf8');
    writeFileSync(join(folder, 'hasty.test.yaml'), tests.replace('[restart-shop.yaml]', '[hasty.yaml]'));
    const { status, stderr } = run('playbooks', 'test', 'hasty.test.yaml');
    expect(status).toBe(1);
    expect(stderr).toContain(
      [
        '    alert: {alertname="ShopDown", deployment="web", namespace="shop"}, time: 20m,',
        '        exp: held_back: "cooldown"',
        '        got: held_back: null (verified)',
      ].join('\n'),
    );
    expect(run('playbooks', 'test', '--run', 'nobody wakes', 'hasty.test.yaml').status).toBe(0);
    expect(run('playbooks', 'test', '--run', '(', 'hasty.test.yaml').status).toBe(2);
    const doubtful = run('playbooks', 'lint', 'hasty.yaml');
    expect([doubtful.status, doubtful.stderr]).toEqual([
      0,
      expect.stringContaining('hasty.yaml:27:14: warning: cooldown_ms lets a flapping alert'),
    ]);
  });

  test('what is wrong in a file is told with its line', () => {
    writeFileSync(join(folder, 'bad.yaml'), 'name: Wrong\ntrigger: {}\nsteps:\n  - actions: []\n');
    writeFileSync(join(folder, 'bad.test.yaml'), 'playbook_files: [bad.yaml]\ntests:\n  - alerts: soon\n');
    const lint = run('playbooks', 'lint', 'bad.yaml', 'none.yaml');
    expect([lint.status, lint.stderr]).toEqual([2, expect.stringContaining('bad.yaml:4:14: error: steps[0].actions ')]);
    expect(lint.stderr).toContain('cannot read none.yaml');
    const bad = run('playbooks', 'test', 'bad.test.yaml');
    expect([bad.status, bad.stderr]).toEqual([
      1,
      expect.stringContaining('bad.test.yaml:3:13: error: tests[0].alerts '),
    ]);
  });
});
