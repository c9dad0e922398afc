import { transitions } from '@tocsin/contracts/topics/transitions';
import { compiledPolicyOf } from '@tocsin/domain/alerting/compiled-policy';
import type { Receiver } from '@tocsin/contracts/topics/receivers';
import type { NotificationPolicy } from '@tocsin/domain/alerting/notification-policy';
import type { Transition } from '@tocsin/domain/engine/transition';
import { FakeActiveAlertStore } from '@tocsin/ports/active-alert-store.fake';
import { FakeAlertGroupStore } from '@tocsin/ports/alert-group-store.fake';
import { FakeClock } from '@tocsin/ports/clock.fake';
import { FakeTracing } from '@tocsin/ports/tracing.fake';
import { GroupDecider } from './group-decider.js';
import { GroupWorker } from './group-worker.js';
import { Notifier } from './notifier.js';

const NOW = 1_800_000_000_000;
const tenant = 'acme_main';
const contextOf = (digit: string): string => `00-${digit.repeat(32)}-${digit.repeat(16)}-01`;

const receiver = {
  tenant_id: tenant,
  id: 'w1',
  name: 'all',
  type: 'webhook',
  url: 'http://a/',
  send_resolved: true,
} as Receiver;

/** Alerts of one group, and the spans of what is decided about it. */
class World {
  readonly clock = new FakeClock(NOW);
  readonly tracing = new FakeTracing();
  readonly groups = new FakeAlertGroupStore(new FakeActiveAlertStore());
  readonly #notifier: Notifier;

  constructor() {
    const route = { group_by: ['rack'], group_wait: '10s', group_interval: '1m', repeat_interval: '1h' };
    const policy = { route, inhibit_rules: [], time_intervals: [], tenant_id: tenant, version: 1 };
    const compiled = compiledPolicyOf({ ...policy, created_at: 1, updated_at: 1 } as NotificationPolicy);
    const configuration = { policyOf: () => compiled, silencesOf: () => [], acknowledgementOf: () => null };
    const receivers = { ofTenant: () => [receiver] };
    const worker = new GroupWorker({
      store: this.groups,
      decider: new GroupDecider({ configuration, receivers, externalUrl: '', tracing: this.tracing }),
      configuration,
      clock: this.clock,
      owes: () => undefined,
      onError: (error) => {
        throw error;
      },
    });
    this.#notifier = new Notifier(this.groups, worker, configuration, this.clock);
  }

  async take(instance: string, state: 'firing' | 'resolved', cause?: string): Promise<void> {
    const example = transitions.examples[0] as Transition;
    const at = this.clock.now();
    const transition: Transition = {
      ...example,
      state,
      fingerprint: instance,
      labels: { alertname: 'Hot', instance, rack: 'r1' },
      episode_start: NOW,
      at,
    };
    await this.#notifier.take([transition], new Map(cause === undefined ? [] : [[transition, cause]]));
  }

  /** What was decided since the last time: from what each went on, and what else it names. */
  decided() {
    const owed = this.groups.owed.splice(0).map(({ traceparent }) => traceparent);
    const spans = this.tracing.spans.splice(0);
    expect(owed).toEqual(spans.map(({ traceparent }) => traceparent));
    return spans.map(({ options: { parent, links }, attributes }) => ({
      parent,
      links,
      reason: attributes['tocsin.notification.reason'],
    }));
  }
}

let world: World;
beforeEach(() => (world = new World()));

test('a notification goes on with the trace of the alert that fired last, and names those of the others', async () => {
  await world.take('a', 'firing', contextOf('a'));
  await world.clock.advance(1_000);
  await world.take('b', 'firing', contextOf('b'));
  await world.take('untraced', 'firing');
  await world.clock.advance(10_000);
  expect(world.decided()).toEqual([{ parent: contextOf('b'), links: [contextOf('a')], reason: 'first' }]);
});

test('the news of an end goes on with the trace of the end', async () => {
  await world.take('a', 'firing', contextOf('a'));
  await world.clock.advance(10_000);
  world.decided();
  await world.take('a', 'resolved', contextOf('c'));
  await world.clock.advance(60_000);
  expect(world.decided()).toEqual([{ parent: contextOf('c'), links: [], reason: 'something_ended' }]);
});

test('what is told again because time has passed begins a trace, and names that of the alert', async () => {
  await world.take('a', 'firing', contextOf('a'));
  await world.clock.advance(10_000);
  world.decided();
  await world.clock.advance(3_600_000);
  expect(world.decided()).toEqual([{ parent: null, links: [contextOf('a')], reason: 'repeated' }]);
});

test('where no transition was traced, a trace begins with the decision', async () => {
  await world.take('a', 'firing');
  await world.clock.advance(10_000);
  expect(world.decided()).toEqual([{ parent: null, links: [], reason: 'first' }]);
});
