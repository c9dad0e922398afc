import { setImmediate as turn } from 'node:timers/promises';
import { type Notification, notifications } from '@tocsin/contracts/topics/notifications';
import { decodeJson } from '@tocsin/contracts/define-topic';
import type { Receiver } from '@tocsin/contracts/topics/receivers';
import { healthStateOf, unusedReceiver } from '@tocsin/domain/alerting/receiver-health';
import { FakeClock } from '@tocsin/ports/clock.fake';
import { FakeDeliveryLedger } from '@tocsin/ports/delivery-ledger.fake';
import { FakeDeliveryStore } from '@tocsin/ports/delivery-store.fake';
import { FakeTracing } from '@tocsin/ports/tracing.fake';
import { Registry } from 'prom-client';
import type { Carried } from './carrier.js';
import { DeliveryDispatcher } from './delivery-dispatcher.js';
import type { Outgoing } from './formats/format.js';
import { messageFor } from './message.fake.js';

const minute = 60_000;
const hour = 60 * minute;
const start = 1_763_900_000_000;

const delivered: Carried = { verdict: { kind: 'delivered' }, status: 200, reason: 'answered 200', answer: 'ok' };
const noAnswer: Carried = { verdict: { kind: 'again', afterMs: null }, status: null, reason: 'no answer', answer: '' };
const refused: Carried = { verdict: { kind: 'given_up' }, status: 404, reason: 'answered 404', answer: 'no such hook' };
const receiver = (id: string, over: object = {}): Receiver =>
  ({
    id,
    tenant_id: 'acme',
    name: id,
    type: 'webhook',
    url: `http://${id}/`,
    send_resolved: true,
    created_at: 0,
    ...over,
  }) as Receiver;

/** A dispatcher over fakes: what is sent, to whom and when, and what receivers answer. */
class World {
  readonly clock = new FakeClock(start);
  readonly store = new FakeDeliveryStore();
  readonly ledger = new FakeDeliveryLedger();
  readonly told: Notification[] = [];
  readonly errors: unknown[] = [];
  readonly tracing = new FakeTracing();
  readonly registry = new Registry();
  readonly sent: { to: string; id: string; at: number }[] = [];
  readonly receivers = new Map<string, Receiver>();
  /** Most notifications of a tenant an hour. */
  anHour = 1_000_000;
  answer: (to: string) => Carried | Promise<Carried> = () => delivered;
  readonly #dispatcher: DeliveryDispatcher;
  readonly #taken = new Map<string, number>();

  constructor() {
    this.#dispatcher = new DeliveryDispatcher({
      store: this.store,
      ledger: this.ledger,
      receivers: { get: (_tenant, id) => this.receivers.get(id) ?? null },
      carrier: { carry: async (outgoing) => this.#carry(outgoing) },
      keysOf: async () => ({ open: () => null, signingSecretOf: () => 'whsec_c2VjcmV0' }),
      rates: { take: async (caller, limit, windowMs) => this.#take(caller, limit, windowMs) },
      log: {
        append: async (_topic, records) => {
          for (const { value } of records) {
            const decoded = value === null ? null : decodeJson(notifications, value);
            if (decoded?.kind === 'value') this.told.push(decoded.value);
          }
        },
      },
      topicPrefix: 'tocsin',
      notificationsAnHour: () => this.anHour,
      externalUrl: '',
      clock: this.clock,
      random: () => 0.5,
      registry: this.registry,
      tracing: this.tracing,
      onError: (error) => void this.errors.push(error),
    });
  }

  async owe(
    id: string,
    receiverId: string,
    lane: string,
    status: 'firing' | 'resolved' = 'firing',
    tenantId = 'acme',
  ): Promise<void> {
    const body = JSON.stringify(messageFor({ status, groupKey: lane }));
    const createdAt = this.clock.now();
    await this.store.add([{ id, tenantId, receiverId, groupKey: id, lane: `${receiverId}/${lane}`, body, createdAt }]);
  }

  /** Lets time pass in steps of the dispatcher's own, and what was begun in each come to its end. */
  async pass(ms: number): Promise<void> {
    for (let left = ms; left > 0; left -= 500) {
      await this.clock.advance(Math.min(500, left));
      await turn();
    }
  }

  async stop(): Promise<void> {
    await this.#dispatcher.stop();
    expect(this.errors).toEqual([]);
  }

