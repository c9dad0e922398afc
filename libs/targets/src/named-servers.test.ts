import { inspectTopics } from '@tocsin/adapter-kafka/topic-inspection';
import { ConfigError } from '@tocsin/runtime/config';
import { freePort } from '@tocsin/testing/free-port';
import { askNamedBrokers, openNamedDatabase } from './named-servers.js';

const SECRET = 'a-secret-of-a-test-that-is-long-enough';

test.each(['127.0.0.1', 'localhost'])(
  'a database at %s that does not answer is a fault of the setting',
  async (host) => {
    const port = await freePort();
    const told: unknown = await openNamedDatabase(`postgres://owner:hidden@${host}:${port}/tocsin`, SECRET).catch(
      (error: unknown) => error,
    );
    expect(told).toBeInstanceOf(ConfigError);
    const { message } = told as Error;
    expect(message).toContain(`DATABASE_URL: ${host}:${port}/tocsin cannot be used: `);
    expect(message).toMatch(/ECONNREFUSED.*start PostgreSQL, or mend the address/);
    expect(message).not.toContain('hidden');
  },
);

test('brokers that do not answer are a fault of the setting, and any other fault stays what it is', async () => {
  const broker = `127.0.0.1:${await freePort()}`;
  const access = { sasl: null, tls: null };
  const asked = askNamedBrokers([broker], () => inspectTopics([broker], access, ['t']));
  await expect(asked).rejects.toThrow(ConfigError);
  await expect(asked).rejects.toThrow(`KAFKA_BROKERS: ${broker} cannot be used: `);
  const other = new Error('a fault of the code');
  await expect(askNamedBrokers([broker], () => Promise.reject(other))).rejects.toBe(other);
});
