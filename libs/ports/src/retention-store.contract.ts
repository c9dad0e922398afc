import type { AuditEvent } from '@tocsin/contracts/topics/audit';
import {
  keepsEverything,
  type LegalHold,
  type RetentionDays,
  type RetentionKind,
  retentionKinds,
} from '@tocsin/domain/compliance/retention';
import type { RetentionStore } from './retention-store.js';
import type { KeptRecord } from './retention-store.fake.js';

export interface RetentionStoreWorld {
  store: RetentionStore;
  /** Puts something there, as whoever makes it does. */
  add(record: KeptRecord): Promise<void>;
  /** What is there of a kind, by its ids, in their order. */
  left(tenantId: string, kind: RetentionKind): Promise<readonly string[]>;
  /** What the audit was told since it was asked last. */
  told(): Promise<readonly AuditEvent[]>;
}

const DAY_MS = 86_400_000;
const NOW = 1_800_000_000_000;
const daysAgo = (days: number): number => NOW - days * DAY_MS;
const hold: LegalHold = { reason: 'a suit', by: 'subj_a', since: NOW };
const saved: AuditEvent = {
  id: 'e',
  type: 'configuration_changed',
  tenant_id: 'acme',
  actor: 'subj_a',
  at: NOW,
  subject: 'retention',
  details: {},
};

/** What every {@link RetentionStore} does. Each test has tenants of its own. */
export function describeRetentionStore(name: string, open: () => Promise<RetentionStoreWorld>): void {
  describe(`${name}, as a store of retention`, () => {
    let world: RetentionStoreWorld;
    beforeAll(async () => void (world = await open()));

    const keep = async (tenant_id: string, days: Partial<RetentionDays>, held: LegalHold | null = null) =>
      world.store.changePolicy(tenant_id, () => ({
        policy: { days: { ...keepsEverything.days, ...days }, hold: held },
        event: { ...saved, tenant_id },
      }));
    const sweep = (tenantId: string, kind: RetentionKind, limit = 100, now = NOW): Promise<number> =>
      world.store.deleteBatch({ tenantId, kind, limit, now, eventId: `${tenantId}/${kind}/${now}/${limit}` });
    const add = (tenantId: string, kind: RetentionKind, id: string, over: Partial<KeptRecord>): Promise<void> =>
      world.add({ tenantId, kind, id, madeAt: daysAgo(400), overAt: daysAgo(390), isReferred: false, ...over });

    it('keeps everything of a tenant that has said nothing', async () => {
      expect(await world.store.policy('silent')).toEqual(keepsEverything);
      for (const kind of retentionKinds) {
        await add('silent', kind, 'old', {});
        expect([await sweep('silent', kind), await world.left('silent', kind)]).toEqual([0, ['old']]);
      }
      expect((await world.store.kept('silent')).healing_runs).toEqual({ oldest: daysAgo(400), deleted: null });
      expect((await world.store.kept('empty')).rule_versions).toEqual({ oldest: null, deleted: null });
    });

    it('makes changes one after the other, so that none that comes at once undoes another', async () => {
      const event = { ...saved, tenant_id: 'at-once' };
      const limits = [31, 32, 33, 34].map((healing_runs) =>
        world.store.changePolicy('at-once', (before) => {
          return { policy: { ...before, days: { ...before.days, healing_runs } }, event };
        }),
      );
      const holding = world.store.changePolicy('at-once', (before) => ({ policy: { ...before, hold }, event }));
      await Promise.all([...limits, holding]);
      const { hold: held, days } = await world.store.policy('at-once');
      expect([held, days.healing_runs]).toEqual([hold, expect.any(Number)]);
      await world.told();
    });

    it.each(retentionKinds)(
      'deletes %s that are over for longer, and neither what is open nor what that refers to',
      async (kind) => {
        const tenant = `sweeping-${kind}`;
        await add(tenant, kind, 'a-old', {});
        await add(tenant, kind, 'b-open', { overAt: null });
        await add(tenant, kind, 'c-referred', { isReferred: true });
        await add(tenant, kind, 'd-just-in-time', { overAt: daysAgo(30) });
        await add(tenant, kind, 'e-too-late', { madeAt: daysAgo(50), overAt: daysAgo(30) - 1 });
        await add(`other-${tenant}`, kind, 'a-old', {});
        await keep(tenant, { [kind]: 30 });
        await world.told();
        expect(await sweep(tenant, kind)).toBe(2);
        expect(await world.left(tenant, kind)).toEqual(['b-open', 'c-referred', 'd-just-in-time']);
        expect(await world.left(`other-${tenant}`, kind)).toEqual(['a-old']);
        expect(await world.told()).toMatchObject([
          {
            type: 'records_deleted',
            tenant_id: tenant,
            actor: 'compliance',
            subject: `retention/${kind}`,
            details: { count: 2, over_before: daysAgo(30) },
          },
        ]);
        expect(await sweep(tenant, kind)).toBe(0);
        expect(await world.told()).toEqual([]);
        expect((await world.store.kept(tenant))[kind].deleted).toEqual({ at: NOW, count: 2 });
      },
    );

    it('deletes the oldest first, piece by piece, and counts the pieces of one moment together', async () => {
      for (const [i, id] of ['a', 'b', 'c'].entries())
        await add('pieces', 'healing_runs', id, { madeAt: daysAgo(400 - i), overAt: daysAgo(399 - i) });
      await keep('pieces', { healing_runs: 30 });
      expect([await sweep('pieces', 'healing_runs', 2), await world.left('pieces', 'healing_runs')]).toEqual([
        2,
        ['c'],
      ]);
      expect(await sweep('pieces', 'healing_runs', 1)).toBe(1);
      expect((await world.store.kept('pieces')).healing_runs).toEqual({ oldest: null, deleted: { at: NOW, count: 3 } });
      await add('pieces', 'healing_runs', 'd', {});
      await sweep('pieces', 'healing_runs', 1, NOW + 1);
      expect((await world.store.kept('pieces')).healing_runs.deleted).toEqual({ at: NOW + 1, count: 1 });
    });

    it('deletes nothing while there is a legal hold, and goes on after it', async () => {
      for (const kind of retentionKinds) await add('held', kind, 'old', {});
      const days = { healing_runs: 30, playbook_versions: 30, rule_versions: 30 };
      await keep('held', days, hold);
      expect(await world.store.policy('held')).toEqual({ days, hold });
      for (const kind of retentionKinds)
        expect([await sweep('held', kind), await world.left('held', kind)]).toEqual([0, ['old']]);
      await keep('held', days);
      for (const kind of retentionKinds)
        expect([await sweep('held', kind), await world.left('held', kind)]).toEqual([1, []]);
    });
  });
}
