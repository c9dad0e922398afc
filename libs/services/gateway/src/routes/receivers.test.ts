import type { Command, CommandReply } from '@tocsin/contracts/topics/commands';
import { type Receiver, receivers as receiversTopic } from '@tocsin/contracts/topics/receivers';
import { FakeClock } from '@tocsin/ports/clock.fake';
import type { Principal } from '../auth-manager.js';
import { ProblemError } from '../problem.js';
import { CompactedDirectory } from '../read-model/compacted-directory.js';
import type { RouteAnswer } from '../route.js';
import { receiverRoutes } from './receivers.js';

const principal: Principal = { subject: 'admin', tenant: 'acme', scopes: ['admin:all'], tier: 'standard' };
const webhook = { name: 'on-call', url: 'http://127.0.0.1:9900/' };
const alertmanagers = { name: 'ams', type: 'alertmanager', urls: ['http://127.0.0.1:9093', 'http://127.0.0.1:9094'] };

let ask: (method: string, body?: unknown, id?: string) => Promise<RouteAnswer>;

beforeEach(() => {
  const receivers = new CompactedDirectory<Receiver>(receiversTopic, ({ id }) => id);
  const carryOut = (command: Command): CommandReply['outcome'] => {
    if (command.type === 'receiver.delete') return { kind: 'deleted' };
    if (command.type !== 'receiver.put') throw new Error(`nobody should have sent ${command.type}`);
    const { draft, receiver_id: id, tenant_id } = command;
    return { kind: 'receiver', receiver: { ...draft, id, tenant_id, created_at: 7 } };
  };
  let ids = 0;
  const routes = receiverRoutes({
    receivers,
    sender: { send: async (command) => carryOut(command) },
    outbound: {
      post: () => Promise.reject(new Error('writing a receiver calls nobody')),
      refusal: async (url) => (url.includes('10.0.0.') ? 'is not public' : null),
    },
    signingSecretOf: (id) => `secret of ${id}`,
    clock: new FakeClock(7),
    ids: { next: () => `id-${(ids += 1)}` },
    processName: 'gateway',
  });
  ask = async (method, body, id) => {
    const path = id === undefined ? '/api/receivers' : '/api/receivers/{id}';
    const route = routes.find((one) => one.method === method && one.path === path);
    if (route === undefined) throw new Error(`there is no ${method} ${path}`);
    return route.handle({ principal, params: id === undefined ? {} : { id }, query: {}, headers: {}, body });
  };
});

const idOf = ({ data }: RouteAnswer): string => (data as Receiver).id;
async function problemOf(answer: Promise<RouteAnswer>): Promise<unknown> {
  const error: unknown = await answer.then(
    () => null,
    (reason: unknown) => reason,
  );
  return error instanceof ProblemError ? { status: error.status, paths: error.errors?.map(({ path }) => path) } : error;
}

test('a webhook is told its secret once; Alertmanagers have none', async () => {
  const created = await ask('POST', webhook);
  expect(created).toMatchObject({
    status: 201,
    data: { type: 'webhook', send_resolved: true, signing_secret: `secret of ${idOf(created)}` },
  });
  const other = await ask('POST', alertmanagers);
  expect(other.data).toEqual({ ...alertmanagers, id: idOf(other), tenant_id: 'acme', created_at: 7 });
  expect((await ask('GET', undefined, idOf(created))).data).not.toHaveProperty('signing_secret');
});

test('Alertmanagers are read, listed, replaced and deleted like any receiver', async () => {
  const id = idOf(await ask('POST', alertmanagers));
  const replaced = { ...alertmanagers, urls: ['http://127.0.0.1:9095'] };
  expect((await ask('PUT', replaced, id)).data).toMatchObject(replaced);
  expect((await ask('GET', undefined, id)).data).toMatchObject(replaced);
  expect((await ask('GET')).data).toMatchObject([replaced]);
  expect((await ask('DELETE', undefined, id)).status).toBe(204);
  expect(await problemOf(ask('GET', undefined, id))).toMatchObject({ status: 404 });
});

test('each address that may not be called is named', async () => {
  const urls = ['http://10.0.0.1:9093', 'http://127.0.0.1:9093', 'http://10.0.0.2:9093'];
  expect(await problemOf(ask('POST', { ...alertmanagers, urls }))).toEqual({
    status: 422,
    paths: ['urls[0]', 'urls[2]'],
  });
});

test('a receiver keeps its type: nobody would ever be told the secret of the webhook it became', async () => {
  const id = idOf(await ask('POST', alertmanagers));
  expect(await problemOf(ask('PUT', webhook, id))).toEqual({ status: 422, paths: ['type'] });
});
