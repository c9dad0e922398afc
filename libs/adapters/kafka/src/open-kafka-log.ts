import type { Clock } from '@tocsin/ports/clock';
import type {
  AppendRecord,
  Consumption,
  ConsumeOptions,
  EventLog,
  LogBatch,
  PartitionRange,
  TopicPartition,
} from '@tocsin/ports/event-log';
import { type BrokerAccess, kafkaClient } from './client.js';
import { KafkaConsumption, SESSION_TIMEOUT_MS } from './kafka-consumption.js';
import { KafkaTransactor } from './kafka-transactor.js';
import { Publisher } from './publisher.js';
import { readTopic } from './read-topic.js';
import { TopicDirectory } from './topic-directory.js';

export interface KafkaLogOptions {
  /** `host:port` of at least one broker. */
  brokers: readonly string[];
  /** How the brokers' logs and metrics name this process; also the beginning of the groups that it reads by alone. */
  clientId: string;
  /** How the process is let in; by default by no name and over an open line. */
  access?: BrokerAccess;
  clock: Clock;
  /** A member of a group that does not answer for this long has lost its partitions. Default 6 seconds. */
  sessionTimeoutMs?: number;
  onError: (error: Error) => void;
}

/** Opens the log on Apache Kafka. @throws when no broker answers */
export async function openKafkaLog(options: KafkaLogOptions): Promise<EventLog> {
  const { brokers, clientId, access, clock, sessionTimeoutMs = SESSION_TIMEOUT_MS, onError } = options;
  const kafka = kafkaClient(brokers, clientId, onError, access);
  const admin = kafka.admin();
  const producer = kafka.producer({
    idempotent: true,
    maxInFlightRequests: 1,
    allowAutoTopicCreation: false,
    retry: { initialRetryTime: 50, maxRetryTime: 1_000, retries: Number.MAX_SAFE_INTEGER },
  });
  await admin.connect();
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
    consume: async (wanted: ConsumeOptions) => {
      assertOpen();
      const consumption = await KafkaConsumption.join(kafka, topics, wanted, clock, onError, sessionTimeoutMs);
      consumptions.add(consumption);
      return consumption;
    },
    async *read(topic: string, ranges?: readonly PartitionRange[]): AsyncIterable<LogBatch> {
      const all = await topics.writtenOffsets(topic);
      const asked = all.flatMap(({ partition, earliest, latest }) => {
        const range = ranges?.find((one) => one.partition === partition);
        if (ranges !== undefined && range === undefined) return [];
        const [offset, to] = [range?.offset ?? 0, range?.to ?? latest];
        return [{ partition, earliest: Math.max(earliest, offset), latest: Math.min(latest, to) }];
      });
      yield* readTopic(kafka, { topic, ranges: asked, groupPrefix: clientId });
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