  async #carry(outgoing: Outgoing): Promise<Carried> {
    if (outgoing.kind !== 'http') throw new Error('only webhooks are told here');
    const { url, headers } = outgoing.request;
    const to = new URL(url).hostname;
    this.sent.push({ to, id: headers['idempotency-key'] ?? '', at: this.clock.now() });
    return this.answer(to);
  }

  #take(caller: string, limit: number, windowMs: number) {
    const window = Math.floor(this.clock.now() / windowMs);
    const key = `${caller} ${window}`;
    const count = (this.#taken.get(key) ?? 0) + 1;
    this.#taken.set(key, count);
    const resetMs = (window + 1) * windowMs - this.clock.now();
    return { allowed: count <= limit, remaining: Math.max(0, limit - count), resetMs };
  }
}

let world: World;
beforeEach(() => {
  world = new World();
});
afterEach(() => world.stop());

test('a receiver that is down for an hour has everything five minutes after its return, each group in its order', async () => {
  for (const id of ['down', 'up']) world.receivers.set(id, receiver(id));
  world.answer = (to) => (to === 'down' && world.clock.now() < start + hour ? noAnswer : delivered);
  for (let i = 0; i < 600; i += 1) {
    const status = i % 100 < 50 ? 'firing' : 'resolved';
    await world.owe(`d${i}`, 'down', `group ${i % 50}`, status);
    await world.owe(`u${i}`, 'up', `group ${i % 50}`, status);
    await world.pass(6_000);
  }
  const whileDown = world.sent.filter(({ to }) => to === 'down');
  expect(whileDown.length).toBeLessThan(90);
  expect(healthStateOf(world.store.health.get('acme/down') ?? unusedReceiver)).toBe('open');
  await world.pass(5 * minute);

  const arrived = world.ledger.attempts.filter(({ outcome }) => outcome === 'delivered');
  const late = arrived.filter(({ at }) => at > start + hour + 5 * minute);
  expect([arrived.length, late.length]).toEqual([1_200, 0]);
  const inTime = arrived.filter(({ receiverId, attempt }) => receiverId === 'up' && attempt === 1);
  expect(inTime).toHaveLength(600);
  for (const [, group] of Map.groupBy(arrived, ({ receiverId, groupKey }) => `${receiverId} ${groupKey}`)) {
    const order = group.map(({ notificationId }) => Number(notificationId.slice(1)));
    expect(order).toEqual(order.toSorted((a, b) => a - b));
  }
  expect(healthStateOf(world.store.health.get('acme/down') ?? unusedReceiver)).toBe('healthy');
}, 60_000);

test('each attempt is a part of the trace that owes it, and how long it took until the receiver had it is measured', async () => {
  world.receivers.set('r', receiver('r'));
  let failures = 1;
  world.answer = () => ((failures -= 1) >= 0 ? noAnswer : delivered);
  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
  await world.store.add([
    {
      id: 'd',
      tenantId: 'acme',
      receiverId: 'r',
      groupKey: 'g',
      lane: 'r/g',
      body: JSON.stringify(messageFor({ status: 'firing', groupKey: 'g' })),
      createdAt: world.clock.now(),
      traceparent,
    },
  ]);
  await world.pass(3_000);
  expect(world.tracing.spans).toMatchObject([
    {
      name: 'deliver notification',
      options: { parent: traceparent },
      ended: '',
      attributes: { 'tocsin.delivery.attempt': 1 },
    },
    {
      options: { parent: traceparent },
      ended: '',
      attributes: { 'tocsin.delivery.attempt': 2, 'tocsin.receiver.type': 'webhook' },
    },
  ]);
  const exported = await world.registry.metrics();
  expect(exported).toContain('tocsin_notification_delivery_seconds_count{type="webhook"} 1');
  expect(exported).toContain('tocsin_notification_delivery_seconds_bucket{le="0.25",type="webhook"} 0');
  expect(exported).toContain('tocsin_notification_delivery_seconds_bucket{le="2.5",type="webhook"} 1');
});

test('what is over is told after what fires, also when the first attempt failed', async () => {
  world.receivers.set('r', receiver('r'));
  let failures = 2;
  world.answer = () => ((failures -= 1) >= 0 ? noAnswer : delivered);
  await world.owe('firing', 'r', 'g', 'firing');
  await world.owe('resolved', 'r', 'g', 'resolved');
  await world.owe('another', 'r', 'h', 'firing');
  await world.pass(10_000);
  const taken = world.ledger.attempts
    .filter(({ outcome }) => outcome === 'delivered')
    .map(({ notificationId }) => notificationId);
  expect(taken.indexOf('firing')).toBeLessThan(taken.indexOf('resolved'));
  expect(world.sent.filter(({ id }) => id === 'firing').length).toBeGreaterThan(1);
  expect(new Set(world.told.map(({ outcome }) => outcome))).toEqual(new Set(['delivered']));
});

