import { labelFingerprint } from '@tocsin/domain/alerting/label-fingerprint';
import type { Receiver } from '@tocsin/contracts/topics/receivers';
import { transitions } from '@tocsin/contracts/topics/transitions';
import type { Acknowledgement } from '@tocsin/domain/alerting/acknowledgement';
import { compiledPolicyOf } from '@tocsin/domain/alerting/compiled-policy';
import type { NotificationMessage } from '@tocsin/domain/alerting/notification-message';
import type { NotificationPolicy, PolicyDraft } from '@tocsin/domain/alerting/notification-policy';
import { compiledSilenceOf, type Silence } from '@tocsin/domain/alerting/silence';
import type { Transition } from '@tocsin/domain/engine/transition';
import { FakeActiveAlertStore } from '@tocsin/ports/active-alert-store.fake';
import { FakeAlertGroupStore } from '@tocsin/ports/alert-group-store.fake';
import { FakeClock } from '@tocsin/ports/clock.fake';
import { GroupDecider } from './group-decider.js';
import { GroupWorker } from './group-worker.js';
import { Notifier } from './notifier.js';

const NOW = 1_763_900_000_000;
const tenant = 'acme_main';
const identity = { tenant_id: tenant, created_at: 0 };
const receivers: Receiver[] = [
  { ...identity, id: 'w1', name: 'all', type: 'webhook', url: 'http://a/', send_resolved: true },
  { ...identity, id: 'w2', name: 'firing', type: 'webhook', url: 'http://b/', send_resolved: false },
  { ...identity, id: 'a1', name: 'ams', type: 'alertmanager', urls: ['http://c/'] },
];

const example = transitions.examples[0] as Transition;
const transition = (instance: string, state: Transition['state'], over: Partial<Transition> = {}): Transition => ({
  ...example,
  id: `${instance} ${state}`,
  state,
  fingerprint: `${instance}0123456789abcdef`,
  labels: { alertname: 'Hot', instance, rack: 'r1' },
  episode_start: NOW,
  at: state === 'resolved' ? NOW + 60_000 : NOW,
  ...over,
});

/** The service without its log and its database. */
class World {
  readonly clock = new FakeClock(NOW);
  readonly groups = new FakeAlertGroupStore(new FakeActiveAlertStore());
  readonly errors: unknown[] = [];
  policy: NotificationPolicy | null = null;
  silences: Silence[] = [];
  said: Acknowledgement | null = null;
  receivers = receivers;
  readonly worker: GroupWorker;
  readonly notifier: Notifier;

  constructor() {
    const configuration = {
      policyOf: () => compiledPolicyOf(this.policy),
      silencesOf: () => this.silences.map(compiledSilenceOf),
      acknowledgementOf: () => this.said,
    };
    const directory = { ofTenant: (name: string) => (name === tenant ? this.receivers : []) };
    this.worker = new GroupWorker({
      store: this.groups,
      decider: new GroupDecider({ configuration, receivers: directory, externalUrl: 'http://tocsin' }),
      configuration,
      clock: this.clock,
      owes: () => undefined,
      onError: (error) => this.errors.push(error),
    });
    this.notifier = new Notifier(this.groups, this.worker, configuration, this.clock);
  }

  put(draft: Partial<PolicyDraft>, version = 1): void {
    const route = { receivers: ['w1'], group_by: ['rack'], group_wait: '10s', group_interval: '1m' };
    const written = { route, inhibit_rules: [], time_intervals: [], ...draft };
    this.policy = { ...written, tenant_id: tenant, version, created_at: 1, updated_at: 1 };
    this.worker.policyChanged(tenant);
  }

  /** What was told since the last time: receiver, status, and the instances that fire and that ended. */
  told(): string[] {
    return this.groups.owed.splice(0).map(({ receiverId, body }) => {
      const { status, alerts } = JSON.parse(body) as NotificationMessage;
      const of = (state: string): string =>
        alerts
          .filter((alert) => alert.status === state)
          .map(({ labels }) => labels['instance'])
          .join('+');
      return `${receiverId} ${status} ${of('firing')}/${of('resolved')}`;
    });
  }
}

let world: World;
beforeEach(() => (world = new World()));
afterEach(() => expect(world.errors).toEqual([]));

test('without a policy every receiver but Alertmanagers is told at once, and of ends as it wants', async () => {
  await world.notifier.take([transition('a', 'firing'), transition('b', 'firing')]);
  await world.worker.wake();
  expect(world.told().sort()).toEqual(['w1 firing a/', 'w1 firing b/', 'w2 firing a/', 'w2 firing b/']);
  await world.notifier.take([transition('a', 'resolved')]);
  await world.clock.advance(1_000);
  expect(world.told()).toEqual(['w1 resolved /a']);
});

test('a receiver that is made later is told of what fires already, and the others not again', async () => {
  const [first, ...later] = receivers;
  world.receivers = first === undefined ? [] : [first];
  await world.notifier.take([transition('a', 'firing')]);
  await world.worker.wake();
  expect(world.told()).toEqual(['w1 firing a/']);
  world.receivers = [...world.receivers, ...later];
  world.worker.receiverMade(tenant);
  await world.clock.advance(1_000);
  expect(world.told()).toEqual(['w2 firing a/']);
});

