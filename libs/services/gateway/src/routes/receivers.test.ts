import type { Command, CommandReply } from '@tocsin/contracts/topics/commands';
import { type Receiver, receivers as receiversTopic } from '@tocsin/contracts/topics/receivers';
import type { ReceiverTest, ReceiverTestResult } from '@tocsin/contracts/topics/receiver-tests';
import { afterDelivered, afterFailed, FAILURES_TO_OPEN, unusedReceiver } from '@tocsin/domain/alerting/receiver-health';
import { FakeClock } from '@tocsin/ports/clock.fake';
import { FakeDeliveryLedger } from '@tocsin/ports/delivery-ledger.fake';
import type { Principal } from '../auth-manager.js';
import { ProblemError } from '../problem.js';
import { CompactedDirectory } from '@tocsin/ports/compacted-directory';
import { ReceiverWriter } from '../receivers/receiver-writer.js';
import type { RouteAnswer } from '../route.js';
import { receiverRoutes } from './receivers.js';

const principal: Principal = { subject: 'admin', tenant: 'acme', scopes: ['admin:all'], tier: 'standard' };
const webhook = { name: 'on-call', url: 'http://127.0.0.1:9900/' };
const alertmanagers = { name: 'ams', type: 'alertmanager', urls: ['http://127.0.0.1:9093', 'http://127.0.0.1:9094'] };

const slack = { name: 'channel', type: 'slack', webhook_url: 'https://hooks.slack.example/services/T0/B0/secret' };

let sent: Command[];
let ledger: FakeDeliveryLedger;
let answerTest: (test: ReceiverTest) => ReceiverTestResult['outcome'] | null;
let ask: (method: string, body?: unknown, id?: string, below?: string) => Promise<RouteAnswer>;

beforeEach(() => {
  sent = [];
  ledger = new FakeDeliveryLedger();
  answerTest = () => null;
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
    sender: {
      send: async (command) => {
        sent.push(command);
        return carryOut(command);
      },
    },
    writer: new ReceiverWriter({
      outbound: { refusal: async (url) => (url.includes('10.0.0.') ? 'is not public' : null) },
      takesMail: false,
      sealSecret: async ({ tenantId, receiverId, field }, secret) =>
        `sealed ${Buffer.from(secret).toString('hex')} for ${tenantId} ${receiverId} ${field}`,
    }),
    tests: { send: async (test) => answerTest(test) },
    ledger,
    signingSecretOf: (id) => `secret of ${id}`,
    clock: new FakeClock(7),
    ids: { next: () => `id-${(ids += 1)}` },
    processName: 'gateway',
  });
  ask = async (method, body, id, below = '') => {
    const path = id === undefined ? '/api/receivers' : `/api/receivers/{id}${below}`;
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

test('a secret is sealed for its receiver before it is sent on, and never answered', async () => {
  const created = await ask('POST', slack);
  const id = idOf(created);
  expect(created.data).toMatchObject({ type: 'slack', secrets: ['webhook_url'] });
  const answers = [created, await ask('GET', undefined, id), await ask('GET'), await ask('PUT', slack, id)];
  for (const text of [JSON.stringify(answers), JSON.stringify(sent)]) expect(text).not.toContain('hooks.slack.example');
  expect(JSON.stringify(answers)).not.toContain('sealed');
  expect(sent[0]).toMatchObject({
    draft: { sealed: { webhook_url: expect.stringContaining(`for acme ${id} webhook_url`) } },
  });
});

test('a secret that is left out of a replacement stays', async () => {
  const id = idOf(await ask('POST', slack));
  await ask('PUT', { name: 'other', type: 'slack' }, id);
  const [first, second] = sent as { draft: { sealed: object } }[];
  expect(second?.draft).toMatchObject({ name: 'other', sealed: first?.draft.sealed });
  expect(await problemOf(ask('POST', { name: 'other', type: 'slack' }))).toMatchObject({ paths: ['webhook_url'] });
});

test('whoever changes where a secret is sent must know it', async () => {
  const telegram = { name: 'bot', type: 'telegram', chat_id: '1' };
  const bot_token = `1:${'t'.repeat(35)}`;
  const id = idOf(await ask('POST', { ...telegram, bot_token }));
  expect((await ask('PUT', { ...telegram, chat_id: '2' }, id)).status).toBe(200);
  const elsewhere = { ...telegram, api_url: 'https://elsewhere.example' };
  expect(await problemOf(ask('PUT', elsewhere, id))).toEqual({ status: 422, paths: ['bot_token'] });
  expect((await ask('PUT', { ...elsewhere, bot_token }, id)).status).toBe(200);
});

test('the address in a secret is judged as every other', async () => {
  const paths = ['webhook_url'];
  const bad = { ...slack, webhook_url: 'http://10.0.0.1/hook' };
  expect(await problemOf(ask('POST', bad))).toEqual({ status: 422, paths });
});

test('a template that is none is refused with its line, and mail without a server is refused', async () => {
  const wrong = { ...slack, title: '{{ .Status }', text: 'fine\n{{ range }}' };
  expect(await problemOf(ask('POST', wrong))).toEqual({ status: 422, paths: ['title', 'text'] });
  const error = await ask('POST', wrong).catch((reason: unknown) => reason);
  expect((error as ProblemError).errors?.map(({ message }) => message.split(',')[0])).toEqual(['line 1', 'line 2']);
  expect(await problemOf(ask('POST', { name: 'm', type: 'email', to: ['a@example.org'] }))).toMatchObject({
    paths: ['type'],
  });
});

test('a receiver is shown with how it fares', async () => {
  const id = idOf(await ask('POST', slack));
  const health = async () => ((await ask('GET', undefined, id)).data as { health: unknown }).health;
  expect(await health()).toMatchObject({ state: 'unused', open_since: null, next_probe_at: null });
  ledger.healths.set(`acme/${id}`, afterDelivered(unusedReceiver, 5));
  expect(await health()).toMatchObject({ state: 'healthy', last_delivered_at: 5 });
  const down = Array.from({ length: FAILURES_TO_OPEN }).reduce<typeof unusedReceiver>(
    (before) => afterFailed(before, 9, 'no answer'),
    unusedReceiver,
  );
  ledger.healths.set(`acme/${id}`, down);
  expect(await health()).toMatchObject({
    state: 'open',
    open_since: 9,
    next_probe_at: 5_009,
    last_reason: 'no answer',
  });
});

test('a test says what the receiver answered, that it was too much, or that nobody sent it', async () => {
  const id = idOf(await ask('POST', slack));
  const attempt = { outcome: 'delivered' as const, status: 200, latency_ms: 3, reason: 'answered 200', answer: 'ok' };
  answerTest = ({ tenant_id, receiver_id, reply_to }) =>
    tenant_id === 'acme' && receiver_id === id && reply_to === 'gateway'
      ? { kind: 'tested', attempts: [attempt] }
      : null;
  expect(await ask('POST', undefined, id, '/test')).toEqual({ status: 200, data: { attempts: [attempt] } });
  answerTest = () => ({ kind: 'rate_limited', retry_after_ms: 1_500 });
  expect(await problemOf(ask('POST', undefined, id, '/test'))).toMatchObject({ status: 429 });
  answerTest = () => null;
  expect(await problemOf(ask('POST', undefined, id, '/test'))).toMatchObject({ status: 503 });
  expect(await problemOf(ask('POST', undefined, 'none', '/test'))).toMatchObject({ status: 404 });
});
