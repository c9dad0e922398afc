import { transitions } from '@tocsin/contracts/topics/transitions';
import { compiledPolicyOf } from '@tocsin/domain/alerting/compiled-policy';
import type { Transition } from '@tocsin/domain/engine/transition';
import { FakeActiveAlertStore } from '@tocsin/ports/active-alert-store.fake';
import { FakeAlertGroupStore } from '@tocsin/ports/alert-group-store.fake';
import { FakeClock } from '@tocsin/ports/clock.fake';
import { Notifier } from './notifier.js';

const firing = transitions.examples[0] as Transition;
const resolved: Transition = { ...firing, id: 'end', state: 'resolved', at: firing.at + 1_000 };

let alerts: FakeActiveAlertStore;
let groups: FakeAlertGroupStore;
let decided: (number | null)[][];
let notifier: Notifier;

beforeEach(() => {
  alerts = new FakeActiveAlertStore();
  groups = new FakeAlertGroupStore(alerts);
  decided = [];
  const worker = { decideDue: async () => void decided.push(alerts.alerts.map(({ resolvedAt }) => resolvedAt)) };
  const configuration = { policyOf: () => compiledPolicyOf(null) };
  notifier = new Notifier(groups, worker, configuration, new FakeClock(0));
});

test('what fires is kept with its group, also when nobody is to be told, and its end beside it', async () => {
  expect(await notifier.take([firing])).toBe(1);
  expect(alerts.alerts).toMatchObject([
    { ruleId: 'r1', firedAt: firing.at, resolvedAt: null, severity: 'HIGH', value: 95 },
  ]);
  expect(groups.keys).toEqual(['{}:{alertname="High CPU Usage", instance="web-1", severity="high"}']);
  expect(await notifier.take([resolved])).toBe(1);
  expect(alerts.alerts).toMatchObject([{ resolvedAt: resolved.at }]);
});

test('what is due is decided before an end is taken in, also within one batch', async () => {
  await notifier.take([firing, { ...firing, id: 'p', state: 'pending' }, resolved]);
  expect(decided).toEqual([[null]]);
  await notifier.take([firing, { ...firing, id: 'other', fingerprint: 'other' }]);
  expect(decided).toEqual([[null]]);
});
