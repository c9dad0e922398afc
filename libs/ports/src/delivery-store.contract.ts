import {
  afterDelivered,
  afterFailed,
  FAILURES_TO_OPEN,
  isOpen,
  PROBE_PAUSE_MS_FIRST,
  unusedReceiver,
} from '@tocsin/domain/alerting/receiver-health';
import type { Claim, Delivery, DeliveryStore } from './delivery-store.js';

const tenantId = 'acme';

const delivery = (id: string, lane: string, receiverId = 'w', tenant = tenantId) => ({
  id,
  tenantId: tenant,
  receiverId,
  groupKey: id,
  lane,
  body: '{}',
  createdAt: 0,
});
const claimAt = (now: number, over: Partial<Claim> = {}): Claim => ({
  now,
  leaseMs: 500,
  limit: 10,
  perReceiver: 10,
  perTenant: 10,
  except: [],
  exceptTenants: [],
  ...over,
});
const ids = (claimed: readonly Delivery[]): string[] => claimed.map(({ id }) => id);

/** The suite that every {@link DeliveryStore} must pass. @param open - gives an empty store each time */
export function describeDeliveryStore(name: string, open: () => Promise<DeliveryStore>): void {
  describe(`${name}, as a store of deliveries`, () => {
    let store: DeliveryStore;
    beforeEach(async () => void (store = await open()));

    it('gives each delivery once, those of one lane one after the other, and again when a lease ran out', async () => {
      await store.add([delivery('d1', 'a'), delivery('d2', 'a'), delivery('d3', 'b')]);
      await store.add([delivery('d1', 'a')]);
      expect(ids(await store.claim(claimAt(1_000)))).toEqual(['d1', 'd3']);
      expect(ids(await store.claim(claimAt(1_001)))).toEqual([]);
      await store.delivered('d1', 1_002);
      expect(ids(await store.claim(claimAt(1_003)))).toEqual(['d2']);
      expect(ids(await store.claim(claimAt(1_600)))).toEqual(['d2', 'd3']);
      await store.postpone('d3', 5_000, 'answered 503\u0000');
      await store.failed('d2', 1_700, 'answered 404\ud800');
      expect(ids(await store.claim(claimAt(4_999)))).toEqual([]);
      expect(await store.claim(claimAt(5_000))).toMatchObject([{ id: 'd3', attempts: 3, tenantId, body: '{}' }]);
    });

    it('gives a delivery back with the trace that it goes on with, and others without', async () => {
      const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
      await store.add([{ ...delivery('traced', 'a'), traceparent }, delivery('other', 'b')]);
      const claimed = await store.claim(claimAt(1_000));
      expect(claimed.map((one) => one.traceparent)).toEqual([traceparent, undefined]);
    });

    it('takes the oldest first, and no more of one receiver than it may', async () => {
      await store.add(['a1', 'a2', 'a3'].map((id) => delivery(id, id, 'a')));
      await store.add([delivery('b1', 'b1', 'b'), delivery('c1', 'c1', 'a', 'other')]);
      expect(ids(await store.claim(claimAt(0, { perReceiver: 2 })))).toEqual(['a1', 'a2', 'b1', 'c1']);
      expect(ids(await store.claim(claimAt(0, { limit: 0 })))).toEqual([]);
      expect(ids(await store.claim(claimAt(600, { limit: 3 })))).toEqual(['a1', 'a2', 'a3']);
    });

    it('takes no more of one tenant than it may, whatever its receivers', async () => {
      await store.add(['a', 'b', 'c', 'd'].map((id) => delivery(id, id, id)));
      await store.add([delivery('e', 'e', 'e', 'other'), delivery('f', 'f', 'f', 'third')]);
      expect(ids(await store.claim(claimAt(0, { perTenant: 2, exceptTenants: ['third'] })))).toEqual(['a', 'b', 'e']);
      expect(ids(await store.claim(claimAt(1, { exceptTenants: [tenantId] })))).toEqual(['f']);
    });

    it('leaves out receivers that are to wait, of their tenant alone', async () => {
      await store.add([delivery('a', 'a', 'r'), delivery('b', 'b', 'r', 'other'), delivery('c', 'c', 's')]);
      expect(ids(await store.claim(claimAt(0, { except: [{ tenantId, receiverId: 'r' }] })))).toEqual(['b', 'c']);
    });

    it('takes back what was not attempted, as if it had not been claimed', async () => {
      await store.add([delivery('d', 'd')]);
      expect(await store.claim(claimAt(0))).toMatchObject([{ attempts: 1 }]);
      await store.release('d', 50);
      expect(ids(await store.claim(claimAt(49)))).toEqual([]);
      expect(await store.claim(claimAt(50))).toMatchObject([{ id: 'd', attempts: 1 }]);
    });

    it('keeps what is known of a receiver, by tenant', async () => {
      const receiver = { tenantId, receiverId: 'w' };
      const failed = afterFailed(unusedReceiver, 10, 'no answer\u0000');
      expect(await store.changeHealth(receiver, () => failed)).toEqual({ before: unusedReceiver, after: failed });
      const { before } = await store.changeHealth(receiver, (health) => afterDelivered(health, 20));
      expect(before).toMatchObject({ failures: 1, lastFailedAt: 10, lastDeliveredAt: null });
      expect((await store.changeHealth({ ...receiver, tenantId: 'other' }, (same) => same)).before).toEqual(
        unusedReceiver,
      );
    });

    it('counts every change of one receiver, also those that come at once', async () => {
      const receiver = { tenantId, receiverId: 'w' };
      await Promise.all(
        [1, 2, 3, 4].map((at) => store.changeHealth(receiver, (health) => afterFailed(health, at, ''))),
      );
      expect((await store.changeHealth(receiver, (same) => same)).before.failures).toBe(4);
    });

    it('claims one probe a pause of a receiver whose circuit is open, due or not, and all of the others', async () => {
      const receiver = { tenantId, receiverId: 'down' };
      await store.add([delivery('d1', 'd1', 'down'), delivery('d2', 'd2', 'down'), delivery('u1', 'u1', 'up')]);
      for (let i = 0; i < FAILURES_TO_OPEN; i += 1)
        await store.changeHealth(receiver, (health) => afterFailed(health, 1_000, 'no answer'));
      await store.postpone('d1', 900_000, 'no answer');
      const probeAt = 1_000 + PROBE_PAUSE_MS_FIRST;
      expect(ids(await store.claim(claimAt(probeAt - 1)))).toEqual(['u1']);
      await store.delivered('u1', probeAt);
      const both = await Promise.all([store.claim(claimAt(probeAt)), store.claim(claimAt(probeAt))]);
      expect(both.map(ids).flat()).toEqual(['d1']);
      expect(ids(await store.claim(claimAt(probeAt + 499)))).toEqual([]);
      expect(ids(await store.claim(claimAt(probeAt + 500)))).toEqual(['d1']);
    });

    it('makes all that waits for a receiver due when it is back', async () => {
      const receiver = { tenantId, receiverId: 'down' };
      await store.add([delivery('d1', 'd1', 'down'), delivery('d2', 'd2', 'down'), delivery('u1', 'u1', 'up')]);
      for (const id of ['d1', 'd2', 'u1']) await store.postpone(id, 900_000, 'no answer');
      const { after } = await store.changeHealth(receiver, (health) => afterDelivered(health, 5));
      expect(isOpen(after)).toBe(false);
      await store.hasten(receiver);
      expect(ids(await store.claim(claimAt(10)))).toEqual(['d1', 'd2']);
    });

    it('counts a delivery once, in the hour in which it is sent, and no more of a tenant than it may', async () => {
      await store.add([
        delivery('d1', 'a'),
        delivery('d2', 'b'),
        delivery('d3', 'c'),
        delivery('o1', 'a', 'w', 'other'),
      ]);
      const spend = (id: string, hour = 7, tenant = tenantId) => store.spend({ id, tenantId: tenant, hour, limit: 2 });
      expect(await Promise.all([spend('d1'), spend('d2'), spend('d3')])).toHaveLength(3);
      const again = await Promise.all([spend('d1'), spend('d2'), spend('d3')]);
      expect(again.filter((may) => may)).toHaveLength(2);
      expect(await spend('o1', 7, 'other')).toBe(true);
      const left = ['d1', 'd2', 'd3'][again.indexOf(false)] as string;
      expect(await spend(left, 8)).toBe(true);
      expect(await store.spend({ id: 'nobody', tenantId, hour: 9, limit: 0 })).toBe(true);
      await store.add([delivery('d4', 'd')]);
      expect(await store.spend({ id: 'd4', tenantId, hour: 9, limit: 0 })).toBe(false);
    });

    it('holds back what may not be sent yet, as if it had not been claimed, and knows what waits behind it', async () => {
      await store.add([delivery('d1', 'a'), { ...delivery('d2', 'a'), body: '{"later":true}' }]);
      expect(await store.claim(claimAt(0))).toMatchObject([{ id: 'd1', attempts: 1, isHeld: false }]);
      await store.hold('d1', 3_600_000);
      expect(ids(await store.claim(claimAt(3_599_999)))).toEqual([]);
      const [held] = await store.claim(claimAt(3_600_000));
      expect(held).toMatchObject({ id: 'd1', attempts: 1, isHeld: true });
      expect(await store.bodyBehind(held as Delivery)).toBe('{"later":true}');
      await store.spend({ id: 'd1', tenantId, hour: 1, limit: 1 });
      await store.postpone('d1', 3_700_000, 'no answer');
      expect(await store.claim(claimAt(3_700_000))).toMatchObject([{ id: 'd1', attempts: 2, isHeld: false }]);
      await store.failed('d1', 3_700_001, 'answered 404');
      const [last] = await store.claim(claimAt(3_700_002));
      expect(await store.bodyBehind(last as Delivery)).toBeNull();
    });

    it('tells how much is owed, since when by receivers that are not down, and how many are', async () => {
      expect(await store.backlog()).toEqual({ waiting: 0, oldestAt: null, openReceivers: 0 });
      const owed = (id: string, receiver: string, createdAt: number, tenant = tenantId) => ({
        ...delivery(id, id, receiver, tenant),
        createdAt,
      });
      await store.add([
        owed('d1', 'down', 10),
        owed('d2', 'up', 30),
        owed('d3', 'up', 20, 'other'),
        owed('d4', 'up', 5),
      ]);
      await store.delivered('d4', 40);
      for (let i = 0; i < FAILURES_TO_OPEN; i += 1)
        await store.changeHealth({ tenantId, receiverId: 'down' }, (health) => afterFailed(health, 1_000, 'no answer'));
      await store.changeHealth({ tenantId, receiverId: 'up' }, (health) => afterFailed(health, 1_000, 'no answer'));
      expect(await store.backlog()).toEqual({ waiting: 3, oldestAt: 20, openReceivers: 1 });
      await store.failed('d2', 50, 'answered 404');
      await store.delivered('d3', 50);
      expect(await store.backlog()).toEqual({ waiting: 1, oldestAt: null, openReceivers: 1 });
    });

    it('owes nothing of what is held back, nor of what waits behind it, until that is tried', async () => {
      await store.add([
        { ...delivery('d1', 'a'), createdAt: 10 },
        { ...delivery('d2', 'a'), createdAt: 20 },
        { ...delivery('d3', 'b'), createdAt: 30 },
        { ...delivery('d4', 'c'), createdAt: 15 },
      ]);
      expect(ids(await store.claim(claimAt(100, { limit: 1 })))).toEqual(['d1']);
      await store.hold('d1', 1_000);
      await store.hold('d4', 1_000);
      expect(await store.backlog()).toEqual({ waiting: 1, oldestAt: 30, openReceivers: 0 });
      expect(await store.claim(claimAt(1_000))).toMatchObject([
        { id: 'd1', attempts: 1, isHeld: true },
        { id: 'd3', attempts: 1, isHeld: false },
        { id: 'd4', attempts: 1, isHeld: true },
      ]);
      await store.spend({ id: 'd1', tenantId, hour: 0, limit: 5 });
      expect(await store.backlog()).toEqual({ waiting: 3, oldestAt: 10, openReceivers: 0 });
      await store.postpone('d4', 2_000, 'no answer');
      expect(await store.backlog()).toEqual({ waiting: 4, oldestAt: 10, openReceivers: 0 });
    });

    it('forgets what was done before a time, and nothing that is owed', async () => {
      await store.add([delivery('d1', 'd1'), delivery('d2', 'd2'), delivery('d3', 'd3')]);
      await store.delivered('d1', 10);
      await store.failed('d2', 20, 'answered 404');
      await store.forgetDoneBefore(20);
      await store.add([delivery('d1', 'd1'), delivery('d2', 'd2')]);
      expect(ids(await store.claim(claimAt(100))).sort()).toEqual(['d1', 'd3']);
    });
  });
}
