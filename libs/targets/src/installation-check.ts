import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { ownerOf } from '@tocsin/adapter-memory-log/directory-lock';
import { topicName } from '@tocsin/contracts/define-topic';
import { allTopics } from '@tocsin/contracts/topics';
import { type Config, ConfigError, type ConfigSources, loadConfig } from '@tocsin/runtime/config';
import { freeMiBOf, homeFault } from '@tocsin/runtime/home-check';
import { freePortOrReason } from '@tocsin/runtime/port-check';
import { reasonOf } from './named-servers.js';

/** What one look has come to. */
export interface CheckFinding {
  readonly check: string;
  /** `broken`: the platform cannot work so; `doubtful`: it can, and something is to be known. */
  readonly state: 'ok' | 'doubtful' | 'broken';
  readonly message: string;
  /** What to do; empty where there is nothing to be done. */
  readonly fix: string;
}

const ok = (check: string, message: string): CheckFinding => ({ check, state: 'ok', message, fix: '' });
const broken = (check: string, message: string, fix: string): CheckFinding => ({
  check,
  state: 'broken',
  message,
  fix,
});
const doubtful = (check: string, message: string, fix: string): CheckFinding => ({
  check,
  state: 'doubtful',
  message,
  fix,
});

/**
 * Looks at an installation from where it is started: its configuration, its home, its port, and what it is connected to.
 * Changes nothing.
 */
export async function* checkInstallation(sources: ConfigSources): AsyncGenerator<CheckFinding> {
  let config: Config;
  try {
    config = loadConfig(sources);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    yield broken('configuration', error.message, 'mend what is named, in the environment or in config/monitoring.yaml');
    return;
  }
  yield ok('configuration', `mode ${config.mode}, home ${config.home}`);
  if (config.mode === 'standalone') yield* checkStandalone(config);
  if (config.databaseUrl !== null) yield await checkDatabase(config.databaseUrl);
  else if (config.mode === 'production')
    yield doubtful('postgresql', 'DATABASE_URL is not set', 'name the database that all processes share');
  if (config.redisUrl !== null) yield await checkRedis(config.redisUrl);
  if (config.kafkaBrokers !== null) yield* checkKafka(config, config.kafkaBrokers);
  else if (config.mode === 'production')
    yield broken('kafka', 'KAFKA_BROKERS is not set', 'give host:port of at least one broker');
  else yield checkJdk();
}

async function* checkStandalone(config: Config): AsyncGenerator<CheckFinding> {
  const { home, host, port } = config;
  const fault = homeFault(home, false);
  yield fault === null
    ? ok('home', `${home} can be written to, ${freeMiBOf(home)} MiB are left`)
    : broken('home', fault.message, fault.fix);
  const owner = existsSync(home) ? await ownerOf(`${home}/log`) : null;
  const taken = await freePortOrReason(host, port);
  if (owner !== null) yield ok('port', `the platform of this home runs as process ${owner}`);
  else if (taken === null) yield ok('port', `${port} on ${host} is free`);
  else yield broken('port', `${port} on ${host} cannot be used, and not for the platform of this home`, taken);
}

async function checkDatabase(url: string): Promise<CheckFinding> {
  const { pingDatabase } = await import('@tocsin/adapter-postgres/ping-database');
  return looked(
    'postgresql',
    async () => `answers, version ${await pingDatabase(url)}`,
    'start it, or mend DATABASE_URL (host, port, user, password, database)',
  );
}

async function checkRedis(url: string): Promise<CheckFinding> {
  const { pingRedis } = await import('@tocsin/adapter-rate-counter/ping-redis');
  return looked(
    'redis',
    async () => {
      await pingRedis(url);
      return 'answers';
    },
    'start it, or mend REDIS_URL; until then each gateway counts and caches for itself',
  );
}

async function* checkKafka(config: Config, brokers: readonly string[]): AsyncGenerator<CheckFinding> {
  const { inspectTopics } = await import('@tocsin/adapter-kafka/topic-inspection');
  const wanted = allTopics.map((topic) => ({ ...topic, name: topicName(topic, config.topicPrefix) }));
  let topics: Awaited<ReturnType<typeof inspectTopics>>;
  try {
    topics = await inspectTopics(
      brokers,
      config.kafkaAccess,
      wanted.map(({ name }) => name),
    );
  } catch (error) {
    yield broken('kafka', reasonOf(error), 'start the brokers, or mend KAFKA_BROKERS, KAFKA_SASL_* and KAFKA_TLS*');
    return;
  }
  yield ok('kafka', `${brokers.join(', ')} answers`);
  const missing = topics.filter(({ found }) => found === null).map(({ name }) => name);
  if (missing.length === topics.length)
    yield doubtful('topics', `none of ${topics.length} is there`, 'the platform makes them when it starts');
  else if (missing.length > 0)
    yield doubtful(
      'topics',
      `missing: ${missing.join(', ')}`,
      'start the services that need them, or make them yourself',
    );
  const faults = topics.flatMap(({ name, found }, i) => {
    const topic = wanted[i];
    if (found === null || topic === undefined) return [];
    const cleanup = found.cleanup === topic.cleanup ? [] : [`cleanup.policy is ${found.cleanup}, not ${topic.cleanup}`];
    const isShort = topic.cleanup === 'delete' && found.retentionMs >= 0 && found.retentionMs < topic.retentionMs;
    const retention = isShort ? [`retention.ms is ${found.retentionMs}, less than ${topic.retentionMs}`] : [];
    return [...cleanup, ...retention].map((fault) => `${name}: ${fault}`);
  });
  if (faults.length > 0)
    yield broken('topics', faults.join('; '), 'alter the topics by kafka-configs.sh as docs/topics.md has them');
  else if (missing.length === 0) yield ok('topics', `all ${topics.length} are there and set as they must be`);
}

/** Only a cluster on this machine needs Java: its broker is one. */
function checkJdk(): CheckFinding {
  const missing = ['java', 'mvn'].filter(
    (tool) => spawnSync(tool, ['-version'], { stdio: 'ignore' }).error !== undefined,
  );
  if (missing.length === 0) return ok('jdk', 'there, for npm run start:cluster');
  return ok('jdk', `${missing.join(' and ')} missing, which only npm run start:cluster needs (a JDK 17 and Maven)`);
}

async function looked(check: string, look: () => Promise<string>, fix: string): Promise<CheckFinding> {
  try {
    return ok(check, await look());
  } catch (error) {
    return broken(check, reasonOf(error), fix);
  }
}
