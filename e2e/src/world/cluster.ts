import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openKafkaLog } from '@tocsin/adapter-kafka/open-kafka-log';
import { type EmbeddedServer, startEmbeddedServer } from '@tocsin/adapter-postgres/embedded-server';
import type { Transition } from '@tocsin/domain/engine/transition';
import type { EventLog } from '@tocsin/ports/event-log';
import { freePort } from '@tocsin/testing/free-port';
import { systemClock } from '@tocsin/runtime/system-clock';
import { Api } from './api.js';
import { type PlatformProcess, startApp } from './process.js';
import { readTransitions } from './standalone.js';

/** The servers that several clusters of one test share; each cluster has topics of its own. */
export interface Servers {
  kafka: string;
  redis: string;
}

export type ServiceName = 'rule-management' | 'evaluation' | 'notification' | 'gateway';

/** The platform as one process a service, on real servers; each process can be killed and started again. */
export class Cluster {
  readonly processes = new Map<string, PlatformProcess>();
  readonly api: Api;

  private constructor(
    private readonly home: string,
    private readonly database: EmbeddedServer,
    private readonly env: Readonly<Record<string, string>>,
  ) {
    this.api = new Api(`http://127.0.0.1:${env['PORT'] ?? ''}`, '');
  }

  static async start({ kafka, redis }: Servers, evaluations = 1): Promise<Cluster> {
    const home = await mkdtemp(join(tmpdir(), 'tocsin-cluster-'));
    const database = await startEmbeddedServer(join(home, 'postgres'));
    const cluster = new Cluster(home, database, {
      ALERT_ENGINE_MODE: 'production',
      TOCSIN_HOME: home,
      TOCSIN_LOG_LEVEL: 'warn',
      TOCSIN_SNAPSHOT_INTERVAL_MS: '2000',
      JWT_SECRET_KEY: randomUUID() + randomUUID(),
      DATABASE_URL: database.url,
      KAFKA_BROKERS: kafka,
      REDIS_URL: redis,
      TOPIC_PREFIX: `e2e-${randomUUID()}`,
      PORT: String(await freePort()),
    });
    await cluster.up('rule-management');
    await Promise.all([
      ...Array.from({ length: evaluations }, (_, i) => cluster.up('evaluation', String(i + 1))),
      cluster.up('notification'),
    ]);
    await cluster.up('gateway');
    cluster.api.token = (await readFile(join(home, 'admin.token'), 'utf8')).trim();
    return cluster;
  }

  async up(service: ServiceName, instance = '1'): Promise<void> {
    const process = startApp(service, { ...this.env, TOCSIN_INSTANCE: instance });
    this.processes.set(`${service}-${instance}`, process);
    await process.said(`${service}: ready`);
  }

  async kill(service: ServiceName, instance = '1'): Promise<void> {
    await this.processes.get(`${service}-${instance}`)?.kill();
    this.processes.delete(`${service}-${instance}`);
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

  async remove(): Promise<void> {
    await Promise.all([...this.processes.values()].map((process) => process.interrupt()));
    await this.database.stop();
    await rm(this.home, { recursive: true, force: true });
  }
}
