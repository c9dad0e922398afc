import { keepsEverything } from '@tocsin/domain/compliance/retention';
import type { AuditEvent } from '@tocsin/contracts/topics/audit';
import { FakeClock } from '@tocsin/ports/clock.fake';
import { FakeRetentionStore } from '@tocsin/ports/retention-store.fake';
import { RetentionKeeper } from './retention-keeper.js';

const DAY_MS = 86_400_000;
const NOW = 1_800_000_000_000;
let store: FakeRetentionStore;
let clock: FakeClock;
let errors: string[];
beforeEach(() => {
  store = new FakeRetentionStore();
  clock = new FakeClock(NOW);
  errors = [];
});

function keeperOf(tenants: readonly string[], over: Pick<FakeRetentionStore, 'deleteBatch'> = store): RetentionKeeper {
  let id = 0;
  const ids = { next: () => `id${(id += 1)}` };
  const onError = (_error: unknown, what: string): void => void errors.push(what);
  return new RetentionKeeper({ store: over, tenants: async () => tenants, clock, ids, onError });
}
const keepThirtyDays = async (tenant_id: string): Promise<void> => {
  const policy = { days: { ...keepsEverything.days, healing_runs: 30 }, hold: null };
  const about = { id: 'e', type: 'configuration_changed', actor: 'a', at: NOW, subject: 'retention', details: {} };
  await store.changePolicy(tenant_id, () => ({ policy, event: { ...about, tenant_id } as AuditEvent }));
};
const add = (tenantId: string, count: number, overAt: number): void => {
  for (let i = 0; i < count; i += 1)
    store.records.push({ tenantId, kind: 'healing_runs', id: `${i}`, madeAt: overAt, overAt, isReferred: false });
};

test('what is kept no longer goes piece by piece, at the start and every hour, and each piece is told', async () => {
  await keepThirtyDays('acme');
  add('acme', 1_200, NOW - 31 * DAY_MS);
  add('acme', 1, NOW - 30 * DAY_MS);
  const keeper = keeperOf(['acme', 'globex']);
  await keeper.sweep();
  expect(store.records).toHaveLength(1);
  const counts = store.events.filter(({ type }) => type === 'records_deleted').map(({ details }) => details['count']);
  expect(counts).toEqual([500, 500, 200]);

  keeper.start();
  await clock.advance(3_600_000);
  await keeper.stop();
  expect(store.records).toEqual([]);
  add('acme', 1, NOW - 31 * DAY_MS);
  await clock.advance(3_600_000);
  expect(store.records).toHaveLength(1);
});

test('what fails for one tenant does not keep the others waiting, and is tried again', async () => {
  for (const tenant of ['acme', 'globex']) {
    await keepThirtyDays(tenant);
    add(tenant, 1, NOW - 31 * DAY_MS);
  }
  let isAway = true;
  const keeper = keeperOf(['acme', 'globex'], {
    deleteBatch: async (batch) => {
      if (isAway && batch.tenantId === 'acme') throw new Error('away');
      return store.deleteBatch(batch);
    },
  });
  await keeper.sweep();
  keeper.start();
  expect(store.records.map(({ tenantId }) => tenantId)).toEqual(['acme']);
  expect(errors).toEqual(expect.arrayContaining([expect.stringMatching(/healing_runs of acme/)]));
  isAway = false;
  await clock.advance(3_600_000);
  await keeper.stop();
  expect(store.records).toEqual([]);
});
