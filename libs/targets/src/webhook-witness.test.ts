import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AddressGuard } from '@tocsin/adapter-http-out/address-guard';
import { GuardedHttp } from '@tocsin/adapter-http-out/guarded-http';
import { WebhookWitness } from '@tocsin/adapter-webhook/webhook-witness';
import { describeCheckpointWitness } from '@tocsin/ports/checkpoint-witness.contract';
import { openWitnesses, witnessNames } from './open-witnesses.js';

const told = { tenantId: 'acme', size: 1, note: 'tocsin/ledger/acme\n1\nAAAA\n\n\u2014 a AAAAAAA=\n' };

/** Somebody who keeps what is posted to them, and answers as a test says. */
async function keeper() {
  const kept: { type: string | undefined; body: string }[] = [];
  const world = { answer: (response: ServerResponse): void => void response.end() };
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += chunk));
    request.on('end', () => {
      kept.push({ type: request.headers['content-type'], body });
      world.answer(response);
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const http = new GuardedHttp(new AddressGuard(['127.0.0.0/8']));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/add?token=hidden`;
  return {
    kept,
    world,
    url,
    http,
    open: async () => new WebhookWitness({ http, name: 'webhook/w', url, timeoutMs: 300 }),
    close: async () => {
      await http.close();
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

describeCheckpointWitness('a webhook', async () => {
  const { kept, world, open, close } = await keeper();
  const refused: unknown[] = [];
  return {
    open,
    kept: async () => kept.filter((one) => !refused.includes(one)).map(({ body }) => body),
    fail: async () =>
      void (world.answer = (response) => {
        refused.push(kept.at(-1));
        response.writeHead(503).end('full');
      }),
    mend: async () => void (world.answer = (response) => void response.end()),
    close,
  };
});

test('the note goes as it is, and what is answered comes back', async () => {
  const { kept, world, open, close } = await keeper();
  world.answer = (response) => response.end('\u2014 w AAAAAAA=\n');
  const witness = await open();
  expect(await witness.tell(told)).toBe('\u2014 w AAAAAAA=\n');
  expect(kept).toEqual([{ type: 'text/plain; charset=utf-8', body: told.note }]);
  // Neither the address nor what it hides is told.
  expect(witness.place).toMatch(/^[0-9a-f]{64}$/);
  await close();
});

test.each<[string, (response: ServerResponse) => void, RegExp]>([
  ['refuses', (response) => void response.writeHead(409).end('size\n 17'), /answered with status 409: size 17$/],
  ['hangs', () => undefined, /no whole answer within 300 ms/],
  ['breaks off', (response) => void response.destroy(), /./],
  ['redirects', (response) => void response.writeHead(302, { location: 'http://127.0.0.1:1' }).end(), /status 302/],
])('one that %s has kept nothing', async (_, answer, reason) => {
  const { world, open, close } = await keeper();
  world.answer = answer;
  await expect((await open()).tell(told)).rejects.toThrow(reason);
  await close();
});

test('an answer without an end is cut', async () => {
  const { world, open, close } = await keeper();
  world.answer = (response) => void response.end('x'.repeat(200_000));
  expect((await (await open()).tell(told)).length).toBeLessThanOrEqual(16_384);
  await close();
});

test('an address that the platform may not call is not called', async () => {
  const http = new GuardedHttp(new AddressGuard([]));
  const witness = new WebhookWitness({ http, name: 'w', url: 'http://127.0.0.1:1/', timeoutMs: 300 });
  await expect(witness.tell(told)).rejects.toThrow(/allowed_receiver_networks/);
  await http.close();
});

test('witnesses are known by the same names to those who open them and to those who do not', async () => {
  const { http, url, close } = await keeper();
  const witnessKafka = { brokers: ['127.0.0.1:1'], topic: 'kept', access: { sasl: null, tls: null } };
  const webhooks = { witnessWebhooks: [{ name: 'w', url, key: null }] };
  const config = { keyFile: '', witnessFile: '/kept', witnessKafka, ...webhooks };
  const opened = await openWitnesses(config, http, 'test');
  expect(witnessNames(config)).toEqual(opened.map(({ witness }) => witness.name));
  expect(witnessNames({ ...config, witnessFile: null, witnessKafka: null })).toEqual(['webhook/w']);
  await close();
});

test('what the settings name is opened, and a key that is none is refused', async () => {
  const { http, url, close } = await keeper();
  const config = { keyFile: '', witnessFile: '/kept', witnessKafka: null };
  const open = (key: string | null) =>
    openWitnesses({ ...config, witnessWebhooks: [{ name: 'w', url, key }] }, http, 'test');
  expect((await open(null)).map(({ witness, key }) => [witness.name, key])).toEqual([
    ['webhook/w', null],
    ['file', null],
  ]);
  await expect(open(`w+0123abcd+${'A'.repeat(44)}`)).rejects.toThrow(/the key of the ledger's witness w:/);
  await close();
});
