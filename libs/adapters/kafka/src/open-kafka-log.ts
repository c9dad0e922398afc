import type { Clock } from '@tocsin/ports/clock';
import type {
  AppendRecord,
  Consumption,
  ConsumeOptions,
  EventLog,
  LogBatch,
  TopicPartition,
} from '@tocsin/ports/event-log';
import { kafkaClient } from './client.js';
import { KafkaConsumption } from './kafka-consumption.js';
import { KafkaTransactor } from './kafka-transactor.js';
import { Publisher } from './publisher.js';
import { readTopic } from './read-topic.js';
import { TopicDirectory } from './topic-directory.js';

export interface KafkaLogOptions {
  /** `host:port` of at least one broker. */
  brokers: readonly string[];
  /** How the brokers' logs and metrics name this process. */
  clientId: string;
  clock: Clock;
  onError: (error: Error) => void;
}

/** Opens the log on Apache Kafka. @throws when no broker answers */
export async function openKafkaLog({ brokers, clientId, clock, onError }: KafkaLogOptions): Promise<EventLog> {
  const kafka = kafkaClient(brokers, clientId, onError);
  const admin = kafka.admin();
  const producer = kafka.producer({
    idempotent: true,
    maxInFlightRequests: 1,
    allowAutoTopicCreation: false,
    retry: { initialRetryTime: 50, maxRetryTime: 1_000, retries: Number.MAX_SAFE_INTEGER },
  });
  await Promise.all([admin.connect(), producer.connect()]);
  const topics = new TopicDirectory(admin, clock);
  const publisher = new Publisher(producer);
  const consumptions = new Set<Consumption>();
  let isClosed = false;
  const assertOpen = (): void => {
    if (isClosed) throw new Error('the log is closed');
  };

  return {
    ensureTopics: (wanted) => topics.ensure(wanted),
    append: async (topic: string, records: readonly AppendRecord[]) => {
      assertOpen();
      await publisher.send(topic, await topics.messages(topic, records));
    },
    consume: async (options: ConsumeOptions) => {
      assertOpen();
      const consumption = await KafkaConsumption.join(kafka, topics, options, clock, onError);
      consumptions.add(consumption);
      return consumption;
    },
    async *read(topic: string, from?: readonly { partition: number; offset: number }[]): AsyncIterable<LogBatch> {
      const all = await topics.offsets(topic);
      const ranges = all.flatMap((range) => {
        const start = from?.find(({ partition }) => partition === range.partition)?.offset;
        if (from !== undefined && start === undefined) return [];
        return [{ ...range, earliest: Math.max(range.earliest, start ?? 0) }];
      });
      yield* readTopic(kafka, topic, ranges);
    },
    offsets: (topic) => topics.offsets(topic),
    offsetsAt: (topic, time) => topics.offsetsAt(topic, time),
    committed: (group, topic) => topics.committed(group, topic),
    lag: async (group, topic) => {
      const committed = await topics.committed(group, topic);
      const done = (at: Omit<TopicPartition, 'topic'>): number =>
        committed.find(({ partition }) => partition === at.partition)?.offset ?? 0;
      return (await topics.offsets(topic)).map(({ partition, earliest, latest }) => ({
        partition,
        lag: latest - Math.max(earliest, done({ partition })),
      }));
    },
    openTransactor: (id) => KafkaTransactor.open(kafka, topics, clock, id),
    check: async () => {
      assertOpen();
      await admin.describeCluster();
    },
    close: async () => {
      isClosed = true;
      await Promise.all([...consumptions].map((consumption) => consumption.stop()));
      await publisher.flush();
      await Promise.all([producer.disconnect(), admin.disconnect()]);
    },
  };
}
