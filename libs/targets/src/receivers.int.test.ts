import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { AddressGuard } from '@tocsin/adapter-http-out/address-guard';
import { GuardedHttp } from '@tocsin/adapter-http-out/guarded-http';
import { SmtpMailer } from '@tocsin/adapter-mail/smtp-mailer';
import { openMemoryLog } from '@tocsin/adapter-memory-log/open-memory-log';
import { PostgresAccessStore } from '@tocsin/adapter-postgres/access-store';
import type { Database } from '@tocsin/adapter-postgres/database';
import { PostgresDeliveryLedger } from '@tocsin/adapter-postgres/delivery-ledger';
import { PostgresDeliveryStore } from '@tocsin/adapter-postgres/delivery-store';
import { openTemporaryDatabase, type TemporaryDatabase } from '@tocsin/adapter-postgres/temporary-database.fake';
import { FlexibleRateCounter } from '@tocsin/adapter-rate-counter/flexible-rate-counter';
import { decodeJson, encodeJson, topicName } from '@tocsin/contracts/define-topic';
import { allTopics } from '@tocsin/contracts/topics';
import { type NotificationOut, notificationsOut } from '@tocsin/contracts/topics/notifications-out';
import { type Receiver, receivers } from '@tocsin/contracts/topics/receivers';
import { type ReceiverTestResult, receiverTestResults, receiverTests } from '@tocsin/contracts/topics/receiver-tests';
import { transitions } from '@tocsin/contracts/topics/transitions';
import { labelFingerprint } from '@tocsin/domain/alerting/label-fingerprint';
import type { Transition } from '@tocsin/domain/engine/transition';
import type { DeliveryAttempt } from '@tocsin/ports/delivery-ledger';
import type { EventLog } from '@tocsin/ports/event-log';
import { loadConfig } from '@tocsin/runtime/config';
import { newDataKey } from '@tocsin/runtime/envelope';
import { KeyRing, localKey } from '@tocsin/runtime/key-encryption';
import { sealSecret } from '@tocsin/runtime/sealed-secret';
import { systemClock } from '@tocsin/runtime/system-clock';
import { TenantKeys } from '@tocsin/runtime/tenant-keys';
import type { Running } from '@tocsin/runtime/target';
import { createLogger } from '@tocsin/runtime/telemetry';
import { discord, DISCORD_PATH } from '@tocsin/testing/vendors/discord';
import { msteams, MSTEAMS_PATH } from '@tocsin/testing/vendors/msteams';
import { pagerduty, PAGERDUTY_PATH } from '@tocsin/testing/vendors/pagerduty';
import { slack, SLACK_PATH } from '@tocsin/testing/vendors/slack';
import { startSmtp } from '@tocsin/testing/vendors/smtp';
import { telegram, TELEGRAM_CHAT, TELEGRAM_TOKEN } from '@tocsin/testing/vendors/telegram';
import { startVendor, type VendorServer } from '@tocsin/testing/vendors/vendor-server';
import { Registry } from 'prom-client';
import { notificationTarget } from './notification.js';
import { noTraces } from './open-traces.js';
import type { Surroundings } from './ports.js';

const platformSecret = 'a-secret-of-a-test-that-is-long-enough';
const prefix = 'tocsin';

/** The notification service as it runs, over a log in memory and a real PostgreSQL; one tenant a test. */
class World {
  readonly ledger: PostgresDeliveryLedger;
  private transitions = 0;

  private constructor(
    private readonly temporary: TemporaryDatabase,
    database: Database,
    private readonly log: EventLog & { close(): Promise<void> },
    private readonly http: GuardedHttp,
    private readonly mailer: SmtpMailer,
    private readonly rates: FlexibleRateCounter,
    readonly tenantKeys: TenantKeys,
    private readonly service: Running,
  ) {
    this.ledger = new PostgresDeliveryLedger(database);
  }

