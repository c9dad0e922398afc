import { PostgresAccessStore } from '@tocsin/adapter-postgres/access-store';
import { openTemporaryDatabase, type TemporaryDatabase } from '@tocsin/adapter-postgres/temporary-database.fake';
import type { AccessStore, AccessTransaction } from '@tocsin/ports/access-store';
import { newDataKey } from '@tocsin/runtime/envelope';
import { KeyRing, localKey } from '@tocsin/runtime/key-encryption';
import { systemClock } from '@tocsin/runtime/system-clock';
import { TenantKeys } from '@tocsin/runtime/tenant-keys';
import { KeyRenewal } from '@tocsin/service-gateway/access/key-renewal';
import { Subjects } from '@tocsin/service-gateway/access/subjects';

const kek = newDataKey();
const clock = systemClock;
let temporary: TemporaryDatabase;
let store: PostgresAccessStore;
let events = 0;
const ids = { next: () => `event-${(events += 1)}` };

beforeAll(async () => {
  temporary = await openTemporaryDatabase();
  store = new PostgresAccessStore(temporary.database);
}, 60_000);
afterAll(() => temporary.close(), 30_000);

/** A process of its own, which remembers for itself. */
function startProcess(on: AccessStore = store): { subjects: Subjects; keys: TenantKeys; renewal: KeyRenewal } {
  const keys = new TenantKeys(on, new KeyRing([localKey(kek)]));
  return {
    keys,
    subjects: new Subjects({ store: on, keys, clock }),
    renewal: new KeyRenewal({ store: on, keys, clock, ids }),
  };
}

/** Ends after so many transactions, as a process that is killed does. */
class DyingStore extends PostgresAccessStore {
  constructor(private left: number) {
    super(temporary.database);
  }

  override async inTenant<Result>(tenant: string, work: (tx: AccessTransaction) => Promise<Result>): Promise<Result> {
    this.left -= 1;
    if (this.left < 0) throw new Error('the process was killed');
    return super.inTenant(tenant, work);
  }
}

const nameAt = (i: number): string => `person ${i} of many`;
async function settle(tenant: string, count: number): Promise<string[]> {
  const { subjects } = startProcess();
  return Promise.all(Array.from({ length: count }, (_, i) => subjects.idOf(tenant, nameAt(i))));
}
const generationsOf = (tenant: string): Promise<{ key_generation: number; count: number }[]> =>
  store.inTenant(tenant, async (tx) => {
    const all = await tx.subjectsBefore(1_000, 100_000);
    return [...Map.groupBy(all, (row) => row.key_generation)].map(([key_generation, { length }]) => {
      return { key_generation, count: length };
    });
  });

test('while everybody reads, writes, corrects and comes in, keys are renewed three times, and nobody sees an error', async () => {
  const known = await settle('acme', 450);
  const first = await store.tenantKeys('acme');
  const processes = [startProcess(), startProcess(), startProcess()];
  const made = new Map<string, string>();
  let isOver = false;
  const busy = async ({ subjects }: (typeof processes)[number], worker: number): Promise<number> => {
    let done = 0;
    for (; !isOver; done += 1) {
      const at = (done * 7 + worker) % known.length;
      // Nothing is remembered, so that each look goes to the database.
      subjects.forgetTenant('acme');
      expect((await subjects.find('acme', nameAt(at)))?.id).toBe(known[at]);
      expect(await subjects.nameOf('acme', known[at] ?? '')).toBe(nameAt(at));
      const name = `newcomer ${worker} ${done}`;
      const id = await subjects.idOf('acme', name);
      if (done % 3 === 0) expect(await subjects.rename('acme', id, `${name} corrected`)).toBe('renamed');
      made.set(id, done % 3 === 0 ? `${name} corrected` : name);
      // The same newcomer at all processes at once is one.
      const shared = await Promise.all(processes.map((one) => one.subjects.idOf('acme', `shared ${worker} ${done}`)));
      expect(new Set(shared).size).toBe(1);
    }
    return done;
  };
  const work = processes.map((process, worker) => busy(process, worker));
  const { renewal } = startProcess();
  for (const generation of [2, 3, 4]) {
    const renewed = await renewal.renew('acme', 'subj_admin');
    expect(renewed?.generation).toBe(generation);
    expect(renewed?.resealed).toBeGreaterThanOrEqual(known.length);
  }
  isOver = true;
  for (const done of await Promise.all(work)) expect(done).toBeGreaterThan(0);

  const { subjects, keys } = startProcess();
  for (const [i, id] of known.entries()) expect(await subjects.nameOf('acme', id)).toBe(nameAt(i));
  for (const [id, name] of made) {
    expect(await subjects.nameOf('acme', id)).toBe(name);
    expect((await subjects.find('acme', name))?.id).toBe(id);
  }
  expect((await generationsOf('acme')).map((kept) => kept.key_generation)).toEqual([4]);
  expect((await keys.ofNames('acme')).old).toBeNull();
  const last = JSON.stringify(await store.tenantKeys('acme'));
  expect(last).not.toContain(first?.current.wrapped);
}, 120_000);

