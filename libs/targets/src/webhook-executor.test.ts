import { createHmac } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AddressGuard } from '@tocsin/adapter-http-out/address-guard';
import { GuardedHttp } from '@tocsin/adapter-http-out/guarded-http';
import { describeActionExecutor } from '@tocsin/ports/action-executor.contract';
import { signingSecretOf } from '@tocsin/runtime/webhook-signature';
import { WebhookExecutor } from '@tocsin/adapter-webhook/webhook-executor';

const NOW = 1_700_000_000_000;
const live = new AbortController().signal;
const secretOf = (url: string) => signingSecretOf('platform secret', url);

interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A receiver that does each id once, as the header asks, and answers as a test says. */
async function receiver(answer: (response: ServerResponse) => void = (response) => response.end('{"restarted":true}')) {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += chunk));
    request.on('end', () => {
      received.push({ headers: request.headers, body });
      answer(response);
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const http = new GuardedHttp(new AddressGuard(['127.0.0.0/8']));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/restart?token=hidden`;
  return {
    received,
    url,
    http,
    executor: new WebhookExecutor({ http, clock: { now: () => NOW }, signingSecretOf: secretOf, timeoutMs: 300 }),
    action: { kind: 'webhook', url, body: { service: 'web' } } as const,
    close: async () => {
      await http.close();
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

describeActionExecutor('a webhook', ['webhook'], async () => {
  const world = await receiver();
  const ids = async () => new Set(world.received.map(({ headers }) => headers['idempotency-key'])).size;
  return {
    executor: world.executor,
    action: world.action,
    missing: null,
    tells: 'none',
    undoable: false,
    effects: ids,
    state: ids,
    close: world.close,
  };
});

async function answered(answer: (response: ServerResponse) => void) {
  const world = await receiver(answer);
  try {
    return await world.executor.perform(world.action, 'run-1-step-1', live);
  } finally {
    await world.close();
  }
}

it('is signed as notifications are, and carries its key twice', async () => {
  const { executor, action, received, close } = await receiver();
  await executor.perform(action, 'run-1-step-1', live);
  await close();
  const [{ headers, body } = { headers: {}, body: '' }] = received;
  const key = Buffer.from(secretOf(action.url).replace('whsec_', ''), 'base64');
  const signature = createHmac('sha256', key)
    .update(`run-1-step-1.${NOW / 1_000}.${body}`)
    .digest('base64');
  expect(body).toBe('{"service":"web"}');
  expect(headers).toMatchObject({
    'idempotency-key': 'run-1-step-1',
    'webhook-id': 'run-1-step-1',
    'webhook-timestamp': String(NOW / 1_000),
    'webhook-signature': `v1,${signature}`,
  });
});

it.each([
  [200, { kind: 'done' }],
  [202, { kind: 'done' }],
  [204, { kind: 'done' }],
  [301, { kind: 'refused', mayHelp: false }],
  [400, { kind: 'refused', mayHelp: false }],
  [404, { kind: 'refused', mayHelp: false }],
  [408, { kind: 'unknown' }],
  [409, { kind: 'refused', mayHelp: false }],
  [429, { kind: 'refused', mayHelp: true }],
  [500, { kind: 'unknown' }],
  [501, { kind: 'refused', mayHelp: false }],
  [502, { kind: 'unknown' }],
  [503, { kind: 'refused', mayHelp: true }],
  [504, { kind: 'unknown' }],
])('status %i', async (status, outcome) => {
  expect(await answered((response) => response.writeHead(status).end())).toMatchObject(outcome);
});

it('a receiver that hangs: nobody knows', async () => {
  expect(await answered(() => undefined)).toMatchObject({ kind: 'unknown', reason: expect.stringContaining('300 ms') });
});

it('where nobody listens nothing was begun, and trying again may help', async () => {
  const { executor, action, close } = await receiver();
  await close();
  const outcome = await executor.perform(action, 'run-1-step-1', live);
  expect(outcome).toMatchObject({ kind: 'refused', mayHelp: true, reason: expect.stringContaining('ECONNREFUSED') });
});

it('a receiver that breaks off: nobody knows', async () => {
  expect(await answered((response) => response.socket?.destroy())).toMatchObject({ kind: 'unknown' });
});

it('nonsense with a good status is done, and told in one line without control characters', async () => {
  const nonsense = `\u0000<html>\n\u001b[31m${'é'.repeat(5_000)}`;
  const outcome = await answered((response) => response.writeHead(200, { 'content-type': 'text/html' }).end(nonsense));
  expect(outcome).toMatchObject({ kind: 'done', effect: expect.stringMatching(/status 200: <html> \[31mé{20,}$/) });
  expect(JSON.stringify(outcome).length).toBeLessThan(400);
});

it('a redirect to somewhere else gets no second request', async () => {
  const elsewhere = await receiver();
  const outcome = await answered((response) => response.writeHead(307, { location: elsewhere.url }).end());
  expect(outcome).toMatchObject({ kind: 'refused', mayHelp: false, reason: expect.stringContaining('not followed') });
  expect(elsewhere.received).toEqual([]);
  await elsewhere.close();
});

it('given up under way: nobody knows, and the query of the address is told to nobody', async () => {
  const giveUp = new AbortController();
  const world = await receiver(() => giveUp.abort());
  const outcome = await world.executor.perform(world.action, 'k', giveUp.signal);
  await world.close();
  expect(outcome).toMatchObject({ kind: 'unknown', reason: expect.stringContaining('/restart: given up') });
  expect(JSON.stringify(outcome)).not.toContain('hidden');
});

it('an address that the platform may not call is refused, in rehearsal and for real', async () => {
  const { executor, received, close } = await receiver();
  const action = { kind: 'webhook', url: 'http://169.254.169.254/latest', body: {} } as const;
  expect(await executor.rehearse(action, live)).toMatchObject({ kind: 'refused' });
  expect(await executor.perform(action, 'k', live)).toMatchObject({ kind: 'refused', mayHelp: false });
  expect(received).toEqual([]);
  await close();
});

it('a body beyond the limit is refused', async () => {
  const { executor, action, close } = await receiver();
  const large = { ...action, body: { text: 'x'.repeat(70_000) } };
  expect(await executor.rehearse(large, live)).toMatchObject({
    kind: 'refused',
    reason: expect.stringContaining('65536'),
  });
  expect(await executor.perform(large, 'k', live)).toMatchObject({ kind: 'refused', mayHelp: false });
  await close();
});

it('who approves reads what is sent, or the beginning of it', async () => {
  const { executor, action, close } = await receiver();
  const { url } = action;
  const place = url.replace('?token=hidden', '');
  const short = await executor.rehearse({ ...action, body: { wipe: 'a\u202Eb' } }, live);
  expect(short).toMatchObject({ effect: `POST ${place} with {"wipe":"a b"}` });
  const long = await executor.rehearse({ ...action, body: { x: '😀'.repeat(300) } }, live);
  expect(long).toMatchObject({ effect: `POST ${place} with {"x":"${'😀'.repeat(194)}… (1208 bytes of JSON)` });
  await close();
});