  static async start(smtpUrl: string): Promise<World> {
    const temporary = await openTemporaryDatabase(platformSecret);
    const { database } = temporary;
    const log = await openMemoryLog({ directory: null, clock: systemClock });
    await log.ensureTopics(
      allTopics.map((topic) => ({
        name: topicName(topic, prefix),
        partitions: topic.partitions,
        cleanup: topic.cleanup,
        retentionMs: topic.retentionMs,
      })),
    );
    const http = new GuardedHttp(new AddressGuard(['127.0.0.0/8']));
    const mailer = new SmtpMailer({ url: smtpUrl, from: 'tocsin@example.org' });
    const rates = new FlexibleRateCounter({ redisUrl: null, clock: systemClock });
    const store = new PostgresAccessStore(database);
    const tenantKeys = new TenantKeys(store, new KeyRing([localKey(newDataKey())]));
    const surroundings: Surroundings = {
      config: loadConfig({ environment: {}, root: process.cwd() }),
      processName: 'notification-1',
      secret: platformSecret,
      clock: systemClock,
      ids: { next: () => 'unused' },
      random: () => 0.5,
      logger: createLogger('notification', 'silent'),
      registry: new Registry(),
      traces: noTraces,
      say: () => undefined,
      sayLast: () => undefined,
    };
    const service = await notificationTarget(surroundings).start({
      log,
      database,
      deliveryStore: new PostgresDeliveryStore(database),
      deliveryLedger: new PostgresDeliveryLedger(database),
      outbound: http,
      mailer,
      rateCounter: rates,
      tenantKeys,
    } as unknown as Parameters<ReturnType<typeof notificationTarget>['start']>[0]);
    return new World(temporary, database, log, http, mailer, rates, tenantKeys, service);
  }

  async name(tenant: string, id: string, fields: object): Promise<void> {
    const receiver = { id, tenant_id: tenant, name: id, send_resolved: true, created_at: 0, ...fields } as Receiver;
    await this.log.append(topicName(receivers, prefix), [
      { key: `${tenant}/${id}`, value: encodeJson(receivers, receiver) },
    ]);
  }

  async transition(tenant: string, over: Partial<Transition> = {}): Promise<void> {
    this.transitions += 1;
    const transition: Transition = {
      ...(transitions.examples[0] as Transition),
      id: `t${this.transitions}`,
      tenant_id: tenant,
      annotations: { summary: 'web-1 is <busy> @everyone', runbook_url: 'https://wiki.example/busy' },
      ...over,
    };
    await this.log.append(topicName(transitions, prefix), [
      { key: `${tenant}/r1/c0ffee`, value: encodeJson(transitions, transition) },
    ]);
  }

  /** Has a receiver tested, as the gateway does. */
  async test(tenant: string, receiver: string): Promise<ReceiverTestResult['outcome']> {
    const id = `test-${(this.transitions += 1)}`;
    const test = {
      id,
      tenant_id: tenant,
      receiver_id: receiver,
      actor: 'a',
      at: systemClock.now(),
      reply_to: 'gateway',
    };
    await this.log.append(topicName(receiverTests, prefix), [
      { key: `${tenant}/${receiver}`, value: encodeJson(receiverTests, test) },
    ]);
    for (;;) {
      const results = await this.#read<ReceiverTestResult>(receiverTestResults);
      const found = results.find((result) => result.id === id);
      if (found !== undefined) return found.outcome;
      await delay(10);
    }
  }

  async out(): Promise<NotificationOut[]> {
    return this.#read<NotificationOut>(notificationsOut);
  }

  /** The attempts of a tenant's notifications, once there are so many of them. */
  async attempts(tenant: string, notifications: number): Promise<DeliveryAttempt[]> {
    for (;;) {
      const found = await this.ledger.list(tenant, {}, null, 100);
      if (found.length >= notifications) return found.flatMap(({ attempts }) => attempts);
      await delay(10);
    }
  }

  async stop(): Promise<void> {
    await this.service.stop();
    await Promise.all([this.http.close(), this.mailer.close(), this.rates.close(), this.log.close()]);
    await this.temporary.close();
  }

  async #read<Value>(topic: Parameters<typeof decodeJson>[0]): Promise<Value[]> {
    const found: Value[] = [];
    for await (const { records } of this.log.read(topicName(topic, prefix)))
      for (const { value } of records) {
        const decoded = value === null ? null : decodeJson(topic, value);
        if (decoded?.kind === 'value') found.push(decoded.value as Value);
      }
    return found;
  }
}

