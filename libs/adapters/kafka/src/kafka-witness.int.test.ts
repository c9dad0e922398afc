import { parseCheckpointLine } from '@tocsin/domain/ledger/ledger-file';
import { describeCheckpointWitness } from '@tocsin/ports/checkpoint-witness.contract';
import { systemClock } from '@tocsin/runtime/system-clock';
import { grantAcls, guardedClient } from '@tocsin/testing/grant-acls';
import { type GuardedBroker, startGuardedKafkaBroker, whyNoKafka } from '@tocsin/testing/kafka-broker';
import { KafkaWitness } from './kafka-witness.js';
import { openKafkaLog } from './open-kafka-log.js';

/** A cluster of somebody else's: it knows the platform by one name, which may write one topic and no other. */
const TOPIC = 'checkpoints';
const reason = whyNoKafka();

if (reason !== null) test.todo(`a topic as witness: left out, because ${reason}`);
else {
  let broker: GuardedBroker;

  const accessOf = (username: string, password = broker.passwords.get(username) ?? '') => ({
    sasl: { mechanism: 'scram-sha-512' as const, username, password },
    tls: { ca: broker.ca },
  });
  const witnessOf = (topic = TOPIC, access = accessOf('platform')) =>
    new KafkaWitness({ brokers: [broker.address], access, topic, clientId: 'compliance' });

  beforeAll(async () => {
    broker = await startGuardedKafkaBroker(['platform']);
    await grantAcls(broker, [
      {
        principal: 'platform',
        resource: 'topic',
        pattern: 'literal',
        name: TOPIC,
        operations: ['Write', 'Describe'],
      },
    ]);
    await mayWrite('DELETE', 'CREATE');
  }, 120_000);
  afterAll(() => broker.stop());

  /** Takes the topic away with all that it holds, or makes it. */
  async function mayWrite(...steps: readonly ('DELETE' | 'CREATE')[]): Promise<void> {
    const admin = guardedClient(broker, 'admin').admin();
    await admin.connect();
    try {
      if (steps.includes('DELETE') && (await admin.listTopics()).includes(TOPIC))
        await admin.deleteTopics({ topics: [TOPIC] });
      if (steps.includes('CREATE')) await admin.createTopics({ topics: [{ topic: TOPIC, numPartitions: 1 }] });
    } finally {
      await admin.disconnect();
    }
  }

  async function kept(): Promise<{ key: string | null; note: string | null }[]> {
    const [brokers, access] = [[broker.address], accessOf('admin')];
    const log = await openKafkaLog({
      brokers,
      access,
      clientId: 'reader',
      clock: systemClock,
      onError: () => undefined,
    });
    try {
      const found: { key: string | null; note: string | null }[] = [];
      for await (const { records } of log.read(TOPIC))
        found.push(...records.map(({ key, value }) => ({ key, note: parseCheckpointLine(String(value)) })));
      return found;
    } finally {
      await log.close();
    }
  }

  describeCheckpointWitness('a topic of another cluster', async () => {
    /** What was kept before the topic was taken away. */
    let before: string[] = [];
    const notes = async (): Promise<string[]> => (await kept()).map(({ note }) => note ?? '');
    return {
      open: async () => witnessOf(),
      kept: async () => [...before, ...(await notes())],
      fail: async () => {
        before = await notes();
        await mayWrite('DELETE');
      },
      mend: () => mayWrite('CREATE'),
      close: async () => undefined,
    };
  });

  const told = { tenantId: 'acme', size: 1, note: 'note\n' };

  test('each stands under its tenant, as a line of the file of a witness', async () => {
    const witness = witnessOf();
    await witness.tell(told);
    await witness.close();
    expect((await kept()).at(-1)).toEqual({ key: 'acme', note: 'note\n' });
  }, 30_000);

  test.each([
    ['a wrong password', () => witnessOf(TOPIC, accessOf('platform', 'wrong')), /authentication/i],
    ['a topic that it may not write', () => witnessOf('secrets'), /topic secrets: .*not authorized/i],
    ['no certificate to trust', () => witnessOf(TOPIC, { ...accessOf('platform'), tls: { ca: null } } as never), /./],
  ])(
    '%s is told of',
    async (_, open, message) => {
      const witness = open();
      await expect(witness.tell(told)).rejects.toThrow(message);
      await witness.close();
    },
    60_000,
  );
}
