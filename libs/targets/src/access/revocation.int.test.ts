import { openKafkaLog } from '@tocsin/adapter-kafka/open-kafka-log';
import { openMemoryLog } from '@tocsin/adapter-memory-log/open-memory-log';
import type { EventLog } from '@tocsin/ports/event-log';
import { systemClock } from '@tocsin/runtime/system-clock';
import { freePort } from '@tocsin/testing/free-port';
import { type RunningBroker, startKafkaBroker, whyNoKafka } from '@tocsin/testing/kafka-broker';
import { Gateways } from './gateways.fake.js';

/** How long after it was asked for a revocation may be unknown somewhere; what is promised, by the real clock. */
const PROMISED_MS = 5_000;
const password = 'correct horse battery staple';

describe('on the embedded log', () =>
  everybodyIsOutInTime(() => openMemoryLog({ directory: null, clock: systemClock })));

const reason = whyNoKafka();
if (reason !== null) test.todo(`on a real Kafka: left out, because ${reason}`);
else {
  describe('on a real Kafka', () => {
    let broker: RunningBroker;
    beforeAll(async () => void (broker = await startKafkaBroker()), 120_000);
    everybodyIsOutInTime(() =>
      openKafkaLog({ brokers: [broker.address], clientId: 'revocation', clock: systemClock, onError: () => undefined }),
    );
    afterAll(() => broker.stop());
  });
}

/** Whoever came in by whatever is out at both gateways, with each of six open connections, within the time promised. */
function everybodyIsOutInTime(openLog: () => Promise<EventLog>): void {
  let world: Gateways;
  beforeAll(async () => void (world = await Gateways.open(await openLog(), freePort)), 120_000);
  afterAll(() => world.close(), 30_000);

  const user = (name: string) => world.made<{ id: string }>(0, '/api/users', { name, password, role: 'editor' });
  const session = (name: string) =>
    world
      .made<{ access_token: string }>(1, '/api/sessions', { user: name, password })
      .then((made) => made.access_token);
  const account = (name: string) => world.made<{ id: string }>(0, '/api/service-accounts', { name, role: 'editor' });
  const key = (id: string) => world.made<{ id: string; key: string }>(0, `/api/service-accounts/${id}/keys`, {});
  const byAdmin = (method: string, path: string, body?: object) => world.ask(0, method, path, world.admin, body);

  interface Entry {
    token: string;
    revoke(): Promise<Response>;
  }
  const entries: Record<string, () => Promise<Entry>> = {
    'a token that an admin revokes': async () => {
      const { id, token } = await world.made<{ id: string; token: string }>(0, '/api/tokens', {
        subject: 'x',
        role: 'viewer',
      });
      return { token, revoke: () => byAdmin('DELETE', `/api/tokens/${id}`) };
    },
    'a session whose user logs out': async () => {
      await user('ann');
      const token = await session('ann');
      return { token, revoke: () => world.ask(0, 'DELETE', '/api/sessions/current', token) };
    },
    'a session whose user is disabled': async () => {
      const { id } = await user('bob');
      return {
        token: await session('bob'),
        revoke: () => byAdmin('PUT', `/api/users/${id}`, { role: 'editor', disabled: true }),
      };
    },
    'a session whose user has another role now': async () => {
      const { id } = await user('cem');
      return {
        token: await session('cem'),
        revoke: () => byAdmin('PUT', `/api/users/${id}`, { role: 'viewer', disabled: false }),
      };
    },
    'an API key that is revoked': async () => {
      const { id } = await account('deployer');
      const made = await key(id);
      return { token: made.key, revoke: () => byAdmin('DELETE', `/api/service-accounts/${id}/keys/${made.id}`) };
    },
    'an API key whose service account is deleted': async () => {
      const { id } = await account('builder');
      const made = await key(id);
      return { token: made.key, revoke: () => byAdmin('DELETE', `/api/service-accounts/${id}`) };
    },
  };

  test.each(Object.keys(entries))('%s', async (name) => {
    const { token, revoke } = await (entries[name] as () => Promise<Entry>)();
    await Promise.all([world.until(200, 0, token), world.until(200, 1, token)]);
    const connections = await Promise.all(
      [0, 1].flatMap((at) => [world.listen(at, token), world.stream(at, token), world.subscribe(at, token)]),
    );
    const deadline = new AbortController();
    const late = systemClock.wait(PROMISED_MS, deadline.signal).then(() => {
      if (!deadline.signal.aborted) throw new Error(`somebody was still in after ${PROMISED_MS} ms`);
    });
    const out = (async () => {
      expect((await revoke()).status).toBeLessThan(300);
      const sockets = Promise.all(connections.map(({ closed }) => closed));
      await Promise.all([sockets, world.until(401, 0, token), world.until(401, 1, token)]);
      expect((await sockets).filter((code) => code === 4401)).toHaveLength(2);
    })();
    await Promise.race([out, late]).finally(() => deadline.abort());
    expect(world.errors).toEqual([]);
  });
}