test.each([1, 2, 3, 4])(
  'a process that is killed after %i steps leaves names that are read, and another goes on',
  async (steps) => {
    const tenant = `killed-${steps}`;
    const known = await settle(tenant, 450);
    const { renewal } = startProcess(new DyingStore(steps - 1));
    await expect(renewal.renew(tenant, 'subj_admin')).rejects.toThrow('killed');
    expect(await store.tenantsRenewingKeys()).toContain(tenant);
    const between = startProcess();
    const newcomer = await between.subjects.idOf(tenant, 'newcomer');
    for (const i of [0, 199, 200, 449]) {
      expect(await between.subjects.nameOf(tenant, known[i] ?? '')).toBe(nameAt(i));
      expect((await between.subjects.find(tenant, nameAt(i)))?.id).toBe(known[i]);
    }
    await startProcess().renewal.goOn('gateway');
    expect(await store.tenantsRenewingKeys()).not.toContain(tenant);
    expect(await generationsOf(tenant)).toEqual([{ key_generation: 2, count: known.length + 1 }]);
    const after = startProcess();
    for (const [i, id] of known.entries()) expect(await after.subjects.nameOf(tenant, id)).toBe(nameAt(i));
    expect(await after.subjects.nameOf(tenant, newcomer)).toBe('newcomer');
  },
  60_000,
);

test('whoever was erased in between stays so, and a tenant without persons has nothing to renew', async () => {
  const [erased = '', other = ''] = await settle('left', 2);
  await expect(startProcess(new DyingStore(0)).renewal.renew('left', 'subj_admin')).rejects.toThrow('killed');
  await store.inTenant('left', (tx) => tx.deleteSubject(erased));
  const { renewal, subjects } = startProcess();
  expect(await renewal.renew('left', 'subj_admin')).toEqual({ generation: 2, resealed: 1 });
  expect([await subjects.nameOf('left', erased), await subjects.nameOf('left', other)]).toEqual([null, nameAt(1)]);
  expect(await renewal.renew('nobody', 'subj_admin')).toBeNull();
});

test('a row that nobody can open does not keep the old key, and gives no name as before', async () => {
  const [moved = '', other = ''] = await settle('moved', 2);
  await store.inTenant('moved', async (tx) => {
    const [row] = await tx.subjects([other]);
    if (row !== undefined) await tx.saveSubject({ ...row, id: moved, name_hash: 'another' });
  });
  const { renewal, subjects } = startProcess();
  expect(await renewal.renew('moved', 'subj_admin')).toMatchObject({ resealed: 2 });
  expect([await subjects.nameOf('moved', moved), await subjects.nameOf('moved', other)]).toEqual([null, nameAt(1)]);
});
