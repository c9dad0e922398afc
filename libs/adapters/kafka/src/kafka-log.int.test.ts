import { describeEventLog } from '@tocsin/ports/event-log.contract';
import { type RunningBroker, startKafkaBroker, whyNoKafka } from '@tocsin/testing/kafka-broker';
import { systemClock } from '@tocsin/runtime/system-clock';
import type { EventLog } from '@tocsin/ports/event-log';
import { kafkaClient } from './client.js';
import { openKafkaLog } from './open-kafka-log.js';
import { inspectTopics } from './topic-inspection.js';

const reason = whyNoKafka();

if (reason !== null) test.todo(`the log on Kafka: left out, because ${reason}`);
else {
  let broker: RunningBroker;
  const errors: Error[] = [];

  beforeAll(async () => {
    broker = await startKafkaBroker();
  }, 120_000);
  afterAll(() => broker.stop());

  describeEventLog('the log on Kafka', async () => {
    const log = await openKafkaLog({
      brokers: [broker.address],
      clientId: 'contract',
      clock: systemClock,
      onError: (error) => errors.push(error),
    });
    return { log, close: () => log.close() };
  });

  test('topics are looked at as they are set, and what is not there is told as that', async () => {
    const log = await openKafkaLog({
      brokers: [broker.address],
      clientId: 'inspection',
      clock: systemClock,
      onError: (error) => errors.push(error),
    });
    const [kept, compacted] = [
      { name: 'inspected-kept', partitions: 3, cleanup: 'delete', retentionMs: 60_000 },
      { name: 'inspected-compacted', partitions: 1, cleanup: 'compact', retentionMs: 0 },
    ] as const;
    try {
      await log.ensureTopics([kept, compacted]);
    } finally {
      await log.close();
    }
    const open = { sasl: null, tls: null };
    const names = [kept.name, 'inspected-nowhere', compacted.name];
    expect(await inspectTopics([broker.address], open, names)).toEqual([
      { name: kept.name, found: { partitions: 3, cleanup: 'delete', retentionMs: 60_000 } },
      { name: 'inspected-nowhere', found: null },
      { name: compacted.name, found: { partitions: 1, cleanup: 'compact', retentionMs: expect.any(Number) } },
    ]);
  });

  test('reading waits for what another writer of the partition has begun, so that nothing committed before is missed', async () => {
    const topic = 'undecided';
    const log = await openKafkaLog({
      brokers: [broker.address],
      clientId: 'undecided',
      clock: systemClock,
      onError: (error) => errors.push(error),
    });
    const producer = kafkaClient([broker.address], 'undecided', (error) => errors.push(error)).producer({
      transactionalId: 'slow',
      maxInFlightRequests: 1,
      idempotent: true,
    });
    try {
      await log.ensureTopics([{ name: topic, partitions: 1, cleanup: 'delete', retentionMs: 60_000 }]);
      await producer.connect();
      const slow = await producer.transaction();
      await slow.send({ topic, messages: [{ key: null, value: 'slow', partition: 0 }] });
      const writer = await log.openTransactor('quick');
      await writer.write({ appends: [{ topic, records: [{ key: 'quick', value: Buffer.from('quick') }] }] });
      const reading = valuesOf(log, topic);
      // Asked after the reading has asked where to end, hence answered after that.
      expect(await log.offsets(topic)).toEqual([{ partition: 0, earliest: 0, latest: 0 }]);
      await slow.commit();
      expect(await reading).toEqual(['slow', 'quick']);
      await writer.close();
    } finally {
      await Promise.all([producer.disconnect(), log.close()]);
    }
  });
}

async function valuesOf(log: EventLog, topic: string): Promise<string[]> {
  const values = [];
  for await (const { records } of log.read(topic)) values.push(...records.map(({ value }) => String(value)));
  return values;
}
