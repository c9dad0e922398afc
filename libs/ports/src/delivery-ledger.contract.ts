import type { DeliveryAttempt, DeliveryLedger, DeliveryLedgerReader } from './delivery-ledger.js';

/** An attempt for tests. */
export const attemptFor = (over: Partial<DeliveryAttempt> = {}): DeliveryAttempt => ({
  tenantId: 'acme',
  notificationId: 'n1',
  attempt: 1,
  receiverId: 'r1',
  receiverName: 'on-call',
  receiverType: 'webhook',
  groupKey: '{}:{alertname="Busy"}',
  status: 'firing',
  alerts: [{ alertId: 'a1', ruleId: 'rule-1', fingerprint: 'f1' }],
  at: 1_000,
  latencyMs: 12,
  outcome: 'delivered',
  httpStatus: 200,
  reason: 'answered 200',
  answer: 'ok',
  ...over,
});

type Ledger = DeliveryLedger & DeliveryLedgerReader;
const idsOf = (found: readonly { attempts: readonly DeliveryAttempt[] }[]): string[] =>
  found.map(({ attempts }) => attempts[0]?.notificationId ?? '');

/** The suite that every ledger of deliveries must pass. @param open - gives an empty ledger each time */
export function describeDeliveryLedger(name: string, open: () => Promise<Ledger>): void {
  describe(`${name}, as a ledger of deliveries`, () => {
    let ledger: Ledger;
    beforeEach(async () => void (ledger = await open()));
    const record = async (...attempts: Partial<DeliveryAttempt>[]): Promise<void> => {
      for (const over of attempts) await ledger.record(attemptFor(over));
    };

    it('gives every attempt of a notification back as it was, in its order', async () => {
      const first = attemptFor({ outcome: 'retried', httpStatus: null, reason: 'no answer', answer: '' });
      const second = attemptFor({ attempt: 2, at: 2_000, answer: 'ok \u00e9 "quoted"' });
      await ledger.record(first);
      await ledger.record(second);
      expect(await ledger.read('acme', 'n1')).toEqual({ attempts: [first, second] });
      expect(await ledger.read('acme', 'n2')).toBeNull();
    });

    it('keeps what a database does not take as something that it does', async () => {
      await record({ groupKey: 'a\u0000b', answer: '\ud800', reason: '\u0000', receiverName: '\u0000' });
      expect(await ledger.read('acme', 'n1')).toMatchObject({ attempts: [{ groupKey: 'a\ufffdb', answer: '\ufffd' }] });
    });

    it('shows nothing of one tenant to another', async () => {
      await record({}, { tenantId: 'other', notificationId: 'n2' });
      expect(await ledger.read('other', 'n1')).toBeNull();
      expect(idsOf(await ledger.list('other', {}, null, 10))).toEqual(['n2']);
      expect((await ledger.report('nobody', 0, 10_000, 10)).notifications).toBe(0);
      expect((await ledger.report('other', 0, 10_000, 10)).notifications).toBe(1);
    });

    it('lists notifications by their first attempts, the last one first, page by page', async () => {
      for (let i = 0; i < 7; i += 1) await record({ notificationId: `n${i}`, at: 1_000 + Math.floor(i / 2) });
      await record({ notificationId: 'n0', attempt: 2, at: 9_000 });
      const seen: string[] = [];
      for (let before = null as { at: number; notificationId: string } | null; ;) {
        const page = await ledger.list('acme', {}, before, 3);
        seen.push(...idsOf(page));
        const last = page.at(-1)?.attempts[0];
        if (last === undefined) break;
        before = { at: last.at, notificationId: last.notificationId };
      }
      expect(seen).toEqual(['n6', 'n5', 'n4', 'n3', 'n2', 'n1', 'n0']);
    });

    it('finds notifications by receiver, alert, rule, time and what they came to at last', async () => {
      await record(
        { notificationId: 'n1', outcome: 'retried' },
        { notificationId: 'n1', attempt: 2, at: 5_000 },
        { notificationId: 'n2', at: 2_000, outcome: 'failed', receiverId: 'r2' },
        {
          notificationId: 'n3',
          at: 3_000,
          outcome: 'retried',
          alerts: [
            { alertId: 'a1', ruleId: 'rule-1', fingerprint: 'f1' },
            { alertId: 'a2', ruleId: 'rule-2', fingerprint: 'f2' },
          ],
        },
      );
      const find = async (filter: Parameters<Ledger['list']>[1]) => idsOf(await ledger.list('acme', filter, null, 10));
      expect(await find({ receiverId: 'r2' })).toEqual(['n2']);
      expect(await find({ alertId: 'a2' })).toEqual(['n3']);
      expect(await find({ alertId: 'a1' })).toEqual(['n3', 'n2', 'n1']);
      expect(await find({ ruleId: 'rule-2', alertId: 'a1' })).toEqual(['n3']);
      expect(await find({ from: 2_000, to: 3_000 })).toEqual(['n2']);
      expect(await find({ outcome: 'delivered' })).toEqual(['n1']);
      expect(await find({ outcome: 'retried' })).toEqual(['n3']);
      expect(await find({ outcome: 'failed' })).toEqual(['n2']);
      expect(await find({ receiverId: "' OR true --" })).toEqual([]);
    });

    it('reports who said how much to whom, and how long it took', async () => {
      for (let i = 0; i < 20; i += 1)
        await record({
          notificationId: `n${i}`,
          latencyMs: i + 1,
          alerts: [{ alertId: `a${i % 5}`, ruleId: 'noisy', fingerprint: 'f1' }],
        });
      await record(
        { notificationId: 'n0', attempt: 2, alerts: [{ alertId: 'a0', ruleId: 'noisy', fingerprint: 'f1' }] },
        { notificationId: 'm', outcome: 'failed', receiverId: 'r2', receiverName: 'mail', latencyMs: 900 },
        { notificationId: 'over', status: 'resolved', receiverId: 'r2', receiverName: 'mail' },
        { notificationId: 'before', at: 10, receiverId: 'r3' },
      );
      const report = await ledger.report('acme', 1_000, 2_000, 10);
      expect(report).toMatchObject({
        notifications: 22,
        firing: 21,
        rules: [
          { ruleId: 'noisy', notifications: 20, alerts: 5 },
          { ruleId: 'rule-1', notifications: 1, alerts: 1 },
        ],
        contributors: [{ ruleId: 'noisy', fingerprint: 'f1', notifications: 20 }, { ruleId: 'rule-1' }],
        flapping: [{ ruleId: 'noisy', fingerprint: 'f1', alerts: 5 }],
        receivers: [
          { receiverId: 'r1', notifications: 20, attempts: 21, delivered: 21, failed: 0, latencyMsP95: 19 },
          { receiverId: 'r2', receiverName: 'mail', notifications: 2, delivered: 1, failed: 1, latencyMsP50: 12 },
        ],
      });
      expect((await ledger.report('acme', 1_000, 2_000, 1)).rules).toHaveLength(1);
    });

    it('forgets what is old', async () => {
      await record({ notificationId: 'old', at: 10 }, { notificationId: 'new', at: 20 });
      await ledger.forgetBefore(20);
      expect(idsOf(await ledger.list('acme', {}, null, 10))).toEqual(['new']);
    });
  });
}
