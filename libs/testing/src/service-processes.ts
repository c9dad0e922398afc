import { randomBytes, randomUUID } from 'node:crypto';
import { freePort } from './free-port.js';
import { type PlatformProcess, startApp } from './platform-process.js';

export type ServiceName =
  | 'rule-management'
  | 'evaluation'
  | 'notification'
  | 'gateway'
  | 'history'
  | 'ml-prediction'
  | 'self-monitoring'
  | 'compliance'
  | 'auto-healing';

/**
 * What the processes of one cluster are told: addresses of servers, topics of its own, a secret and a port of its own.
 *
 * @param home - a directory that they share
 */
export async function clusterSettings(
  home: string,
  servers: { readonly kafka: string; readonly redis: string; readonly database: string },
): Promise<Record<string, string> & Record<'PORT' | 'TOPIC_PREFIX', string>> {
  return {
    ALERT_ENGINE_MODE: 'production',
    TOCSIN_HOME: home,
    TOCSIN_LOG_LEVEL: 'warn',
    TOCSIN_SNAPSHOT_INTERVAL_MS: '2000',
    JWT_SECRET_KEY: randomUUID() + randomUUID(),
    ENCRYPTION_KEY: randomBytes(32).toString('base64'),
    DATABASE_URL: servers.database,
    KAFKA_BROKERS: servers.kafka,
    REDIS_URL: servers.redis,
    TOPIC_PREFIX: `e2e-${randomUUID()}`,
    PORT: String(await freePort()),
  };
}

/** The platform as one process a service; each process can be killed and started again. */
export class ServiceProcesses {
  readonly processes = new Map<string, PlatformProcess>();

  /** @param settings - of all processes, see {@link clusterSettings} */
  constructor(protected readonly settings: Readonly<Record<string, string>>) {}

  /** Starts what evaluates, notifies and answers; the others on demand, by {@link up}. */
  async upAll(evaluations = 1): Promise<void> {
    await this.up('rule-management');
    await Promise.all([
      ...Array.from({ length: evaluations }, (_, i) => this.up('evaluation', String(i + 1))),
      this.up('notification'),
    ]);
    await this.up('gateway');
  }

  /** @param env - settings of this process alone */
  async up(service: ServiceName, instance = '1', env: Readonly<Record<string, string>> = {}): Promise<void> {
    const process = startApp(service, { ...this.settings, TOCSIN_INSTANCE: instance, ...env });
    this.processes.set(`${service}-${instance}`, process);
    await process.said(`${service}: ready`);
  }

  async kill(service: ServiceName, instance = '1'): Promise<void> {
    await this.processes.get(`${service}-${instance}`)?.kill();
    this.processes.delete(`${service}-${instance}`);
  }

  async stop(): Promise<void> {
    await Promise.all([...this.processes.values()].map((process) => process.interrupt()));
  }
}
