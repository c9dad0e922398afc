import { setImmediate } from 'node:timers/promises';
import type { Receiver } from '@tocsin/contracts/topics/receivers';
import type { ActiveAlert } from '@tocsin/ports/active-alert-store';
import { FakeActiveAlertStore } from '@tocsin/ports/active-alert-store.fake';
import { FakeClock } from '@tocsin/ports/clock.fake';
import type { OutboundHttp, OutboundRequest, OutboundResult } from '@tocsin/ports/outbound-http';
import { Registry } from 'prom-client';
import type { AlertmanagerEvent } from './alertmanager-endpoint.js';
import { AlertmanagerSender } from './alertmanager-sender.js';
import type { PostableAlert } from './postable-alert.js';

const start = Date.parse('2026-01-01T12:00:00Z');
const second = 1_000;
const minute = 60 * second;
const [one, two] = ['http://am-1:9093', 'http://am-2:9093'];

/** Alertmanagers of the test's own: what each was sent, and what each answers. */
class FakeAlertmanagers implements OutboundHttp {
  readonly requests: { base: string; at: number; alerts: PostableAlert[] }[] = [];
  readonly answers = new Map<string, (request: OutboundRequest) => OutboundResult | Promise<OutboundResult>>();

  constructor(private readonly clock: FakeClock) {}

  async post(request: OutboundRequest): Promise<OutboundResult> {
    const base = request.url.replace('/api/v2/alerts', '');
    this.requests.push({ base, at: this.clock.now(), alerts: JSON.parse(request.body) as PostableAlert[] });
    const answer = this.answers.get(base);
    return answer === undefined ? answered(200) : answer(request);
  }

  async refusal(): Promise<null> {
    return null;
  }

  /** When this Alertmanager was sent something, in seconds since the test began. */
  timesOf(base: string): number[] {
    return this.requests.filter((request) => request.base === base).map(({ at }) => (at - start) / second);
  }
}

const answered = (status: number): OutboundResult => ({ kind: 'answered', status, retryAfterMs: null });
const unreachable = (): OutboundResult => ({ kind: 'unreachable', message: 'connection refused' });

const alertmanagers = (id: string, urls: string[], tenant_id = 'acme'): Receiver => ({
  id,
  tenant_id,
  name: id,
  type: 'alertmanager',
  urls,
  created_at: 0,
});

const alertOf = (name: string, over: Partial<ActiveAlert> = {}): ActiveAlert => ({
  id: name,
  tenantId: 'acme',
  ruleId: 'r1',
  fingerprint: name,
  labels: { alertname: name },
  annotations: {},
  severity: 'HIGH',
  value: null,
  generatorUrl: null,
  episodeStart: start,
  firedAt: start,
  resolvedAt: null,
  ...over,
});

let clock: FakeClock;
let store: FakeActiveAlertStore;
let http: FakeAlertmanagers;
let receivers: Receiver[];
let events: AlertmanagerEvent[];
let registry: Registry;
let errors: unknown[];
let sender: AlertmanagerSender;

const startSender = (): AlertmanagerSender =>
  new AlertmanagerSender({
    store,
    receivers: { all: () => receivers },
    http,
    clock,
    random: () => 0.5,
    externalUrl: 'http://tocsin:8000',
    registry: (registry = new Registry()),
    report: (event) => events.push(event),
    onError: (error) => errors.push(error),
  });

beforeEach(() => {
  clock = new FakeClock(start);
  store = new FakeActiveAlertStore();
  http = new FakeAlertmanagers(clock);
  receivers = [alertmanagers('ams', [one, two])];
  events = [];
  errors = [];
  sender = startSender();
});
afterEach(async () => {
  await sender.stop();
  expect(errors).toEqual([]);
});

/** Lets time pass in the steps in which the sender looks, each to its end. */
async function pass(ms: number): Promise<void> {
  for (let passed = 0; passed < ms; passed += 500) {
    await clock.advance(500);
    await setImmediate();
  }
}

async function fire(...alerts: ActiveAlert[]): Promise<void> {
  await store.record({ fired: alerts, ended: [] }, clock.now());
  await sender.wake();
  await setImmediate();
}

