import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { environment } from '@tocsin/runtime/environment';
import { systemClock } from '@tocsin/runtime/system-clock';
import type { ListedAlert } from './world/api.js';
import { Standalone } from './world/standalone.js';

const tocsin = join(process.cwd(), 'apps', 'cli', 'dist', 'main.js');

const RULES = `
groups:
  - name: load
    interval: 1s
    rules:
      - record: service:load:avg
        expr: avg by (service) (load)
      - alert: Busy
        expr: service:load:avg > 80
        for: 2s
      - alert: Idle
        expr: load < 5
        for: 10m
`;
const TYPED = {
  name: 'Hot',
  severity: 'HIGH',
  category: 'infrastructure',
  conditions: [{ type: 'threshold', metric_path: 'cpu_usage', operator: '>', threshold: 80 }],
} as const;

let standalone: Standalone;
let ruleId = '';
beforeAll(async () => {
  standalone = await Standalone.start();
  const { api } = standalone;
  await api.tocsin.importRuleFile({ yaml: RULES });
  ruleId = (await api.tocsin.createRule({ body: TYPED })).data.id;
  await api.tocsin.createRule({ body: { ...TYPED, name: 'Hot for long', for: '10m' } });
}, 60_000);
afterAll(() => standalone.remove());

/** Sends what hosts of two services report, until it is stopped; the shop is busy, one host is idle. */
function send(): () => Promise<void> {
  const stopped = new AbortController();
  const sample = (metric: string, i: number, value: number): object => ({
    metric,
    labels: { instance: `host-${i}`, service: i % 2 === 0 ? 'shop' : 'search' },
    value,
    timestamp: systemClock.now(),
  });
  const sending = (async () => {
    while (!stopped.signal.aborted) {
      const hosts = Array.from({ length: 6 }, (_, i) => i);
      const samples = [
        ...hosts.map((i) => sample('load', i, i % 2 === 0 ? 90 + i : i === 5 ? 2 : 40)),
        ...hosts.map((i) => sample('cpu_usage', i, i === 0 ? 95 : 71.25)),
      ];
      await standalone.api.ask('POST', '/api/metrics', { samples }).catch(() => null);
      await systemClock.wait(200, stopped.signal);
    }
  })();
  return async () => {
    stopped.abort();
    await sending;
  };
}

const firing = (alerts: readonly ListedAlert[], name: string): ListedAlert | undefined =>
  alerts.find(({ state, labels }) => state === 'firing' && labels['alertname'] === name);

const explain = async (id: string) => (await standalone.api.tocsin.explainAlert({ id })).data;
const whyNot = async (id: string, labels: string, at?: string) =>
  (await standalone.api.tocsin.askWhyNot({ id, labels, at })).data;

function replay(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  const { base, token } = standalone.api;
  return spawnSync(process.execPath, [tocsin, 'replay', '--url', base, ...args], {
    encoding: 'utf8',
    env: { ...environment, TOCSIN_TOKEN: token },
  });
}

test('alerts are decided again from the log through a kill, what did not fire says why, and a replay is equal', async () => {
  const stop = send();
  try {
    const { api } = standalone;
    const isThere = (alerts: ListedAlert[]): boolean =>
      firing(alerts, 'Busy') !== undefined &&
      firing(alerts, 'Hot') !== undefined &&
      alerts.some(({ state, labels }) => state === 'pending' && labels['alertname'] === 'Idle');
    await api.alertsUntil(isThere);
    await standalone.process?.kill();
    await standalone.up();
    const alerts = await api.alertsUntil(isThere);

    const hot = await explain(firing(alerts, 'Hot')?.id ?? '');
    expect(hot).toMatchObject({
      reproduced: true,
      compared: 'all fields',
      rule: { name: 'Hot', version: 1, text: 'cpu_usage > 80' },
      decisions: [
        {
          transition: { state: 'firing' },
          differences: [],
          conditions: [{ value: 95, operator: '>', threshold: 80, holds: true }],
          inputs: [{ metric: 'cpu_usage', labels: { instance: 'host-0' }, samples: [[expect.any(Number), 95]] }],
        },
      ],
    });

    const busy = await explain(firing(alerts, 'Busy')?.id ?? '');
    expect(busy).toMatchObject({
      reproduced: true,
      rule: { id: 'load/Busy', text: 'service:load:avg > 80' },
      decisions: [
        { transition: { state: 'pending' }, differences: [] },
        {
          transition: { state: 'firing' },
          differences: [],
          timers: { for: '2s' },
          operators: [
            { text: '>', values: [{ labels: { service: 'shop' }, value: 92 }] },
            {},
            { values: [{ value: 80 }] },
          ],
          inputs: [{ metric: 'service:load:avg', labels: { service: 'shop' }, samples: [[expect.any(Number), 92]] }],
        },
      ],
    });

    expect(await whyNot(ruleId, '{instance="host-1"}')).toMatchObject({
      reason: 'comparison',
      sentence: 'cpu_usage{instance="host-1", service="search"} is 71.25, not > 80',
    });
    expect(await whyNot('load/Busy', '{service="search"}')).toMatchObject({
      reason: 'comparison',
      sentence: expect.stringMatching(/^service:load:avg is 27\.33\d*, not > 80$/),
    });
    const idle = await whyNot('load/Idle', '{instance="host-5"}');
    expect(idle).toMatchObject({
      reason: 'timer',
      sentence: expect.stringMatching(/`for` 10m elapses at .* s missing$/),
    });
    expect(
      await whyNot(ruleId, '{instance="host-1"}', '2026-01-01T00:00:00Z').catch((error: Error) => error.message),
    ).toContain('24 hours');

    const said = replay('--from', '1h');
    expect(said.stderr).toBe('');
    expect(said.stdout).toContain('missing: 0\n  unexpected: 0\n  different: 0');
    expect(said.stdout).toMatch(/equal: [1-9]/);
    expect(said.status).toBe(0);
  } finally {
    await stop();
  }
}, 120_000);

test('wrong options of a replay are told', () => {
  expect(replay('--from', 'soon')).toMatchObject({ status: 2, stderr: expect.stringContaining('where: --from') });
  expect(replay('--from', '1h', '--to', '2h').status).toBe(2);
});