/** A server of a test's own, and the paths that it was asked for. */
async function startServer(
  answer: (path: string, response: ServerResponse) => void,
): Promise<{ url: string; paths: string[]; stop(): Promise<void> }> {
  const paths: string[] = [];
  const server: Server = createServer((request, response) => {
    paths.push(request.url ?? '');
    answer(request.url ?? '', response);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    paths,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

let world: World;
let smtp: Awaited<ReturnType<typeof startSmtp>>;
const vendors = new Map<string, VendorServer>();
const resolved = { state: 'resolved', reason: 'conditions_cease' } as const;

beforeAll(async () => {
  smtp = await startSmtp();
  for (const [name, vendor] of Object.entries({ slack, msteams, discord, pagerduty, telegram }))
    vendors.set(name, await startVendor(vendor));
  world = await World.start(smtp.url);
}, 120_000);
afterAll(async () => {
  await world.stop();
  await Promise.all([...vendors.values()].map((vendor) => vendor.stop()));
  await smtp.stop();
}, 60_000);

const urlOf = (vendor: string): string => vendors.get(vendor)?.url ?? '';
const sealedFor = async (tenantId: string, receiverId: string, field: string, secret: string) => {
  const key = await world.tenantKeys.ofReceivers(tenantId);
  return { sealed: { [field]: sealSecret(key, { tenantId, receiverId, field }, secret) } };
};

/** A receiver of every vendor, at its stand-in. */
async function nameVendors(tenant: string): Promise<void> {
  const hook = (id: string, path: string) => sealedFor(tenant, id, 'webhook_url', urlOf(id) + path);
  await world.name(tenant, 'slack', { type: 'slack', ...(await hook('slack', SLACK_PATH)) });
  await world.name(tenant, 'msteams', { type: 'msteams', ...(await hook('msteams', MSTEAMS_PATH)) });
  await world.name(tenant, 'discord', { type: 'discord', ...(await hook('discord', DISCORD_PATH)) });
  await world.name(tenant, 'pagerduty', {
    type: 'pagerduty',
    url: urlOf('pagerduty') + PAGERDUTY_PATH,
    ...(await sealedFor(tenant, 'pagerduty', 'routing_key', 'R'.repeat(32))),
  });
  await world.name(tenant, 'telegram', {
    type: 'telegram',
    api_url: urlOf('telegram'),
    chat_id: TELEGRAM_CHAT,
    ...(await sealedFor(tenant, 'telegram', 'bot_token', TELEGRAM_TOKEN)),
  });
  await world.name(tenant, 'email', { type: 'email', to: ['on-call@example.org'] });
  await world.name(tenant, 'kafka', { type: 'kafka' });
}

test('every vendor takes what fires and what is over, in this order, and the ledger tells of both', async () => {
  await nameVendors('acme');
  await world.transition('acme');
  await world.transition('acme', resolved);
  const attempts = await world.attempts('acme', 14);
  expect(attempts.filter(({ outcome }) => outcome !== 'delivered')).toEqual([]);
  for (const [name, { taken, refused }] of vendors) {
    expect({ name, taken: taken.length, refused }).toEqual({ name, taken: 2, refused: [] });
  }
  const actions = vendors.get('pagerduty')?.taken as { event_action: string; dedup_key: string }[];
  expect(actions.map(({ event_action }) => event_action)).toEqual(['trigger', 'resolve']);
  expect(new Set(actions.map(({ dedup_key }) => dedup_key)).size).toBe(1);
  expect(smtp.taken).toMatchObject([{ to: ['on-call@example.org'] }, { to: ['on-call@example.org'] }]);
  expect(smtp.taken[0]?.source).toContain('Subject: [FIRING:1] High CPU Usage web-1 high');
  expect((await world.out()).map(({ tenant_id, message: { status } }) => [tenant_id, status])).toEqual([
    ['acme', 'firing'],
    ['acme', 'resolved'],
  ]);
  const [slacked] = attempts.filter(({ receiverId, status }) => receiverId === 'slack' && status === 'firing');
  expect(slacked).toMatchObject({ attempt: 1, httpStatus: 200, answer: 'ok', reason: 'answered 200' });
  // By the labels that are told, as Alertmanager has it.
  const fingerprint = labelFingerprint({ alertname: 'High CPU Usage', instance: 'web-1', severity: 'high' });
  expect(slacked?.alerts).toMatchObject([{ ruleId: 'r1', fingerprint }]);
}, 60_000);

test.each([
  ['slack', 404, 'no_service'],
  ['msteams', 401, 'DirectApiAuthorizationRequired'],
  ['discord', 404, '"code":10015'],
])(
  'a wrong address of %s is answered as the vendor documents it, and the answer is kept',
  async (id, status, answer) => {
    const tenant = `wrong_${id}`;
    await world.name(tenant, id, {
      type: id,
      ...(await sealedFor(tenant, id, 'webhook_url', `${urlOf(id)}/wrong/secret-part`)),
    });
    await world.transition(tenant);
    const [attempt] = await world.attempts(tenant, 1);
    expect(attempt).toMatchObject({ outcome: 'failed', httpStatus: status, answer: expect.stringContaining(answer) });
  },
  30_000,
);

test('a receiver of the platform with another secret is given up with the reason', async () => {
  const foreign = await sealedFor('other_tenant', 'slack', 'webhook_url', urlOf('slack') + SLACK_PATH);
  await world.name('moved', 'slack', { type: 'slack', ...foreign });
  await world.transition('moved');
  expect(await world.attempts('moved', 1)).toMatchObject([
    { outcome: 'failed', reason: 'the secret "webhook_url" cannot be read any more; write it to the receiver again' },
  ]);
}, 30_000);

test('a receiver that redirects to the metadata address gets no second request', async () => {
  const server = await startServer((_path, response) =>
    response.writeHead(307, { location: 'http://169.254.169.254/latest/meta-data/' }).end(),
  );
  await world.name('moving', 'w', { type: 'webhook', url: `${server.url}/hook` });
  await world.transition('moving');
  expect(await world.attempts('moving', 1)).toMatchObject([{ outcome: 'failed', httpStatus: 307 }]);
  expect(server.paths).toEqual(['/hook']);
  await server.stop();
}, 30_000);

test('a receiver that answers 200 and never comes to an end is cut after ten seconds, and nobody waits for it', async () => {
  const server = await startServer((path, response) => {
    if (path === '/fast') return void response.end('ok');
    response.writeHead(200, { 'content-type': 'text/plain' });
    const timer = setInterval(() => response.write('a'), 100);
    response.once('close', () => clearInterval(timer));
  });
  await world.name('patient', 'slow', { type: 'webhook', url: `${server.url}/slow` });
  await world.name('patient', 'fast', { type: 'webhook', url: `${server.url}/fast` });
  await world.transition('patient');
  expect((await world.attempts('patient', 1))[0]).toMatchObject({ receiverId: 'fast', outcome: 'delivered' });
  const slow = (await world.attempts('patient', 2)).find(({ receiverId }) => receiverId === 'slow');
  expect(slow).toMatchObject({ outcome: 'retried', httpStatus: null, reason: 'no whole answer within 10000 ms' });
  await world.name('patient', 'slow', { type: 'webhook', url: `${server.url}/fast` });
  await server.stop();
}, 30_000);

test('a test is sent at once, told with what was answered, and stands nowhere', async () => {
  await nameVendors('tester');
  const outcomes = await Promise.all(
    [...vendors.keys(), 'email', 'kafka'].map(async (id) => [id, await world.test('tester', id)] as const),
  );
  for (const [id, outcome] of outcomes)
    expect({ id, outcome }).toMatchObject({ id, outcome: { kind: 'tested', attempts: [{ outcome: 'delivered' }] } });
  expect(await world.ledger.list('tester', {}, null, 10)).toEqual([]);
}, 30_000);

test('a test shows no secret, even when the receiver repeats it', async () => {
  const echo = await startServer((path, response) => response.writeHead(400).end(`no hook at ${path}`));
  await world.name('echo', 'slack', {
    type: 'slack',
    ...(await sealedFor('echo', 'slack', 'webhook_url', `${echo.url}/services/secret`)),
  });
  const outcome = await world.test('echo', 'slack');
  expect(outcome).toMatchObject({ attempts: [{ outcome: 'not_delivered', status: 400, answer: 'no hook at ***' }] });
  await echo.stop();
}, 30_000);

test('a test finds no receiver of another tenant, and comes ten times a minute at most', async () => {
  const server = await startServer((_path, response) => response.end('ok'));
  await world.name('owner', 'w', { type: 'webhook', url: server.url });
  expect(await world.test('stranger', 'w')).toEqual({ kind: 'not_found' });
  const kinds: string[] = [];
  for (let i = 0; i < 11; i += 1) kinds.push((await world.test('owner', 'w')).kind);
  expect(kinds.filter((kind) => kind === 'tested')).toHaveLength(10);
  expect(kinds.at(-1)).toBe('rate_limited');
  expect(server.paths).toHaveLength(10);
  await server.stop();
}, 30_000);
