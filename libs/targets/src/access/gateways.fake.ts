import { randomUUID } from 'node:crypto';
import { PostgresAccessStore } from '@tocsin/adapter-postgres/access-store';
import { PostgresConfigurationStore } from '@tocsin/adapter-postgres/configuration-store';
import { openTemporaryDatabase, type TemporaryDatabase } from '@tocsin/adapter-postgres/temporary-database.fake';
import { topicName } from '@tocsin/contracts/define-topic';
import { allTopics } from '@tocsin/contracts/topics';
import { scopesOf } from '@tocsin/domain/access/permission';
import { FakeAuditLedger } from '@tocsin/ports/audit-ledger.fake';
import { fakeHealingParts } from '@tocsin/service-gateway/healing/healing-parts.fake';
import { FakeRetentionStore } from '@tocsin/ports/retention-store.fake';
import { FakeDeliveryLedger } from '@tocsin/ports/delivery-ledger.fake';
import type { EventLog } from '@tocsin/ports/event-log';
import { FakeResultArchive } from '@tocsin/ports/result-archive.fake';
import { FakeResultCache } from '@tocsin/ports/result-cache.fake';
import { FakeSeriesHistory } from '@tocsin/ports/series-history.fake';
import { KeyRing, localKey } from '@tocsin/runtime/key-encryption';
import { nodeLedgerCrypto } from '@tocsin/runtime/ledger-crypto';
import { systemClock } from '@tocsin/runtime/system-clock';
import { TenantKeys } from '@tocsin/runtime/tenant-keys';
import { createGateway, type Gateway } from '@tocsin/service-gateway/gateway';
import { OutboxRelay } from '@tocsin/service-rule-management/outbox-relay';
import { Registry } from 'prom-client';
import { WebSocket } from 'ws';

const secret = 'a-secret-of-a-test-that-is-long-enough';
export const TOPIC_PREFIX = 't';

/** What hears of something until it is cut off. */
export interface Listening {
  /** Resolves when nothing more is heard; of a WebSocket with the code by which it was closed. */
  readonly closed: Promise<number>;
}

/** Gateways on one log and one database, as processes of a cluster have them, and the relay of rule management. */
export class Gateways {
  readonly errors: unknown[] = [];
  readonly addresses: string[] = [];
  /** While it is set, nothing that a gateway says gets to the log. */
  isLogAway = false;
  /** A token of an admin of the tenant `acme`. */
  admin = '';
  readonly #gateways: Gateway[] = [];
  readonly #relay: OutboxRelay;

  private constructor(
    readonly log: EventLog,
    private readonly temporary: TemporaryDatabase,
    private readonly freePort: () => Promise<number>,
  ) {
    const store = new PostgresConfigurationStore(temporary.database);
    const onError = (error: unknown): void => void this.errors.push(error);
    this.#relay = new OutboxRelay({ store, log, topicPrefix: TOPIC_PREFIX, clock: systemClock, onError });
  }

