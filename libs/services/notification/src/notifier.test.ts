import type { Receiver } from '@tocsin/contracts/topics/receivers';
import { transitions } from '@tocsin/contracts/topics/transitions';
import type { Transition } from '@tocsin/domain/engine/transition';
import { FakeActiveAlertStore } from '@tocsin/ports/active-alert-store.fake';
import { FakeClock } from '@tocsin/ports/clock.fake';
import type { DeliveryStore } from '@tocsin/ports/delivery-store';
import { Notifier } from './notifier.js';

const identity = { tenant_id: 'acme_main', created_at: 0 };
const receivers: Receiver[] = [
  { ...identity, id: 'w1', name: 'all', type: 'webhook', url: 'http://a/', send_resolved: true },
  { ...identity, id: 'w2', name: 'firing', type: 'webhook', url: 'http://b/', send_resolved: false },
  { ...identity, id: 'a1', name: 'ams', type: 'alertmanager', urls: ['http://c/'] },
];
const firing = transitions.examples[0] as Transition;
const resolved: Transition = { ...firing, id: 'end', state: 'resolved', at: firing.at + 1_000 };

let told: { receiverId: string; transitionId: string }[];
let alerts: FakeActiveAlertStore;
let notifier: Notifier;

beforeEach(() => {
  told = [];
  alerts = new FakeActiveAlertStore();
  const store: Pick<DeliveryStore, 'add'> = { add: async (deliveries) => void told.push(...deliveries) };
  const directory = { ofTenant: (tenant: string) => receivers.filter(({ tenant_id }) => tenant_id === tenant) };
  notifier = new Notifier(store, alerts, directory, new FakeClock(0));
});

test('webhooks are owed what they asked for; what fires is kept for Alertmanagers', async () => {
  expect(await notifier.owe([firing])).toEqual({ deliveries: 2, alerts: 1 });
  expect(alerts.alerts).toMatchObject([{ ruleId: 'r1', firedAt: firing.at, resolvedAt: null }]);
  expect(await notifier.owe([resolved])).toEqual({ deliveries: 1, alerts: 1 });
  expect(alerts.alerts).toMatchObject([{ ruleId: 'r1', firedAt: firing.at, resolvedAt: resolved.at }]);
  expect(told.map(({ receiverId, transitionId }) => [receiverId, transitionId])).toEqual([
    ['w1', firing.id],
    ['w2', firing.id],
    ['w1', 'end'],
  ]);
});

test('what fires is kept also for a tenant without receivers, which may name an Alertmanager later', async () => {
  expect(await notifier.owe([{ ...firing, tenant_id: 'other' }])).toEqual({ deliveries: 0, alerts: 1 });
  expect(alerts.alerts).toMatchObject([{ tenantId: 'other' }]);
});
