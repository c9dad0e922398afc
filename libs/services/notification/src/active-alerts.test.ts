import { FakeActiveAlertStore } from '@tocsin/ports/active-alert-store.fake';
import type { Transition } from '@tocsin/domain/engine/transition';
import fc from 'fast-check';
import { alertChangesOf } from './active-alerts.js';

const transition = (over: Partial<Transition>): Transition => ({
  id: 't',
  tenant_id: 'acme',
  rule_id: 'r1',
  rule_name: 'High CPU',
  rule_version: 1,
  severity: 'HIGH',
  category: 'infrastructure',
  state: 'firing',
  fingerprint: 'f1',
  labels: { alertname: 'High CPU', instance: 'web-1' },
  annotations: { summary: 'hot' },
  episode_start: 1_000,
  at: 2_000,
  value: 95,
  reason: 'conditions_hold',
  evidence: [],
  source: { partition: 0, offset: 0 },
  ...over,
});

/** What a store holds after these batches, each taken in by itself. */
async function after(batches: readonly (readonly Transition[])[]): Promise<unknown[]> {
  const store = new FakeActiveAlertStore();
  for (const batch of batches) await store.record(alertChangesOf(batch), 0);
  return store.alerts.toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

test('an alert fires since its transition, with the labels that have a value', () => {
  const { fired, ended } = alertChangesOf([
    transition({ labels: { alertname: 'High CPU', team: '', instance: 'web-1' } }),
  ]);
  expect(ended).toEqual([]);
  expect(fired).toEqual([
    {
      id: expect.stringMatching(/^[0-9a-f]{32}$/),
      tenantId: 'acme',
      ruleId: 'r1',
      fingerprint: 'f1',
      labels: { alertname: 'High CPU', instance: 'web-1' },
      annotations: { summary: 'hot' },
      episodeStart: 1_000,
      firedAt: 2_000,
      resolvedAt: null,
      severity: 'HIGH',
      value: 95,
      generatorUrl: null,
    },
  ]);
});

test('an alert whose rule makes texts that no database keeps is told all the same', () => {
  const odd = { labels: { alertname: 'High CPU', i: 'q\0' }, annotations: { summary: 'half \ud800' } };
  const { fired } = alertChangesOf([transition(odd)]);
  expect(fired).toMatchObject([
    { labels: { i: 'q\uFFFD' }, annotations: { summary: 'half \uFFFD' }, fingerprint: 'f1' },
  ]);
});

test('what is pending, or ceased before it fired, changes nothing', () => {
  const transitions = [transition({ state: 'pending' }), transition({ state: 'inactive' })];
  expect(alertChangesOf(transitions)).toEqual({ fired: [], ended: [] });
});

test('an alert whose rule changed its labels is ended under the labels that it fired with', async () => {
  const alerts = await after([
    [transition({})],
    [
      transition({
        state: 'resolved',
        at: 5_000,
        reason: 'rule_changed',
        labels: { alertname: 'High CPU', team: 'a' },
      }),
      transition({ episode_start: 6_000, at: 6_000, labels: { alertname: 'High CPU', team: 'a' } }),
    ],
  ]);
  expect(alerts).toHaveLength(2);
  expect(alerts).toContainEqual(
    expect.objectContaining({ labels: { alertname: 'High CPU', instance: 'web-1' }, resolvedAt: 5_000 }),
  );
  expect(alerts).toContainEqual(
    expect.objectContaining({ labels: { alertname: 'High CPU', team: 'a' }, resolvedAt: null }),
  );
});

test('however transitions are cut into batches, and however often the last ones come again, the alerts are the same', async () => {
  /** Histories of three alerts: each step fires one that does not, or resolves one that does. */
  const histories = fc.array(fc.integer({ min: 0, max: 2 }), { maxLength: 20 }).map((steps) => {
    const firingSince = new Map<number, number>();
    return steps.map((alert, i) => {
      const at = (i + 1) * 1_000;
      const since = firingSince.get(alert);
      const about = { fingerprint: `f${alert}`, labels: { alertname: 'a', instance: `web-${alert}` }, at };
      if (since === undefined) {
        firingSince.set(alert, at);
        return transition({ ...about, episode_start: at });
      }
      firingSince.delete(alert);
      return transition({ ...about, state: 'resolved', episode_start: since });
    });
  });
  await fc.assert(
    fc.asyncProperty(histories, fc.array(fc.nat(20)), fc.array(fc.nat(20)), async (history, cuts, comeAgain) => {
      const batches: Transition[][] = [];
      let read = 0;
      for (const [i, cut] of [...cuts.toSorted((a, b) => a - b), history.length].entries()) {
        const to = Math.max(read, Math.min(cut, history.length));
        batches.push(history.slice(read, to));
        // A reader that dies before it says how far it came is given the last batches once more, cut in another way.
        const again = Math.max(0, to - (comeAgain[i] ?? 0));
        batches.push(history.slice(again, to));
        read = to;
      }
      expect(await after(batches)).toEqual(await after(history.map((one) => [one])));
    }),
  );
});
