import { takePosted } from '@tocsin/domain/alerting/external-alert';
import type { ActiveAlert } from '@tocsin/ports/active-alert-store';
import { describeAlertGroupStore } from '@tocsin/ports/alert-group-store.contract';
import { PostgresActiveAlertStore } from './active-alert-store.js';
import { PostgresAlertGroupStore } from './alert-group-store.js';
import type { Database } from './database.js';
import { PostgresExternalAlertStore } from './external-alert-store.js';
import { openTemporaryDatabase, type TemporaryDatabase } from './temporary-database.fake.js';

let temporary: TemporaryDatabase;
let database: Database;
const tables = ['active_alerts', 'alert_groups', 'alert_group_members', 'inhibition_sources', 'deliveries'];

beforeAll(async () => {
  temporary = await openTemporaryDatabase();
  database = temporary.database;
}, 60_000);

afterAll(() => temporary.close(), 30_000);

async function empty(): Promise<void> {
  for (const table of tables) await database.worker.query(`DELETE FROM ${table}`);
}

const fired = (id: string): ActiveAlert => ({
  id,
  tenantId: 'acme',
  ruleId: 'r',
  fingerprint: id,
  labels: {},
  annotations: {},
  severity: 'LOW',
  value: null,
  generatorUrl: null,
  episodeStart: 1_000,
  firedAt: 1_000,
  resolvedAt: null,
});
const inGroup = (alertId: string, group: string) => ({
  alertId,
  tenantId: 'acme',
  sources: [],
  groups: [
    {
      id: group,
      tenantId: 'acme',
      route: '{}',
      key: group,
      labels: {},
      groupIntervalMs: 1_000,
      policy: 'p',
      firstLookAt: 1_000,
    },
  ],
});

describeAlertGroupStore('PostgresAlertGroupStore', async () => {
  await empty();
  const ids = () => database.worker.query<{ id: string }[]>('SELECT id FROM deliveries ORDER BY seq');
  return { store: new PostgresAlertGroupStore(database), owed: async () => (await ids()).map(({ id }) => id) };
});

describe('PostgresAlertGroupStore', () => {
  test('processes side by side have different groups in their hands, and none waits for the other', async () => {
    await empty();
    const store = new PostgresAlertGroupStore(database);
    const names = Array.from({ length: 20 }, (_, i) => `n${i}`);
    await store.take(
      { fired: names.map(fired), ended: [] },
      names.map((name) => inGroup(name, `g-${name}`)),
      1_000,
    );
    const hands: string[][] = [];
    const together = Promise.withResolvers<void>();
    const decide = () =>
      store.decideDue(1_000, 10, async (groups) => {
        hands.push(groups.map(({ id }) => id));
        if (hands.length === 2) together.resolve();
        await together.promise;
        return groups.map(({ id, state }) => ({
          kind: 'decided',
          id,
          state,
          isHeld: false,
          nextLookAt: 9_000_000,
          ended: [],
          deliveries: [],
        }));
      });
    expect(await Promise.all([decide(), decide()])).toEqual([10, 10]);
    expect(new Set(hands.flat()).size).toBe(20);
  });

  test('an alert that a group has still to tell of is not forgotten', async () => {
    await empty();
    const [store, alerts] = [new PostgresAlertGroupStore(database), new PostgresActiveAlertStore(database)];
    await store.take({ fired: [fired('a'), fired('b')], ended: [] }, [inGroup('a', 'g')], 1_000);
    const ends = ['a', 'b'].map((fingerprint) => ({
      tenantId: 'acme',
      ruleId: 'r',
      fingerprint,
      episodeStart: 1_000,
      at: 2_000,
    }));
    await store.take({ fired: [], ended: ends }, [], 2_000);
    await alerts.forgetResolvedBefore(10_000);
    expect((await alerts.load(['a', 'b'])).map(({ id }) => id)).toEqual(['a']);
  });
});

describe('PostgresExternalAlertStore', () => {
  const posted = {
    tenant_id: 'acme',
    labels: { alertname: 'X' },
    annotations: {},
    generator_url: '',
    starts_at: 1_000,
    ends_at: 5_000,
    received_at: 1_000,
  };
  const first = takePosted(null, posted, { partition: 0, offset: 0 });
  const key = { tenantId: 'acme', fingerprint: first?.alert.firing.fingerprint ?? '' };

  test('what is known is kept only when what follows from it was published', async () => {
    if (first === null) throw new Error('the alert of this test does not fire');
    const store = new PostgresExternalAlertStore(database);
    const failing = store.change(
      [key],
      () => [first],
      () => Promise.reject(new Error('the log is down')),
    );
    await expect(failing).rejects.toThrow('the log is down');
    const published: unknown[] = [];
    const publish = async (transitions: readonly unknown[]) => void published.push(...transitions);
    await store.change([key], (known) => (known.length === 0 ? [first] : []), publish);
    expect(published).toEqual([first.transition]);
    await store.change([key], (known) => (expect(known).toEqual([first.alert]), []), publish);
    expect(await store.expire(4_999, 10, () => [], publish)).toBe(0);
    const over = { alert: { ...first.alert, is_over: true }, transition: null };
    expect(await store.expire(5_000, 10, () => [over], publish)).toBe(1);
    expect(await store.expire(6_000, 10, () => [], publish)).toBe(0);
    await store.forgetOverBefore(5_001);
    await store.change([key], (known) => (expect(known).toEqual([]), []), publish);
  });
});