test('a message says what it is about, and a decision that is made again has the same key and body', async () => {
  world.put({});
  const decide = async (): Promise<object | undefined> => {
    const other = new World();
    other.policy = world.policy;
    await other.notifier.take([
      transition('a', 'firing'),
      transition('b', 'firing', { at: NOW + 1, episode_start: NOW + 1 }),
    ]);
    await other.clock.advance(10_000);
    return other.groups.owed[0];
  };
  const delivery = (await decide()) as { id: string; body: string };
  expect(await decide()).toEqual(delivery);
  expect(JSON.parse(delivery.body)).toEqual({
    version: '4',
    groupKey: '{}:{rack="r1"}',
    truncatedAlerts: 0,
    status: 'firing',
    groupLabels: { rack: 'r1' },
    commonLabels: { alertname: 'Hot', rack: 'r1', severity: 'high' },
    commonAnnotations: {},
    externalURL: 'http://tocsin',
    alerts: [
      expect.objectContaining({
        status: 'firing',
        labels: { alertname: 'Hot', instance: 'a', rack: 'r1', severity: 'high' },
        startsAt: new Date(NOW).toISOString(),
        endsAt: '0001-01-01T00:00:00Z',
        generatorURL: 'http://tocsin/rules/r1',
        fingerprint: labelFingerprint({ alertname: 'Hot', instance: 'a', rack: 'r1', severity: 'high' }),
        rule_id: 'r1',
        severity: 'high',
        value: 95,
      }),
      expect.objectContaining({ labels: expect.objectContaining({ instance: 'b' }) }),
    ],
  });
});

test('a group waits, rests between changes, and is told again after the repeat interval', async () => {
  world.put({});
  await world.notifier.take([transition('a', 'firing')]);
  await world.clock.advance(9_750);
  await world.notifier.take([transition('b', 'firing')]);
  expect(world.told()).toEqual([]);
  await world.clock.advance(250);
  expect(world.told()).toEqual(['w1 firing a+b/']);
  await world.notifier.take([transition('a', 'resolved')]);
  await world.clock.advance(59_750);
  expect(world.told()).toEqual([]);
  await world.clock.advance(250);
  expect(world.told()).toEqual(['w1 firing b/a']);
  await world.clock.advance(4 * 3_600_000);
  expect(world.told()).toEqual(['w1 firing b/']);
});

test('a silence holds back, and its end, or that it is taken away, is a reason to look', async () => {
  const silence: Silence = {
    id: 's',
    tenant_id: tenant,
    kind: 'silence',
    matchers: ['instance="a"'],
    comment: 'c',
    starts_at: NOW - 1,
    ends_at: NOW + 600_000,
    created_by: 'ada',
    created_at: 0,
    updated_at: 0,
  };
  world.put({});
  world.silences = [silence];
  await world.notifier.take([transition('a', 'firing')]);
  await world.clock.advance(599_000);
  expect(world.told()).toEqual([]);
  await world.clock.advance(71_000);
  expect(world.told()).toEqual(['w1 firing a/']);
  world.silences = [{ ...silence, matchers: ['instance="b"'], ends_at: NOW + 9_999_000 }];
  await world.notifier.take([transition('b', 'firing')]);
  await world.clock.advance(120_000);
  expect(world.told()).toEqual([]);
  world.silences = [];
  world.worker.holdsChanged(tenant);
  await world.clock.advance(60_000);
  expect(world.told()).toEqual(['w1 firing a+b/']);
});

test('an alert is inhibited while its source fires', async () => {
  world.put({
    inhibit_rules: [{ source_matchers: ['alertname="Down"'], target_matchers: ['alertname="Hot"'], equal: ['rack'] }],
  });
  const down = { labels: { alertname: 'Down', instance: 'switch', rack: 'r1' }, rule_id: 'down' };
  await world.notifier.take([transition('a', 'firing'), transition('s', 'firing', down)]);
  await world.clock.advance(10_000);
  expect(world.told()).toEqual(['w1 firing switch/']);
  await world.notifier.take([transition('s', 'resolved', down)]);
  await world.clock.advance(60_000);
  expect(world.told()).toEqual(['w1 firing a/switch']);
});

test('what was said of an alert: one that is acknowledged is not repeated, one that is snoozed is told only to be over', async () => {
  world.put({
    route: { receivers: ['w1'], group_by: ['rack'], group_wait: '10s', group_interval: '1m', repeat_interval: '10m' },
  });
  await world.notifier.take([transition('a', 'firing')]);
  await world.clock.advance(10_000);
  expect(world.told()).toEqual(['w1 firing a/']);
  world.said = { tenant_id: tenant, alert_id: 'any', kind: 'acknowledged', by: 'ada', at: NOW, comment: '' };
  await world.clock.advance(3_600_000);
  expect(world.told()).toEqual([]);
  world.said = { ...world.said, kind: 'snoozed' };
  await world.notifier.take([transition('b', 'firing')]);
  await world.clock.advance(120_000);
  expect(world.told()).toEqual([]);
  await world.notifier.take([transition('a', 'resolved'), transition('b', 'resolved')]);
  await world.clock.advance(60_000);
  expect(world.told()).toEqual(['w1 resolved /a']);
});

test('another policy places alerts anew: where the route stays nothing is told twice', async () => {
  world.put({});
  await world.notifier.take([transition('a', 'firing'), transition('b', 'firing')]);
  await world.clock.advance(10_000);
  expect(world.told()).toEqual(['w1 firing a+b/']);
  const route = { receivers: ['w1'], group_by: ['rack'], group_wait: '10s', group_interval: '1m' };
  world.put({ route: { ...route, routes: [{ matchers: ['instance="b"'], receivers: ['w2'] }] } }, 2);
  await world.clock.advance(120_000);
  expect(world.told()).toEqual(['w2 firing b/']);
  expect(world.groups.keys).toEqual(['{}/{instance="b"}:{rack="r1"}', '{}:{rack="r1"}']);
});
