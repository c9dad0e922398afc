import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { openKafkaLog } from '@tocsin/adapter-kafka/open-kafka-log';
import { type EmbeddedServer, startEmbeddedServer } from '@tocsin/adapter-postgres/embedded-server';
import { principalOf } from '@tocsin/contracts/kafka-acls';
import type { Transition } from '@tocsin/domain/engine/transition';
import type { EventLog } from '@tocsin/ports/event-log';
import type { GuardedBroker } from '@tocsin/testing/kafka-broker';
import { clusterSettings, type ServiceName, ServiceProcesses } from '@tocsin/testing/service-processes';
import { systemClock } from '@tocsin/runtime/system-clock';
import { Api } from './api.js';
import { openDirectory } from './open-directory.js';
import { hasTakenTransitions, readTransitions } from './standalone.js';

/** The servers that several clusters of one test share; each cluster has topics of its own. */
export interface Servers {
  kafka: string;
  /** A Kafka that lets in by name only; each service then comes under its own. */
  guard?: GuardedBroker;
  redis: string;
}

/** The platform as one process a service, on real servers. */
export class Cluster extends ServiceProcesses {
  readonly api: Api;

  private constructor(
    private readonly home: string,
    private readonly database: EmbeddedServer,
    settings: Readonly<Record<string, string>>,
    private readonly guard: GuardedBroker | null,
  ) {
    super(settings);
    this.api = new Api(`http://127.0.0.1:${settings['PORT'] ?? ''}`, '');
  }

  /** @param over - settings of all processes */
  static async start(
    { kafka, guard, redis }: Servers,
    evaluations = 1,
    over: Readonly<Record<string, string>> = {},
  ): Promise<Cluster> {
    const home = openDirectory('tocsin-cluster-');
    const database = await startEmbeddedServer(join(home, 'postgres'));
    const settings = {
      ...(await clusterSettings(home, { kafka, redis, database: database.url })),
      // Rights are given for names of topics.
      ...(guard === undefined ? {} : { TOPIC_PREFIX: 'tocsin' }),
      ...over,
    };
    const cluster = new Cluster(home, database, settings, guard ?? null);
    await cluster.upAll(evaluations);
    cluster.api.token = (await readFile(join(home, 'admin.token'), 'utf8')).trim();
    return cluster;
  }

  override up(service: ServiceName, instance = '1', env: Readonly<Record<string, string>> = {}): Promise<void> {
    return super.up(service, instance, { ...this.#accessOf(service), ...env });
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
      brokers: [this.settings['KAFKA_BROKERS'] ?? ''],
      clientId: 'e2e',
      ...(this.guard === null ? {} : { access: accessOf(this.guard) }),
      clock: systemClock,
      onError: () => undefined,
    });
    try {
      return await use(log, this.settings['TOPIC_PREFIX'] ?? '');
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
    await this.stop();
    await this.database.stop();
    await rm(this.home, { recursive: true, force: true });
  }
}

/** Whoever may do everything. */
function accessOf({ ca, passwords }: GuardedBroker) {
  const sasl = { mechanism: 'scram-sha-512' as const, username: 'admin', password: passwords.get('admin') ?? '' };
  return { sasl, tls: { ca } };
}
