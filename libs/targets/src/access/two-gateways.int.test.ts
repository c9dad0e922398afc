import { openMemoryLog } from '@tocsin/adapter-memory-log/open-memory-log';
import { topicName } from '@tocsin/contracts/define-topic';
import { allTopics } from '@tocsin/contracts/topics';
import { systemClock } from '@tocsin/runtime/system-clock';
import { freePort } from '@tocsin/testing/free-port';
import { Gateways, TOPIC_PREFIX } from './gateways.fake.js';

let world: Gateways;
beforeAll(async () => {
  world = await Gateways.open(await openMemoryLog({ directory: null, clock: systemClock }), freePort);
}, 60_000);
afterAll(() => world.close(), 30_000);

test('a token that one gateway revokes opens nothing at the other, and the sockets it opened at both are cut', async () => {
  const { id, token } = await world.made<{ id: string; token: string }>(0, '/api/tokens', {
    subject: 'x',
    role: 'viewer',
  });
  const sockets = [await world.listen(0, token), await world.listen(1, token)];
  expect((await world.ask(0, 'DELETE', `/api/tokens/${id}`, world.admin)).status).toBe(204);
  // Where it was revoked it is refused with the answer, at once.
  expect((await world.ask(0, 'GET', '/api/rules', token)).status).toBe(401);
  expect(await Promise.all(sockets.map(({ closed }) => closed))).toEqual([4401, 4401]);
  expect((await world.ask(1, 'GET', '/api/rules', token)).status).toBe(401);
});

test('what is revoked while the log is away is told by the outbox', async () => {
  const { id, token } = await world.made<{ id: string; token: string }>(1, '/api/tokens', {
    subject: 'x',
    role: 'viewer',
  });
  const socket = await world.listen(0, token);
  world.isLogAway = true;
  expect((await world.ask(1, 'DELETE', `/api/tokens/${id}`, world.admin)).status).toBe(204);
  world.isLogAway = false;
  expect(await socket.closed).toBe(4401);
  expect((await world.ask(0, 'GET', '/api/rules', token)).status).toBe(401);
  expect(world.errors.splice(0)).toEqual([{ err: expect.objectContaining({ message: 'the log is away' }) }]);
});

test('a user who is disabled at one gateway is out at the other', async () => {
  const password = 'correct horse battery staple';
  const user = await world.made<{ id: string }>(0, '/api/users', { name: 'ann', password, role: 'editor' });
  const session = await world.made<{ access_token: string; refresh_token: string }>(1, '/api/sessions', {
    user: 'ann',
    password,
  });
  const socket = await world.listen(1, session.access_token);
  await world.ask(0, 'PUT', `/api/users/${user.id}`, world.admin, { role: 'editor', disabled: true });
  expect(await socket.closed).toBe(4401);
  expect((await world.ask(1, 'GET', '/api/rules', session.access_token)).status).toBe(401);
  const renewal = await world.ask(1, 'POST', '/api/sessions/refresh', '', { refresh_token: session.refresh_token });
  expect(renewal.status).toBe(401);
});

test('an API key opens both gateways, and is gone from both when it is revoked', async () => {
  const account = await world.made<{ id: string }>(0, '/api/service-accounts', { name: 'deployer', role: 'editor' });
  const { id, key } = await world.made<{ id: string; key: string }>(0, `/api/service-accounts/${account.id}/keys`, {});
  expect((await world.ask(0, 'GET', '/api/rules', key)).status).toBe(200);
  await world.until(200, 1, key);
  const socket = await world.listen(1, key);
  const path = `/api/service-accounts/${account.id}/keys/${id}`;
  const rotated = await world.made<{ id: string; key: string }>(0, `${path}/rotate`, { overlap_seconds: 3_600 });
  expect((await world.ask(0, 'GET', '/api/rules', key)).status).toBe(200);
  await world.until(200, 1, rotated.key);
  expect((await world.ask(0, 'DELETE', path, world.admin)).status).toBe(204);
  expect(await socket.closed).toBe(4401);
  for (const at of [0, 1]) {
    expect((await world.ask(at, 'GET', '/api/rules', key)).status).toBe(401);
    expect((await world.ask(at, 'GET', '/api/rules', rotated.key)).status).toBe(200);
  }
});

test('a gateway that starts later knows what was revoked before', async () => {
  const { id, token } = await world.made<{ id: string; token: string }>(0, '/api/tokens', {
    subject: 'x',
    role: 'viewer',
  });
  await world.ask(0, 'DELETE', `/api/tokens/${id}`, world.admin);
  await world.add();
  expect((await world.ask(2, 'GET', '/api/rules', token)).status).toBe(401);
  expect((await world.ask(2, 'GET', '/api/rules', world.admin)).status).toBe(200);
});

test('neither a password, nor its hash, nor the text of a key ever stands in the log', async () => {
  const texts: string[] = [];
  for (const topic of allTopics) {
    for await (const { records } of world.log.read(topicName(topic, TOPIC_PREFIX)))
      texts.push(...records.map(({ value }) => (value === null ? '' : Buffer.from(value).toString())));
  }
  expect(texts.join()).toContain('deployer');
  for (const text of texts) expect(text).not.toMatch(/argon2|correct horse|tsk_/);
});

test('whom one gateway erases the other forgets, though it has just told the name, and lets nobody in by it', async () => {
  const { id, token } = await world.made<{ id: string; token: string }>(0, '/api/tokens', {
    subject: 'eve',
    role: 'viewer',
  });
  const told = async (at: number): Promise<string | undefined> => {
    const answer = await world.ask(at, 'GET', '/api/tokens?limit=500', world.admin);
    const { data } = (await answer.json()) as { data: { id: string; subject: string }[] };
    return data.find((one) => one.id === id)?.subject;
  };
  expect([await told(0), await told(1)]).toEqual(['eve', 'eve']);
  const subjectAt = async (at: number): Promise<{ status: number; id: string }> => {
    const answer = await world.ask(at, 'GET', '/api/subjects/eve', world.admin);
    const { data } = (await answer.json()) as { data?: { id: string } };
    return { status: answer.status, id: data?.id ?? '' };
  };
  const before = await subjectAt(1);
  expect((await world.ask(0, 'POST', '/api/subjects/eve/erasure', world.admin, {})).status).toBe(200);
  await world.until(401, 1, token);
  const certificate = `/api/erasures/${before.id}`;
  while ((await world.ask(1, 'GET', certificate, world.admin)).status !== 200) await systemClock.wait(20);
  expect([(await subjectAt(0)).status, (await subjectAt(1)).status, await told(1)]).toEqual([404, 404, undefined]);
  await world.made(1, '/api/tokens', { subject: 'eve', role: 'viewer' });
  const after = await subjectAt(0);
  expect([after.status, after.id === before.id]).toEqual([200, false]);
  expect(world.errors).toEqual([]);
});