  /** Two gateways. The log is closed with them. */
  static async open(log: EventLog, freePort: () => Promise<number>): Promise<Gateways> {
    await log.ensureTopics(
      allTopics.map((topic) => {
        const { partitions, cleanup, retentionMs } = topic;
        return { name: topicName(topic, TOPIC_PREFIX), partitions, cleanup, retentionMs };
      }),
    );
    const gateways = new Gateways(log, await openTemporaryDatabase(secret), freePort);
    await gateways.add();
    await gateways.add();
    const issued = await gateways.#gateways[0]?.tokens.issue('test', {
      subject: 'admin',
      tenant: 'acme',
      scopes: scopesOf('admin'),
      role: 'admin',
      expiresInSeconds: 3_600,
    });
    gateways.admin = issued?.kind === 'issued' ? issued.token : '';
    return gateways;
  }

  async add(): Promise<void> {
    const port = await this.freePort();
    const { log } = this;
    const append: EventLog['append'] = (topic, records) =>
      this.isLogAway ? Promise.reject(new Error('the log is away')) : log.append(topic, records);
    const gateway = await createGateway({
      log: { ...bound(log), append },
      topicPrefix: TOPIC_PREFIX,
      clock: systemClock,
      ids: { next: () => randomUUID() },
      rateCounter: { take: async () => ({ allowed: true, remaining: 1, resetMs: 0 }) },
      access: new PostgresAccessStore(this.temporary.database),
      tenantKeys: new TenantKeys(
        new PostgresAccessStore(this.temporary.database),
        new KeyRing([localKey(Buffer.alloc(32, 7))]),
      ),
      signer: () => ({ publicKey: 'of a test', sign: (message) => message.subarray(0, 64) }),
      defaultTenant: 'acme',
      issuers: [],
      outbound: { post: () => Promise.reject(new Error('nobody is called')), refusal: async () => null },
      languageModel: null,
      history: new FakeSeriesHistory(),
      historyHoursMax: 24,
      registry: new Registry(),
      logger: { debug: () => undefined, error: (context) => void this.errors.push(context) },
      processName: `gateway-${this.#gateways.length}`,
      jwtSecret: secret,
      signingSecretOf: () => '',
      ledger: new FakeDeliveryLedger(),
      auditLedger: new FakeAuditLedger(nodeLedgerCrypto),
      witnessNames: [],
      healing: fakeHealingParts(),
      retention: new FakeRetentionStore(),
      takesMail: false,
      externalUrl: '',
      rateLimiting: { enabled: false, perMinutePerAddress: 0 },
      mayIntrospect: false,
      predicts: false,
      confidenceMin: 1,
      resultCache: new FakeResultCache(systemClock),
      resultArchive: new FakeResultArchive(),
      resultTtls: { results: 300_000, system: 60_000 },
      systemTenant: 'system',
      evaluation: { batchSize: 50, concurrentMax: 100, timeoutMs: 1_000 },
      installation: { version: '', mode: 'standalone', demo_tenant: null, features: [] },
      readiness: async () => [],
      console: null,
      documentation: null,
    });
    await gateway.listen(port, '127.0.0.1');
    this.#gateways.push(gateway);
    this.addresses.push(`127.0.0.1:${port}`);
  }

  async close(): Promise<void> {
    await Promise.all(this.#gateways.map((gateway) => gateway.close()));
    await this.#relay.stop();
    await this.log.close();
    await this.temporary.close();
  }

  /** Asks one of the gateways. */
  async ask(at: number, method: string, path: string, token: string, body?: object): Promise<Response> {
    return fetch(`http://${this.addresses[at]}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      body: body === undefined ? null : JSON.stringify(body),
    });
  }

  /** Has the admin make something. @throws when it is not made */
  async made<Data>(at: number, path: string, body: object): Promise<Data> {
    const answer = await this.ask(at, 'POST', path, this.admin, body);
    const { data } = (await answer.json()) as { data: Data };
    if (answer.status !== 201) throw new Error(`${path} answered ${answer.status}`);
    return data;
  }

  /** Asks until the answer has the status; the test's own time-out ends what never comes. */
  async until(status: number, at: number, token: string): Promise<void> {
    while ((await this.ask(at, 'GET', '/api/rules', token)).status !== status) await systemClock.wait(20);
  }

  /** A socket of `/ws` that has been let in. */
  async listen(at: number, token: string): Promise<Listening> {
    const socket = new WebSocket(`ws://${this.addresses[at]}/ws`, { headers: { authorization: `Bearer ${token}` } });
    const closed = new Promise<number>((resolve) => socket.once('close', resolve));
    await new Promise((resolve, reject) => socket.once('message', resolve).once('error', reject));
    return { closed };
  }

  /** A stream of Server-Sent Events that has said hello. */
  async stream(at: number, token: string): Promise<Listening> {
    const response = await this.ask(at, 'GET', '/api/events', token);
    if (response.status !== 200 || response.body === null) throw new Error(`the stream answered ${response.status}`);
    const reader = response.body.getReader();
    await reader.read();
    const toTheEnd = async (): Promise<number> => {
      while (!(await reader.read()).done);
      return response.status;
    };
    return { closed: toTheEnd() };
  }

  /** A subscription by GraphQL that stands. */
  async subscribe(at: number, token: string): Promise<Listening> {
    const socket = new WebSocket(`ws://${this.addresses[at]}/graphql`, 'graphql-transport-ws');
    const ended = Promise.withResolvers<number>();
    const stands = Promise.withResolvers<void>();
    const say = (message: object): void => socket.send(JSON.stringify(message));
    socket.once('open', () => say({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } }));
    socket.once('error', stands.reject);
    socket.once('close', ended.resolve);
    socket.on('message', (data) => {
      const { type, id } = JSON.parse(String(data)) as { type: string; id?: string };
      if (type === 'connection_ack') {
        say({ type: 'subscribe', id: 's', payload: { query: 'subscription { transitions { id } }' } });
        // What is answered on the same socket afterwards shows that the subscription stands.
        say({ type: 'subscribe', id: 'q', payload: { query: '{ rules(limit: 1) { next_cursor } }' } });
      }
      if (id === 'q') stands.resolve();
      if (id === 's' && (type === 'error' || type === 'complete')) {
        stands.reject(new Error('the subscription was refused'));
        socket.close();
        ended.resolve(0);
      }
    });
    await stands.promise;
    return { closed: ended.promise };
  }
}

/** The log's methods, so that one of them can be put in the way. */
function bound(of: EventLog): EventLog {
  const names = [
    ...Object.getOwnPropertyNames(Object.getPrototypeOf(of)),
    ...Object.getOwnPropertyNames(of),
  ] as (keyof EventLog)[];
  return Object.fromEntries(
    names.map((name) => [name, typeof of[name] === 'function' ? (of[name] as () => unknown).bind(of) : of[name]]),
  ) as unknown as EventLog;
}
