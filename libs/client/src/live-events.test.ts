import type { LiveEvent } from './live-events.js';
import { type FakeAnswer, FakeSurroundings } from './surroundings.fake.js';
import { createTocsinClient } from './tocsin-client.js';

const told = (event: string, data: unknown, id?: string): string =>
  `${id === undefined ? '' : `id: ${id}\n`}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
const stream = (...parts: string[]): Response =>
  new Response(new Blob(parts).stream(), { headers: { 'content-type': 'text/event-stream; charset=utf-8' } });
const transition = (id: string): LiveEvent =>
  ({ kind: 'transition', id, transition: { rule_name: id } }) as unknown as LiveEvent;
const refusal: FakeAnswer = {
  status: 401,
  json: { type: 'urn:tocsin:problem:revoked', title: 't', status: 401, detail: 'over', instance: '/', trace_id: 'a' },
};

function listening(answers: FakeAnswer[]) {
  const surroundings = new FakeSurroundings(answers);
  // It waits between tries, and nothing is silent for too long.
  surroundings.patienceMs = 30_000;
  return { tocsin: createTocsinClient({ baseUrl: 'http://tocsin.test', token: 't', surroundings }), surroundings };
}

test('it goes on from the last event through ends, outages and restarts, until it is refused', async () => {
  const { tocsin, surroundings } = listening([
    stream(
      told('hello', { tenant_id: 'a' }, 'e0'),
      ':\n\n',
      told('transition', { rule_name: 'e1' }, 'e1'),
      told('end', {}),
    ),
    ...Array.from({ length: 6 }, () => new Error('it restarts')),
    stream(told('gap', { detail: 'some is gone' }), told('transition', { rule_name: 'e9' }, 'e9').slice(0, 20)),
    stream(told('transition', { rule_name: 'e9' }, 'e9')),
    refusal,
  ]);
  const heard: LiveEvent[] = [];
  const listen = async (): Promise<void> => {
    for await (const event of tocsin.events({ state: ['firing', 'resolved'], matcher: 'team="shop"' }))
      heard.push(event);
  };
  await expect(listen()).rejects.toMatchObject({ status: 401, code: 'revoked' });
  expect(heard).toEqual([
    { kind: 'hello', id: 'e0' },
    transition('e1'),
    { kind: 'lost', quietMs: 0 },
    { kind: 'gap', detail: 'some is gone' },
    { kind: 'lost', quietMs: 0 },
    transition('e9'),
    { kind: 'lost', quietMs: 0 },
  ]);
  expect(surroundings.sent.map(({ headers }) => headers['last-event-id'])).toEqual([
    undefined,
    ...Array.from({ length: 8 }, () => 'e1'),
    'e9',
  ]);
  expect(surroundings.sent[0]).toMatchObject({
    url: 'http://tocsin.test/api/events?state=firing&state=resolved&matcher=team%3D%22shop%22',
    headers: { accept: 'text/event-stream', authorization: 'Bearer t' },
  });
});

test('it begins behind an event that is named, and ends when nobody wants to hear more', async () => {
  let isCancelled = false;
  const endless = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(new TextEncoder().encode(told('transition', { rule_name: 'e5' }, 'e5'))),
    cancel: () => void (isCancelled = true),
  });
  const { tocsin, surroundings } = listening([new Response(endless)]);
  for await (const event of tocsin.events({ after: 'e4' })) {
    expect(event).toEqual(transition('e5'));
    break;
  }
  expect(isCancelled).toBe(true);
  expect(surroundings.sent).toMatchObject([{ headers: { 'last-event-id': 'e4' } }]);
});

test('a connection by which not even a sign of life comes is given up, and it goes on from the last event', async () => {
  let isCancelled = false;
  let say: (text: string) => void = () => undefined;
  const hanging = new ReadableStream<Uint8Array>({
    start: (controller) => {
      say = (text) => controller.enqueue(new TextEncoder().encode(text));
      say(told('transition', { rule_name: 'e1' }, 'e1'));
    },
    cancel: () => void (isCancelled = true),
  });
  const { tocsin, surroundings } = listening([
    new Response(hanging, { headers: { 'content-type': 'text/event-stream' } }),
    stream(told('transition', { rule_name: 'e3' }, 'e3')),
  ]);
  const events = tocsin.events();
  expect((await events.next()).value).toEqual(transition('e1'));
  const second = events.next();
  say(':\n\n');
  say(told('transition', { rule_name: 'e2' }, 'e2'));
  expect((await second).value).toEqual(transition('e2'));
  expect(isCancelled).toBe(false);
  // From here on time passes.
  surroundings.patienceMs = 37_500;
  expect((await events.next()).value).toEqual({ kind: 'lost', quietMs: 37_500 });
  expect(isCancelled).toBe(true);
  expect((await events.next()).value).toEqual(transition('e3'));
  expect(surroundings.sent[1]?.headers['last-event-id']).toBe('e2');
  await events.return();
});

test('an abort ends it while nothing is heard', async () => {
  const reason = new Error('enough');
  const aborting = new AbortController();
  const silent = new ReadableStream<Uint8Array>({ pull: () => aborting.abort(reason) }, { highWaterMark: 0 });
  const { tocsin, surroundings } = listening([new Response(silent)]);
  await expect(tocsin.events({}, { signal: aborting.signal }).next()).rejects.toBe(reason);
  expect(surroundings.sent).toHaveLength(1);
});
