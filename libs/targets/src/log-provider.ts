import { type TopicDefinition, topicName } from '@tocsin/contracts/define-topic';
import type { EventLog, TopicSettings } from '@tocsin/ports/event-log';
import { ConfigError } from '@tocsin/runtime/config';
import { askNamedBrokers } from './named-servers.js';
import type { Surroundings, TocsinProvider } from './ports.js';

/**
 * The embedded log keeps its records in memory; an hour of samples is far more than evaluation, which snapshots every
 * half minute, will ever read again.
 */
const EMBEDDED_SAMPLES_RETENTION_MS = 3_600_000;

/** The event log: Kafka in production, the embedded log with its file in standalone mode; with the topics of the process in place. */
export function logProvider(surroundings: Surroundings, topics: readonly TopicDefinition[]): TocsinProvider {
  const { config } = surroundings;
  return {
    provides: 'log',
    needs: [],
    start: async () => {
      const isEmbedded = config.mode === 'standalone';
      const open = async (): Promise<EventLog> => {
        const log = isEmbedded ? await embedded(surroundings) : await kafka(surroundings);
        await log.ensureTopics(topics.map((topic) => settingsOf(topic, config.topicPrefix, isEmbedded)));
        return log;
      };
      const log = await askNamedBrokers(config.kafkaBrokers ?? [], open);
      return { port: surroundings.traces.log(log), stop: () => log.close() };
    },
  };
}

function settingsOf(topic: TopicDefinition, prefix: string, isEmbedded: boolean): TopicSettings {
  const retentionMs = isEmbedded && topic.name === 'samples' ? EMBEDDED_SAMPLES_RETENTION_MS : topic.retentionMs;
  return { name: topicName(topic, prefix), partitions: topic.partitions, cleanup: topic.cleanup, retentionMs };
}

/** The client of either log is loaded only where it is used: a standalone process need not hold Kafka's. */
async function kafka({ config, clock, logger, processName }: Surroundings): Promise<EventLog> {
  if (config.kafkaBrokers === null)
    throw new ConfigError(
      'environment variable KAFKA_BROKERS: is missing; give host:port of at least one broker, or ALERT_ENGINE_MODE=standalone',
    );
  const { openKafkaLog } = await import('@tocsin/adapter-kafka/open-kafka-log');
  return openKafkaLog({
    brokers: config.kafkaBrokers,
    clientId: processName,
    access: config.kafkaAccess,
    clock,
    onError: (error: Error) => logger.warn({ err: error }, 'kafka'),
  });
}

async function embedded({ config, clock, logger }: Surroundings): Promise<EventLog> {
  const { openMemoryLog } = await import('@tocsin/adapter-memory-log/open-memory-log');
  const log = await openMemoryLog({
    directory: `${config.home}/log`,
    clock,
    onError: (error: Error) => logger.error({ err: error }, 'the log'),
  });
  if (log.tornTail !== null)
    logger.warn(log.tornTail, 'the log ended in the middle of a write; the unfinished part was cut off');
  return log;
}
