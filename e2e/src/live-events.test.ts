import { WebSocket } from 'ws';
import { Standalone } from './world/standalone.js';

let standalone: Standalone;
beforeAll(async () => {
  standalone = await Standalone.start();
  await standalone.api.tocsin.createRule({
    body: {
      name: 'High CPU',
      severity: 'HIGH',
      category: 'infrastructure',
      conditions: [{ type: 'threshold', metric_path: 'cpu', operator: '>', threshold: 80 }],
    },
  });
}, 60_000);
afterAll(() => standalone.remove(), 60_000);

const push = (instance: string, value = 95): Promise<unknown> =>
  standalone.api.tocsin.sendMetrics({ body: { samples: [{ metric: 'cpu', labels: { instance }, value }] } });

interface Heard {
  event: string;
  id: string;
  data: { labels?: { instance?: string }; state?: string };
}

/** Reads a stream of events until one is as wanted. */
async function hear(
  isLast: (event: Heard) => boolean,
  headers: Record<string, string> = {},
  query = '',
): Promise<Heard[]> {
  const response = await fetch(`${standalone.api.base}/api/events${query}`, {
    headers: { authorization: `Bearer ${standalone.api.token}`, ...headers },
  });
  expect(response.headers.get('content-type')).toContain('text/event-stream');
  const heard: Heard[] = [];
  let text = '';
  for await (const part of response.body ?? []) {
    text += Buffer.from(part).toString();
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const event = eventOf(text.slice(0, end));
      text = text.slice(end + 2);
      if (event === null) continue;
      heard.push(event);
      if (event.event === 'hello') void onHello();
      // Leaving the loop closes the connection.
      if (isLast(event)) return heard;
    }
  }
  throw new Error(`the stream ended after ${JSON.stringify(heard)}`);
}

/** What happens as soon as somebody listens. */
let onHello: () => Promise<unknown> = async () => undefined;

function eventOf(text: string): Heard | null {
  const fields = new Map(
    text.split('\n').map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()]),
  );
  const data = fields.get('data');
  return data === undefined
    ? null
    : { event: fields.get('event') ?? '', id: fields.get('id') ?? '', data: JSON.parse(data) as Heard['data'] };
}

/** Whether so many transitions have come; those of different partitions come in any order. */
function afterTransitions(count: number): (event: Heard) => boolean {
  let left = count;
  return ({ event }) => event === 'transition' && (left -= 1) === 0;
}

const of =
  (instance: string) =>
  ({ data }: Heard): boolean =>
    data.labels?.instance === instance;
const instances = (heard: readonly Heard[]): (string | undefined)[] => heard.map(({ data }) => data.labels?.instance);

test('a stream of events tells what happens, and goes on from the last event that was heard', async () => {
  onHello = () => push('a');
  const first = await hear(of('a'));
  expect(first.map(({ event }) => event)).toEqual(['hello', 'transition']);
  onHello = async () => undefined;
  await push('b');
  await push('c');
  const last = first.at(-1)?.id ?? '';
  const missed = await hear(afterTransitions(2), { 'last-event-id': last });
  expect(new Set(instances(missed))).toEqual(new Set([undefined, 'b', 'c']));
  const [hello] = missed;
  expect(hello?.id).toBe(last);
  const again = await hear(afterTransitions(2), {}, `?last_event_id=${last}&state=firing&severity=HIGH`);
  expect(again.filter(({ event }) => event === 'transition').every(({ data }) => data.state === 'firing')).toBe(true);
});

test('a listener hears what fits its matchers, and a matcher that is none is refused', async () => {
  onHello = async () => {
    await push('other');
    await push('web-1');
  };
  const heard = await hear(
    ({ event }) => event === 'transition',
    {},
    `?matcher=${encodeURIComponent('instance=~"web-.*"')}`,
  );
  onHello = async () => undefined;
  expect(instances(heard)).toEqual([undefined, 'web-1']);
  const refused = await standalone.api.ask('GET', `/api/events?matcher=${encodeURIComponent('instance=~"("')}`);
  expect(refused).toMatchObject({ status: 422, body: { errors: [{ path: 'matcher' }] } });
});

test('an id that names no event is refused with its path', async () => {
  const answer = await standalone.api.ask('GET', '/api/events?last_event_id=yesterday');
  expect(answer).toMatchObject({ status: 422, body: { errors: [{ path: 'last_event_id' }] } });
});

test('a socket goes on from the last event that was heard, too', async () => {
  await push('d');
  const { id = '' } = (await hear(({ event }) => event === 'hello'))[0] ?? {};
  await push('e');
  await hear(of('e'), { 'last-event-id': id });
  const socket = new WebSocket(`${standalone.api.base.replace('http', 'ws')}/ws`, {
    headers: { authorization: `Bearer ${standalone.api.token}` },
  });
  try {
    const told = await new Promise<{ id: string; data: Heard['data'] }>((resolve, reject) => {
      socket.once('error', reject);
      socket.on('message', (data) => {
        const message = JSON.parse(String(data)) as { type: string; id: string; data: Heard['data'] };
        if (message.type === 'hello') socket.send(JSON.stringify({ type: 'subscribe', after: id }));
        if (message.type === 'transition') resolve(message);
      });
    });
    expect(told.data.labels?.instance).toBe('e');
    expect(told.id).not.toBe(id);
  } finally {
    socket.close();
  }
});