async function resolve(name: string, tenantId = 'acme'): Promise<void> {
  const at = clock.now();
  await store.record(
    { fired: [], ended: [{ tenantId, ruleId: 'r1', fingerprint: name, episodeStart: start, at }] },
    at,
  );
  await sender.wake();
  await setImmediate();
}

test('an alert is sent to every Alertmanager at once, and each minute while it fires', async () => {
  await fire(alertOf('cpu'));
  await pass(3 * minute);
  expect(http.timesOf(one)).toEqual([0, 60, 120, 180]);
  expect(http.timesOf(two)).toEqual([0, 60, 120, 180]);
  expect(http.requests[0]?.alerts).toEqual([
    {
      labels: { alertname: 'cpu' },
      annotations: {},
      startsAt: '2026-01-01T12:00:00.000Z',
      endsAt: '2026-01-01T12:04:00.000Z',
      generatorURL: 'http://tocsin:8000/rules/r1',
    },
  ]);
  expect(http.requests.at(-1)?.alerts[0]?.endsAt).toBe('2026-01-01T12:07:00.000Z');
});

test('a resolved alert is sent at once with its end, each minute for a quarter of an hour, and then no more', async () => {
  receivers = [alertmanagers('ams', [one])];
  await fire(alertOf('cpu'));
  await pass(10 * second);
  await resolve('cpu');
  await pass(20 * minute);
  const after = http.timesOf(one).filter((at) => at > 0);
  expect(after).toEqual(Array.from({ length: 16 }, (_, i) => 10 + i * 60));
  expect(new Set(http.requests.slice(1).map(({ alerts }) => alerts[0]?.endsAt))).toEqual(
    new Set(['2026-01-01T12:00:10.000Z']),
  );
  expect(store.alerts).toEqual([]);
});

test('an Alertmanager that is down holds up nobody, is tried again after growing pauses, and gets what is true when it is back', async () => {
  http.answers.set(one, unreachable);
  await fire(alertOf('cpu'));
  await pass(4 * second);
  await fire(alertOf('disk'));
  await resolve('cpu');
  expect(http.timesOf(two)).toEqual([0, 4, 4]);
  expect(http.timesOf(one)).toEqual([0, 1, 3]);
  http.answers.delete(one);
  await pass(4 * second);
  expect(http.timesOf(one)).toEqual([0, 1, 3, 7]);
  expect(http.requests.at(-1)?.alerts.map(({ labels, endsAt }) => [labels['alertname'], endsAt])).toEqual([
    ['cpu', '2026-01-01T12:00:04.000Z'],
    ['disk', '2026-01-01T12:04:07.000Z'],
  ]);
  expect(events.map(({ kind, address }) => [kind, address])).toEqual([
    ['failing', `${one}/api/v2/alerts`],
    ['recovered', `${one}/api/v2/alerts`],
  ]);
  expect(await registry.getSingleMetricAsString('tocsin_alertmanager_alerts_total')).toContain('outcome="retried"} 3');
});

test('the pauses grow to a minute, or to what the Alertmanager asked for', async () => {
  receivers = [alertmanagers('ams', [one])];
  http.answers.set(one, () => answered(503));
  await fire(alertOf('cpu'));
  await pass(6 * minute);
  expect(http.timesOf(one)).toEqual([0, 1, 3, 7, 15, 31, 63, 123, 183, 243, 303]);
  http.answers.set(one, () => ({ kind: 'answered', status: 429, retryAfterMs: 100 * second }));
  await pass(3 * minute);
  expect(http.timesOf(one).slice(-2)).toEqual([363, 463]);
});

test('while one Alertmanager does not answer at all, the other hears of every change at once', async () => {
  const hanging = Promise.withResolvers<OutboundResult>();
  http.answers.set(one, () => hanging.promise);
  await fire(alertOf('cpu'));
  await pass(2 * second);
  await resolve('cpu');
  expect(http.timesOf(one)).toEqual([0]);
  expect(http.timesOf(two)).toEqual([0, 2]);
  hanging.resolve(answered(200));
  await setImmediate();
  expect(http.requests.at(-1)).toMatchObject({ base: one, alerts: [{ endsAt: '2026-01-01T12:00:02.000Z' }] });
});

