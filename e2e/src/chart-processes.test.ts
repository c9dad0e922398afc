import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { startEmbeddedServer } from '@tocsin/adapter-postgres/embedded-server';
import { ChartSnapshot } from '@tocsin/testing/chart-snapshot';
import { freePort } from '@tocsin/testing/free-port';
import { startKafkaBroker, whyNoKafka } from '@tocsin/testing/kafka-broker';
import { startRedisServer, whyNoRedis } from '@tocsin/testing/redis-server';
import { ChartProcesses } from './world/chart-processes.js';
import { openDirectory } from './world/open-directory.js';

const quiet = { TOCSIN_LOG_LEVEL: 'warn' };

test('what the chart starts in mode all-in-one is content by its own probes, passes `helm test`, and ends when told', async () => {
  const processes = new ChartProcesses(ChartSnapshot.open('all-in-one-minimal'), {}, quiet);
  try {
    await processes.up('all-in-one');
    expect(await processes.ran('test')).toMatch(/^a sample became the alert \S+$/);
    expect(await processes.down('all-in-one')).toBe(0);
    await expect(processes.ran('test')).rejects.toThrow('helm test: ');
  } finally {
    await processes.remove();
  }
}, 120_000);

test('a migration that cannot be done ends with 1 and says why', async () => {
  const nobody = `postgres://owner:secret@127.0.0.1:${await freePort()}/tocsin`;
  const processes = new ChartProcesses(ChartSnapshot.open('services-minimal'), { DATABASE_URL: nobody }, quiet);
  try {
    await expect(processes.ran('migration')).rejects.toThrow(/ended with 1:\nmigration: .*ECONNREFUSED/);
  } finally {
    await processes.remove();
  }
});

const reason = whyNoKafka() ?? whyNoRedis();
const title =
  'what the chart starts in mode services, migration first, is content by its own probes and passes `helm test`';
if (reason !== null) test.todo(`${title}: left out, because ${reason}`);
else
  test(
    title,
    async () => {
      const home = openDirectory('tocsin-chart-servers-');
      const [broker, redis, database] = await Promise.all([
        startKafkaBroker(),
        startRedisServer(),
        startEmbeddedServer(join(home, 'postgres')),
      ]);
      const secrets = { DATABASE_URL: database.url, REDIS_URL: redis.url };
      const snapshot = ChartSnapshot.open('services-minimal');
      const processes = new ChartProcesses(snapshot, secrets, { ...quiet, KAFKA_BROKERS: broker.address });
      try {
        expect(await processes.ran('migration')).toBe('migration: the schema is up to date');
        // Clients of the history are told of all that there are, by their names.
        await Promise.all([processes.up('history', 0), processes.up('history', 1)]);
        const others = snapshot.pods().map(({ component }) => component);
        const started = others.filter((one) => !['migration', 'test', 'history', 'gateway'].includes(one));
        expect(started).toHaveLength(7);
        await Promise.all(started.map((component) => processes.up(component)));
        await processes.up('gateway');
        expect(await processes.ran('test')).toMatch(/^a sample became the alert \S+$/);

        // Pods lose their homes: the operator who was let in once is not let in anew at each start of a gateway.
        expect(processes.process('gateway')?.lines.filter((line) => line.startsWith('admin token: '))).toHaveLength(1);
        expect(await processes.down('gateway')).toBe(0);
        await processes.up('gateway');
        expect(processes.process('gateway')?.lines.filter((line) => line.startsWith('admin token: '))).toEqual([]);
        expect(await processes.ran('test')).toMatch(/^a sample became the alert \S+$/);
      } finally {
        await processes.remove();
        await Promise.all([broker.stop(), redis.stop(), database.stop()]);
        await rm(home, { recursive: true, force: true });
      }
    },
    600_000,
  );