test('a receiver that never answers keeps four deliveries under way, and the others go on', async () => {
  for (const id of ['slow', 'up']) world.receivers.set(id, receiver(id));
  let release: (carried: Carried) => void = () => undefined;
  const held = new Promise<Carried>((resolve) => (release = resolve));
  world.answer = (to) => (to === 'slow' ? held : delivered);
  for (let i = 0; i < 100; i += 1) await world.owe(`s${i}`, 'slow', `g${i}`);
  for (let i = 0; i < 100; i += 1) await world.owe(`u${i}`, 'up', `g${i}`);
  await world.pass(5_000);
  const count = (to: string) => world.sent.filter((one) => one.to === to).length;
  expect([count('slow'), count('up')]).toEqual([4, 100]);
  release(delivered);
  await world.pass(5_000);
  expect(count('slow')).toBe(100);
});

test('a tenant whose receivers are all slow leaves room for another', async () => {
  world.answer = (to) => (to === 'up' ? delivered : new Promise<Carried>(() => undefined));
  world.receivers.set('up', receiver('up'));
  for (let i = 0; i < 200; i += 1) {
    world.receivers.set(`slow-${i % 50}`, receiver(`slow-${i % 50}`));
    await world.owe(`s${i}`, `slow-${i % 50}`, `g${i}`, 'firing', 'crowd');
  }
  for (let i = 0; i < 20; i += 1) await world.owe(`u${i}`, 'up', `g${i}`, 'firing', 'other');
  await world.pass(5_000);
  expect(world.sent.filter(({ to }) => to === 'up')).toHaveLength(20);
  expect(world.sent.length).toBeLessThan(20 + 48);
  // The first world never comes to its stop: its receivers never answer.
  world = new World();
});

test('a receiver is told as often a minute as it wants, and the rest in the next, none of them counted as tried', async () => {
  world.receivers.set('r', receiver('r', { rate_limit_per_minute: 10 }));
  for (let i = 0; i < 25; i += 1) await world.owe(`n${i}`, 'r', `g${i}`);
  await world.pass(3 * minute);
  const inMinutes = Map.groupBy(world.sent, ({ at }) => Math.floor(at / minute));
  expect(Array.from(inMinutes.values(), ({ length }) => length)).toEqual([10, 10, 5]);
  expect(world.ledger.attempts.map(({ attempt }) => attempt)).toEqual(Array.from({ length: 25 }, () => 1));
});

test('a receiver that asks to wait is left alone for as long, and is not taken for broken', async () => {
  world.receivers.set('r', receiver('r'));
  const busy: Carried = {
    verdict: { kind: 'again', afterMs: 30_000 },
    status: 429,
    reason: 'answered 429',
    answer: '',
  };
  world.answer = () => (world.clock.now() < start + 10_000 ? busy : delivered);
  await world.owe('n1', 'r', 'g1');
  await world.pass(2_000);
  await world.owe('n2', 'r', 'g2');
  await world.pass(27_000);
  expect(world.sent.map(({ id }) => id)).toEqual(['n1']);
  expect(healthStateOf(world.store.health.get('acme/r') ?? unusedReceiver)).toBe('unused');
  await world.pass(5_000);
  expect(world.told.map(({ id, outcome }) => [id, outcome]).sort()).toEqual([
    ['n1', 'delivered'],
    ['n2', 'delivered'],
  ]);
});

test('what a receiver refuses for good is given up, told, and stands in the ledger with the answer', async () => {
  world.receivers.set('r', receiver('r'));
  world.answer = () => refused;
  await world.owe('n1', 'r', 'g');
  await world.pass(1_000);
  expect(world.ledger.attempts).toMatchObject([
    {
      notificationId: 'n1',
      attempt: 1,
      outcome: 'failed',
      httpStatus: 404,
      reason: 'answered 404',
      answer: 'no such hook',
    },
  ]);
  expect(world.ledger.attempts[0]).toMatchObject({ groupKey: 'g', alerts: [{ alertId: 'a1', ruleId: 'r1' }] });
  expect(world.told).toMatchObject([{ id: 'n1', outcome: 'failed' }]);
  expect(healthStateOf(world.store.health.get('acme/r') ?? unusedReceiver)).toBe('refusing');
});

test('what nobody took for a day is given up, and so is what is owed to a receiver that is gone', async () => {
  world.receivers.set('r', receiver('r'));
  world.answer = () => noAnswer;
  await world.owe('n1', 'r', 'g');
  await world.owe('n2', 'gone', 'g');
  await world.pass(1_000);
  expect(world.told).toMatchObject([{ id: 'n2', outcome: 'failed', message: 'the receiver was deleted' }]);
  await world.clock.advance(24 * hour);
  await world.pass(2 * minute);
  expect(world.told.at(-1)).toMatchObject({ id: 'n1', outcome: 'failed', message: 'no answer' });
}, 60_000);

