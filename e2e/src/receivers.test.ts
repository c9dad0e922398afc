import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { systemClock } from '@tocsin/runtime/system-clock';
import { freePort } from '@tocsin/testing/free-port';
import { slack, SLACK_PATH } from '@tocsin/testing/vendors/slack';
import { startSmtp } from '@tocsin/testing/vendors/smtp';
import { startVendor, type VendorServer } from '@tocsin/testing/vendors/vendor-server';
import type { Schema } from '@tocsin/client/call';
import type { TocsinClient } from '@tocsin/client/tocsin-client';
import { Standalone } from './world/standalone.js';

const RULE = {
  name: 'Hot',
  severity: 'HIGH',
  category: 'infrastructure',
  conditions: [{ type: 'threshold', metric_path: 'cpu_usage', operator: '>', threshold: 80 }],
} as const;

let standalone: Standalone;
let channel: VendorServer;
let smtp: Awaited<ReturnType<typeof startSmtp>>;

beforeAll(async () => {
  channel = await startVendor(slack);
  smtp = await startSmtp();
  standalone = await Standalone.start({ SMTP_URL: smtp.url, MAIL_FROM: 'alerts@example.org' });
}, 60_000);
afterAll(async () => {
  await standalone.remove();
  await channel.stop();
  await smtp.stop();
}, 30_000);

const send = (instance: string, value: number) =>
  standalone.api.tocsin.sendMetrics({
    body: {
      samples: [{ metric: 'cpu_usage', labels: { instance }, value, timestamp: systemClock.now() }],
    },
  });

/** Ends what fires: whoever is told of what fires from then on is told of nothing before. */
async function calm(instance: string): Promise<void> {
  await send(instance, 10);
  await standalone.api.alertsUntil((alerts) => alerts.every(({ state }) => state === 'resolved'));
}

/** Notifications that the ledger has, once there are any. */
async function ledger(
  query: Parameters<TocsinClient['listNotifications']>[0],
): Promise<Schema<'NotificationSummary'>[]> {
  for (;;) {
    const { data } = await standalone.api.tocsin.listNotifications(query);
    if (data.length > 0) return data;
    await systemClock.wait(50);
  }
}

/** A webhook at a port that can go away and come back, and the idempotency keys that it saw. */
class Hook {
  readonly keys: string[] = [];
  answer = (_request: IncomingMessage, response: ServerResponse): void => void response.end('ok');
  #server: Server | null = null;

  constructor(readonly port: number) {}

  async up(): Promise<void> {
    this.#server = createServer((request, response) => {
      this.keys.push(String(request.headers['idempotency-key']));
      request.resume().once('end', () => this.answer(request, response));
    });
    await new Promise<void>((done) => this.#server?.listen(this.port, '127.0.0.1', done));
  }

  async down(): Promise<void> {
    this.#server?.closeAllConnections();
    await new Promise((done) => this.#server?.close(done) ?? done(null));
  }
}

test('from nothing to an alert in a channel of Slack, in words of one’s own, and its delivery in the ledger', async () => {
  const { api } = standalone;
  const secret = `${channel.url}${SLACK_PATH}`;
  const draft = {
    name: 'channel',
    type: 'slack',
    webhook_url: secret,
    title: '{{ .Receiver }}: {{ .Status }}',
  } as const;
  const created = await api.tocsin.createReceiver({ body: draft });
  const { id } = created.data;
  const tested = await api.tocsin.testReceiver({ id });
  expect(tested.data).toMatchObject({ attempts: [{ outcome: 'delivered', status: 200, answer: 'ok' }] });
  await api.tocsin.createRule({ body: RULE });
  await send('web-1', 95);
  const [notification] = await ledger({ outcome: 'delivered' });
  expect(channel.refused).toEqual([]);
  expect(channel.taken.at(-1)).toMatchObject({ text: 'channel: firing' });
  const { data: sent } = await api.tocsin.getNotification({ id: notification?.id ?? '' });
  expect(sent).toMatchObject({
    receiver: { id, name: 'channel', type: 'slack' },
    told: [{ rule_id: expect.any(String) }],
    tries: [{ attempt: 1, outcome: 'delivered', http_status: 200, answer: 'ok' }],
  });
  const shown = await api.tocsin.getReceiver({ id });
  expect(shown.data).toMatchObject({ secrets: ['webhook_url'], health: { state: 'healthy' } });
  const everything = JSON.stringify([
    created,
    tested,
    shown,
    sent,
    standalone.process?.lines,
    standalone.process?.errors,
  ]);
  expect(everything).not.toContain(SLACK_PATH);
  await api.tocsin.deleteReceiver({ id });
  await calm('web-1');
}, 60_000);

test('an alert is mailed, by the server that the operator has named', async () => {
  const { api } = standalone;
  const { data } = await api.tocsin.createReceiver({ body: { name: 'mail', type: 'email', to: ['a@example.org'] } });
  await send('web-2', 96);
  while (smtp.taken.length === 0) await systemClock.wait(50);
  expect(smtp.taken).toMatchObject([
    { to: ['a@example.org'], source: expect.stringContaining('From: alerts@example.org') },
  ]);
  await api.tocsin.deleteReceiver({ id: data.id });
  await calm('web-2');
}, 60_000);

test('what was owed when the process was killed comes once the receiver is back, under the key of the first attempt', async () => {
  const { api } = standalone;
  const hook = new Hook(await freePort());
  hook.answer = (_request, response) => void response.writeHead(503).end('busy');
  await hook.up();
  const draft = { name: 'hook', url: `http://127.0.0.1:${hook.port}/` };
  const { id } = (await api.tocsin.createReceiver({ body: draft })).data;
  await send('web-3', 97);
  const [tried] = await ledger({ receiver_id: id, outcome: 'retried' });
  await standalone.process?.kill();
  await hook.down();
  hook.answer = (_request, response) => void response.end('ok');
  await hook.up();
  await standalone.up();
  const [notification] = await ledger({ receiver_id: id, outcome: 'delivered' });
  expect(notification).toMatchObject({ id: tried?.id, status: 'firing', receiver: { name: 'hook' } });
  expect(notification?.attempts).toBeGreaterThan(1);
  expect(new Set(hook.keys)).toEqual(new Set([tried?.id]));
  await hook.down();
  const report = await api.tocsin.getWeeklyReport();
  expect(report.data).toMatchObject({
    noise_per_rule: [{ rule_name: 'Hot', alerts: 3 }],
    receivers: expect.arrayContaining([expect.objectContaining({ receiver_id: id, delivered: 1, failed: 0 })]),
  });
}, 90_000);
