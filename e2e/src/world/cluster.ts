import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openKafkaLog } from '@tocsin/adapter-kafka/open-kafka-log';
import { type EmbeddedServer, startEmbeddedServer } from '@tocsin/adapter-postgres/embedded-server';
import { principalOf } from '@tocsin/contracts/kafka-acls';
import type { Transition } from '@tocsin/domain/engine/transition';
import type { EventLog } from '@tocsin/ports/event-log';
import type { GuardedBroker } from '@tocsin/testing/kafka-broker';
import { freePort } from '@tocsin/testing/free-port';
import { systemClock } from '@tocsin/runtime/system-clock';
import { Api } from './api.js';
import { type PlatformProcess, startApp } from './process.js';
import { hasTakenTransitions, readTransitions } from './standalone.js';

/** The servers that several clusters of one test share; each cluster has topics of its own. */
export interface Servers {
  kafka: string;
  /** A Kafka that lets in by name only; each service then comes under its own. */
  guard?: GuardedBroker;
  redis: string;
}

export type ServiceName = 'rule-management' | 'evaluation' | 'notification' | 'gateway' | 'history' | 'self-monitoring';

/** The platform as one process a service, on real servers; each process can be killed and started again. */
export class Cluster {
  readonly processes = new Map<string, PlatformProcess>();
  readonly api: Api;

  private constructor(
    private readonly home: string,
    private readonly database: EmbeddedServer,
    private readonly env: Readonly<Record<string, string>>,
    private readonly guard: GuardedBroker | null,
  ) {
    this.api = new Api(`http://127.0.0.1:${env['PORT'] ?? ''}`, '');
  }

  /** @param over - settings of all processes */
  static async start(
    { kafka, guard, redis }: Servers,
    evaluations = 1,
    over: Readonly<Record<string, string>> = {},
  ): Promise<Cluster> {
    const home = await mkdtemp(join(tmpdir(), 'tocsin-cluster-'));
    const database = await startEmbeddedServer(join(home, 'postgres'));
    const env = {
      ALERT_ENGINE_MODE: 'production',
      TOCSIN_HOME: home,
      TOCSIN_LOG_LEVEL: 'warn',
      TOCSIN_SNAPSHOT_INTERVAL_MS: '2000',
      JWT_SECRET_KEY: randomUUID() + randomUUID(),
      DATABASE_URL: database.url,
      KAFKA_BROKERS: kafka,
      REDIS_URL: redis,
      // Rights are given for names of topics.
      TOPIC_PREFIX: guard === undefined ? `e2e-${randomUUID()}` : 'tocsin',
      PORT: String(await freePort()),
      ...over,
    };
    const cluster = new Cluster(home, database, env, guard ?? null);
    await cluster.up('rule-management');
    await Promise.all([
      ...Array.from({ length: evaluations }, (_, i) => cluster.up('evaluation', String(i + 1))),
      cluster.up('notification'),
    ]);
    await cluster.up('gateway');
    cluster.api.token = (await readFile(join(home, 'admin.token'), 'utf8')).trim();
    return cluster;
  }

  /** @param env - settings of this process alone */
  async up(service: ServiceName, instance = '1', env: Readonly<Record<string, string>> = {}): Promise<void> {
    const own = { ...this.#accessOf(service), TOCSIN_INSTANCE: instance, ...env };
    const process = startApp(service, { ...this.env, ...own });
    this.processes.set(`${service}-${instance}`, process);
    await process.said(`${service}: ready`);
  }

  async kill(service: ServiceName, instance = '1'): Promise<void> {
    await this.processes.get(`${service}-${instance}`)?.kill();
    this.processes.delete(`${service}-${instance}`);
  }

  #accessOf(service: ServiceName): Record<string, string> {
    if (this.guard === null) return {};
    const username = principalOf(service);
    return {
      KAFKA_SASL_USERNAME: username,
      KAFKA_SASL_PASSWORD: this.guard.passwords.get(username) ?? '',
      KAFKA_TLS_CA: this.guard.ca,
    };
  }

  /** The log as another client sees it. */
  async withLog<Result>(use: (log: EventLog, topicPrefix: string) => Promise<Result>): Promise<Result> {
    const log = await openKafkaLog({
      brokers: [this.env['KAFKA_BROKERS'] ?? ''],
      clientId: 'e2e',
      clock: systemClock,
      onError: () => undefined,
    });
    try {
      return await use(log, this.env['TOPIC_PREFIX'] ?? '');
    } finally {
      await log.close();
    }
  }

  finalTransitions(): Promise<Transition[]> {
    return this.withLog(readTransitions);
  }

  /** Resolves once the notification has taken in all transitions that there are. */
  untilNotified(): Promise<void> {
    return this.withLog(async (log, topicPrefix) => {
      while (!(await hasTakenTransitions(log, topicPrefix))) await systemClock.wait(50);
    });
  }

  async remove(): Promise<void> {
    await Promise.all([...this.processes.values()].map((process) => process.interrupt()));
    await this.database.stop();
    await rm(this.home, { recursive: true, force: true });
  }
}