test('every attempt carries the same key and the same words', async () => {
  world.receivers.set('r', receiver('r'));
  let failures = 3;
  world.answer = () => ((failures -= 1) >= 0 ? noAnswer : delivered);
  await world.owe('n1', 'r', 'g');
  await world.pass(10_000);
  expect(world.sent.map(({ id }) => id)).toEqual(['n1', 'n1', 'n1', 'n1']);
  expect(world.ledger.attempts.map(({ attempt, outcome }) => [attempt, outcome])).toEqual([
    [1, 'retried'],
    [2, 'retried'],
    [3, 'retried'],
    [4, 'delivered'],
  ]);
});

describe('a tenant that has sent as many notifications this hour as it may', () => {
  const sentTo = (to: string) => world.sent.filter((one) => one.to === to).map(({ id }) => id);
  const isNotice = (id: string) => id.startsWith('held-');

  beforeEach(() => {
    world.anHour = 3;
    for (const id of ['r', 's']) world.receivers.set(id, receiver(id));
  });

  test('sends the others in the next hours, in their order, and each receiver is told so once', async () => {
    for (let i = 0; i < 8; i += 1) await world.owe(`n${i}`, 'r', `g${i}`);
    await world.owe('m0', 's', 'g0');
    await world.pass(2 * minute);
    const [before, notices] = [sentTo('r').filter((id) => !isNotice(id)), sentTo('r').filter(isNotice)];
    expect([before.length, notices.length]).toEqual([3, 1]);
    expect(sentTo('s').filter(isNotice)).toHaveLength(1);
    const held = world.ledger.attempts.filter(({ outcome }) => outcome === 'held');
    expect(held).toHaveLength(6);
    expect(await world.store.backlog()).toMatchObject({ waiting: 0, oldestAt: null });
    expect(held[0]).toMatchObject({
      attempt: 0,
      reason: expect.stringContaining('has sent 3 notifications this hour'),
    });
    await world.pass(3 * hour);
    expect(
      sentTo('r')
        .filter((id) => !isNotice(id))
        .sort(),
    ).toEqual(Array.from({ length: 8 }, (_, i) => `n${i}`));
    const hours = Map.groupBy(
      world.sent.filter(({ id }) => !isNotice(id)),
      ({ at }) => Math.floor(at / hour),
    );
    expect(Array.from(hours.values(), ({ length }) => length)).toEqual([3, 3, 3]);
  }, 60_000);

  test('sends the others a minute after it may send more, and says no word of their waiting twice', async () => {
    for (let i = 0; i < 5; i += 1) await world.owe(`n${i}`, 'r', `g${i}`);
    await world.pass(5 * minute);
    expect(sentTo('r').filter((id) => !isNotice(id))).toEqual(['n0', 'n1', 'n2']);
    expect(world.ledger.attempts.filter(({ outcome }) => outcome === 'held')).toHaveLength(2);
    world.anHour = 5;
    await world.pass(minute);
    expect(Math.floor(world.clock.now() / hour)).toBe(Math.floor(start / hour));
    expect(sentTo('r').filter((id) => !isNotice(id))).toEqual(['n0', 'n1', 'n2', 'n3', 'n4']);
    expect(world.ledger.attempts.filter(({ outcome }) => outcome === 'held')).toHaveLength(2);
    expect(sentTo('r').filter(isNotice)).toHaveLength(1);
  });

  test('does not send what a later notification of the same group says, too', async () => {
    for (let i = 0; i < 4; i += 1) await world.owe(`n${i}`, 'r', `g${i}`);
    await world.pass(minute);
    await world.owe('later', 'r', 'g3');
    await world.pass(hour);
    expect(sentTo('r').filter((id) => !isNotice(id))).toEqual(['n0', 'n1', 'n2', 'later']);
    const [last] = world.ledger.attempts.filter(({ notificationId }) => notificationId === 'n3').slice(-1);
    expect(last).toMatchObject({ outcome: 'failed', reason: expect.stringContaining('a later notification') });
  }, 60_000);

  test('is none of the next tenant', async () => {
    for (let i = 0; i < 4; i += 1) await world.owe(`n${i}`, 'r', `g${i}`);
    await world.owe('other', 's', 'g', 'firing', 'other');
    await world.pass(minute);
    expect(sentTo('s')).toEqual(['other']);
  });
});
