import { systemClock } from '@tocsin/runtime/system-clock';
import { debianProgram } from '@tocsin/testing/debian-program';
import { encodeRemoteWrite, remoteWriteHeaders } from '@tocsin/testing/remote-write';
import { essenceOf, MessageInbox } from './world/message-inbox.js';
import { RealPrometheus } from './world/real-prometheus.js';
import { Standalone } from './world/standalone.js';

const program = debianProgram('prometheus');

let tocsin: Standalone;
let inbox: MessageInbox;

beforeAll(async () => {
  tocsin = await Standalone.start();
  inbox = await MessageInbox.start();
  await tocsin.api.tocsin.createReceiver({ body: { name: 'team', type: 'webhook', url: inbox.url } });
}, 60_000);
afterAll(async () => {
  await tocsin.remove();
  await inbox.stop();
});

const post = (alerts: unknown) => tocsin.api.ask('POST', '/api/v2/alerts', alerts);
const told = (name: string): string[] =>
  inbox.messages
    .filter(({ commonLabels }) => commonLabels['alertname'] === name)
    .map((message) => essenceOf(message, 'room'));

test.each([
  [{}, 'expected array'],
  [[{ labels: {} }], 'at least one label pair required'],
  [[{ labels: { '1st': 'x' } }], 'invalid label set: invalid name "1st"'],
  ['[{"labels":{"__proto__":"x"}}]', 'does not parse as JSON'],
  [
    [{ labels: { alertname: 'X' }, startsAt: '2026-01-02T00:00:00Z', endsAt: '2026-01-01T00:00:00Z' }],
    'start time must be before end time',
  ],
])('what is no alert is refused: %j', async (alerts, message) => {
  const { status, body } = await post(alerts);
  expect(status).toBe(400);
  expect(typeof body === 'string' ? body : JSON.stringify(body)).toContain(message);
});

test('a posted alert is over at its end when nobody posts it again', async () => {
  const endsAt = new Date(systemClock.now() + 2_500).toISOString();
  const labels = { alertname: 'Posted', room: 'cellar', severity: 'low' };
  expect((await post([{ labels, endsAt }])).status).toBe(200);
  await inbox.until(() => told('Posted').length === 2);
  expect(told('Posted')).toEqual(['firing: firing cellar', 'resolved: resolved cellar']);
  const [alert] = await tocsin.api.alertsUntil(({ length }) => length === 1, { label: 'alertname=Posted' });
  expect(alert).toMatchObject({ rule_id: 'external/Posted', severity: 'LOW', state: 'resolved', labels });
  expect((await tocsin.api.ask('GET', `/api/alerts/${alert?.id}/explain`)).status).toBe(409);
}, 30_000);

if (program.kind === 'missing') test.todo(`a real Prometheus as the sender: left out, because ${program.reason}`);
else
  test('alerts of a real Prometheus arrive like our own, through a kill, and are told once', async () => {
    const { host } = new URL(tocsin.api.base);
    const prometheus = await RealPrometheus.start(program.path, {
      'prometheus.yml': JSON.stringify({
        global: { evaluation_interval: '1s' },
        rule_files: ['rules.yml'],
        alerting: {
          alertmanagers: [
            {
              static_configs: [{ targets: [host] }],
              api_version: 'v2',
              authorization: { credentials: tocsin.api.token },
            },
          ],
        },
      }),
      'rules.yml': JSON.stringify({
        groups: [
          { name: 'g', rules: [{ alert: 'TooHot', expr: 'room_celsius > 30', labels: { severity: 'critical' } }] },
        ],
      }),
    });
    const measure = async (value: number): Promise<void> => {
      const series = ['attic', 'roof'].map((room) => ({
        labels: [
          { name: '__name__', value: 'room_celsius' },
          { name: 'room', value: room },
        ],
        samples: [{ value, timestamp: systemClock.now() }],
      }));
      const body = Buffer.from(encodeRemoteWrite(series));
      const { ok } = await fetch(`${prometheus.url}/api/v1/write`, {
        method: 'POST',
        headers: remoteWriteHeaders,
        body,
      });
      expect(ok).toBe(true);
    };
    try {
      await measure(40);
      await inbox.until(() => told('TooHot').length === 2);
      await tocsin.process?.kill();
      await tocsin.up();
      const alerts = await tocsin.api.alertsUntil(({ length }) => length === 2, {
        state: 'firing',
        label: 'alertname=TooHot',
      });
      expect(alerts).toMatchObject([
        { rule_id: 'external/TooHot', severity: 'CRITICAL', status: { state: 'active' } },
        { rule_id: 'external/TooHot', severity: 'CRITICAL', status: { state: 'active' } },
      ]);
      expect(String(alerts[0]?.['generator_url'])).toContain('/graph?g0.expr=room_celsius');
      await measure(20);
      await inbox.until(() => new Set(told('TooHot')).size === 4);
      expect([...new Set(told('TooHot'))].sort()).toEqual([
        'firing: firing attic',
        'firing: firing roof',
        'resolved: resolved attic',
        'resolved: resolved roof',
      ]);
      const keys = inbox.messages
        .filter(({ commonLabels }) => commonLabels['alertname'] === 'TooHot')
        .map(({ key }) => key);
      expect(new Set(keys).size).toBe(4);
    } finally {
      await prometheus.stop();
    }
  }, 120_000);