test('what a process left unsent, the next one sends when it starts', async () => {
  http.answers.set(one, unreachable);
  await fire(alertOf('cpu'));
  await pass(2 * second);
  await sender.stop();
  http.answers.delete(one);
  sender = startSender();
  await pass(500);
  expect(http.requests.filter(({ base }) => base === one).at(-1)).toMatchObject({
    at: start + 2_500,
    alerts: [{ labels: { alertname: 'cpu' } }],
  });
  await pass(2 * minute);
  expect(http.timesOf(two).slice(-3)).toEqual([2.5, 62.5, 122.5]);
});

test('an Alertmanager that is added hears at once what fires; one that is taken out hears no more', async () => {
  receivers = [alertmanagers('ams', [one])];
  await fire(alertOf('cpu'));
  await pass(10 * second);
  receivers = [alertmanagers('ams', [two])];
  await pass(minute);
  expect(http.timesOf(one)).toEqual([0]);
  expect(http.timesOf(two)).toEqual([10.5]);
});

test('what fires before a tenant has an Alertmanager is sent as soon as it has one', async () => {
  receivers = [];
  await fire(alertOf('cpu'));
  await pass(10 * minute);
  receivers = [alertmanagers('ams', [one])];
  await pass(500);
  expect(http.timesOf(one)).toEqual([600.5]);
});

test('an Alertmanager that two receivers name hears of each alert once, and of no other tenant', async () => {
  receivers = [
    alertmanagers('a', [one, `${one}/`]),
    alertmanagers('b', [one]),
    alertmanagers('c', [two], 'other'),
    { id: 'w', tenant_id: 'acme', name: 'w', type: 'webhook', url: one, send_resolved: true, created_at: 0 },
  ];
  await fire(alertOf('cpu'), alertOf('theirs', { tenantId: 'other' }));
  expect(http.requests.map(({ base, alerts }) => [base, alerts.map(({ labels }) => labels['alertname'])])).toEqual([
    [one, ['cpu']],
    [two, ['theirs']],
  ]);
});

test('many alerts go in requests of at most 256, one after the other', async () => {
  receivers = [alertmanagers('ams', [one])];
  let underWay = 0;
  let most = 0;
  http.answers.set(one, async () => {
    most = Math.max(most, (underWay += 1));
    await Promise.resolve();
    underWay -= 1;
    return answered(200);
  });
  await fire(...Array.from({ length: 2_100 }, (_, i) => alertOf(`a${i}`)));
  await pass(500);
  const sizes = http.requests.map(({ alerts }) => alerts.length);
  expect(Math.max(...sizes)).toBe(256);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(2_100);
  expect(new Set(http.requests.flatMap(({ alerts }) => alerts.map(({ labels }) => labels['alertname']))).size).toBe(
    2_100,
  );
  expect(most).toBe(1);
});

test('an alert that is refused for its names goes again with plain ones, and from then on at once', async () => {
  receivers = [alertmanagers('ams', [one])];
  http.answers.set(one, ({ body }) => answered(body.includes('service.name') ? 400 : 200));
  await fire(alertOf('cpu', { labels: { alertname: 'cpu', 'service.name': 'shop' } }));
  await pass(minute);
  expect(http.requests.map(({ alerts }) => Object.keys(alerts[0]?.labels ?? {}).at(-1))).toEqual([
    'service.name',
    'service_name',
    'service_name',
  ]);
  expect(events).toEqual([]);
});

test('alerts that an Alertmanager refuses are said, and not sent again before their turn', async () => {
  receivers = [alertmanagers('ams', [one])];
  http.answers.set(one, () => answered(404));
  await fire(alertOf('cpu'));
  await pass(minute);
  expect(http.timesOf(one)).toEqual([0, 60]);
  const refusing = { kind: 'refusing', tenantId: 'acme', address: `${one}/api/v2/alerts`, message: 'answered 404' };
  expect(events).toEqual([refusing]);
  http.answers.delete(one);
  await pass(minute);
  expect(events).toEqual([refusing, { ...refusing, kind: 'recovered', message: 'answered 200' }]);
});

test('a store that fails for a while costs a pause, and nothing is lost', async () => {
  receivers = [alertmanagers('ams', [one])];
  const load = store.load.bind(store);
  store.load = () => Promise.reject(new Error('the database is away'));
  await fire(alertOf('cpu'));
  store.load = load;
  await pass(2 * second);
  expect(http.timesOf(one)).toEqual([1]);
  expect(errors.splice(0)).toEqual([new Error('the database is away')]);
});
