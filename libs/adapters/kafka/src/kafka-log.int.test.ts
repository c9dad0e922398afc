import { describeEventLog } from '@tocsin/ports/event-log.contract';
import { type RunningBroker, startKafkaBroker, whyNoKafka } from '@tocsin/testing/kafka-broker';
import { systemClock } from '@tocsin/runtime/system-clock';
import { openKafkaLog } from './open-kafka-log.js';

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
}
