import { encodeJson } from '@tocsin/contracts/define-topic';
import { transitions } from '@tocsin/contracts/topics/transitions';
import type { Transition } from '@tocsin/domain/engine/transition';
import type { EventLog, LogRecord } from '@tocsin/ports/event-log';
import type { Principal } from '../auth-manager.js';
import { eventPlaceOf } from './event-place.js';
import { LiveFeed, type Listener, type Wants } from './live-feed.js';

const PARTITIONS = 2;
const principal: Principal = { subject: 's', tenant: 'acme', scopes: ['rules:read'], tier: 'standard' };

/** What stands in the topic, by partition; `cut` says how much of each was dropped. */
let records: LogRecord[][];
let cut: number[];
/** Resolves what is read of the log. */
let release: () => void;
let feed: LiveFeed;
let written: number;

const log: Pick<EventLog, 'offsets' | 'read'> = {
  offsets: async () =>
    records.map((own, partition) => ({ partition, earliest: cut[partition] ?? 0, latest: own.length })),
  read: async function* (topic, ranges = []) {
    await new Promise<void>((resolve) => (release = resolve));
    for (const { partition, offset } of ranges) {
      const rest = (records[partition] ?? []).slice(Math.max(offset, cut[partition] ?? 0));
      if (rest.length > 0) yield { topic, partition, records: rest, highWatermark: 0 };
    }
  },
};

beforeEach(async () => {
  records = Array.from({ length: PARTITIONS }, () => []);
  cut = [0, 0];
  written = 0;
  feed = new LiveFeed(log, 't', (error) => {
    throw error;
  });
  await feed.start();
});

function happen(partition: number, change: Partial<Transition> = {}): string {
  const [example] = transitions.examples;
  const transition = { ...(example as Transition), tenant_id: 'acme', id: `t${(written += 1)}`, ...change };
  const own = records[partition] as LogRecord[];
  const offset = own.length;
  own.push({
    topic: 't',
    partition,
    offset,
    timestamp: 0,
    key: null,
    headers: {},
    value: encodeJson(transitions, transition),
  });
  feed.tell(transition, { partition, offset });
  return transition.id;
}

interface Heard extends Listener {
  ids: string[];
  eventIds: string[];
  ended: string[];
  gaps: number;
  isSlow: boolean;
}

function listener(of: Principal = principal): Heard {
  const heard: Heard = {
    principal: of,
    ids: [],
    eventIds: [],
    ended: [],
    gaps: 0,
    isSlow: false,
    hear: ({ id, transition }) => {
      if (heard.isSlow) return false;
      heard.ids.push(transition.id);
      heard.eventIds.push(id);
      return true;
    },
    gap: () => void (heard.gaps += 1),
    end: (reason) => void heard.ended.push(reason),
  };
  return heard;
}

function listen(wants: Wants = {}, after: string | null = null, of: Principal = principal): Heard {
  const heard = listener(of);
  feed.join(heard, wants, after);
  return heard;
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('a listener hears what happens from now on, of its own tenant and of what it wants', () => {
  happen(0);
  const [all, high, other] = [
    listen(),
    listen({ severities: ['CRITICAL'] }),
    listen({}, null, { ...principal, tenant: 'beta' }),
  ];
  const [a, b] = [happen(0), happen(1, { severity: 'CRITICAL' })];
  const c = happen(1, { tenant_id: 'beta' });
  expect([all.ids, high.ids, other.ids]).toEqual([[a, b], [b], [c]]);
});

test('who comes back with the id of its last event hears what it missed, each once, and what happens meanwhile', async () => {
  const first = listen();
  happen(0);
  happen(1);
  const last = first.eventIds.at(-1) ?? '';
  const missed = [happen(1), happen(0)];
  const back = listen({}, last);
  await settled();
  const meanwhile = [happen(0), happen(1)];
  release();
  await settled();
  const later = happen(0);
  expect([...back.ids].sort()).toEqual([...missed, ...meanwhile, later].sort());
  expect(back.ids.at(-1)).toBe(later);
  expect(back.gaps).toBe(0);
});

test('every event is a place to go on from', async () => {
  const all = listen();
  const ids = [happen(0), happen(1), happen(1), happen(0), happen(1)];
  for (const [i, after] of all.eventIds.entries()) {
    const back = listen({}, after);
    await settled();
    release();
    await settled();
    expect([...back.ids].sort()).toEqual(ids.slice(i + 1).sort());
  }
});

test('what is not kept any more is a gap, and is told as one', async () => {
  const first = feed.lastEventId;
  happen(0);
  happen(0);
  cut = [1, 0];
  const back = listen({}, first);
  await settled();
  release();
  await settled();
  expect({ gaps: back.gaps, ids: back.ids }).toEqual({ gaps: 1, ids: ['t2'] });
});

test('a reader that is too slow is let go, and holds up nobody', () => {
  const [slow, quick] = [listen(), listen()];
  slow.isSlow = true;
  happen(0);
  happen(0);
  expect(slow.ended).toEqual(['slow']);
  expect(quick.ids).toHaveLength(2);
});

test('whoever leaves or is ended hears nothing more', () => {
  const [leaving, ended] = [listener(), listen({}, null, { ...principal, subject: 'gone' })];
  const { leave } = feed.join(leaving, {}, null);
  happen(0);
  leave();
  feed.endWhere(({ subject }) => subject === 'gone', 'revoked');
  happen(0);
  expect([leaving.ids, leaving.ended, ended.ids, ended.ended]).toEqual([['t1'], [], ['t1'], ['revoked']]);
});

test.each(['', '1', '1-2-3', 'a-b', '-1-2', '01-2', '1-2 ', '99999999999999999-0', '1e3-0'])(
  '%j is the id of no event',
  (id) => {
    expect(eventPlaceOf(id, PARTITIONS)).toBeNull();
    expect(feed.knows(id)).toBe(false);
  },
);
