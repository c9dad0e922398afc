import { FakeClock } from '@tocsin/ports/clock.fake';
import { attemptFor } from '@tocsin/ports/delivery-ledger.contract';
import { FakeDeliveryLedger } from '@tocsin/ports/delivery-ledger.fake';
import type { Principal } from '../auth-manager.js';
import { ProblemError } from '../problem.js';
import type { RouteAnswer } from '../route.js';
import { notificationRoutes } from './notifications.js';
import { weeklyReportRoutes } from './weekly-report.js';

const now = Date.parse('2026-01-31T12:00:00Z');
let ledger: FakeDeliveryLedger;

beforeEach(() => {
  ledger = new FakeDeliveryLedger();
});

async function ask(path: string, query: object = {}, id = '', tenant = 'acme'): Promise<RouteAnswer> {
  const principal = { subject: 'a', tenant, scopes: ['admin:all'], tier: 'standard' } as Principal;
  const ruleName = (of: string, ruleId: string) => (of === 'acme' && ruleId === 'rule-1' ? 'Busy' : null);
  const routes = [
    ...notificationRoutes(ledger),
    ...weeklyReportRoutes({
      ledger,
      ruleName,
      acknowledgeTimes: (_, from, to) => ({ fired: 2, acknowledged: 1, msP50: to - from, msP95: null }),
      clock: new FakeClock(now),
    }),
  ];
  const route = routes.find((one) => one.path === path);
  if (route === undefined) throw new Error(`there is no ${path}`);
  return route.handle({ principal, params: { id }, query, headers: {}, body: undefined });
}
const list = (query: object = {}, tenant = 'acme') => ask('/api/notifications', query, '', tenant);
const idsOf = ({ data }: RouteAnswer) => (data as { id: string }[]).map(({ id }) => id);
const statusOf = (answer: Promise<unknown>) =>
  answer.then(
    () => 200,
    (error: unknown) => (error instanceof ProblemError ? error.status : error),
  );

test('a page says where the next one begins, until there is none', async () => {
  for (let i = 0; i < 5; i += 1) await ledger.record(attemptFor({ notificationId: `n${i}`, at: now + i }));
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const page: RouteAnswer = await list({ limit: '2', ...(cursor === undefined ? {} : { cursor }) });
    seen.push(...idsOf(page));
    cursor = page.meta?.next_cursor;
  } while (cursor !== undefined);
  expect(seen).toEqual(['n4', 'n3', 'n2', 'n1', 'n0']);
});

test.each(['x', 'W10', Buffer.from('[1,"a"] ').toString('base64url'), Buffer.from('["1","a"]').toString('base64url')])(
  'the cursor %s, which nobody gave out, is refused',
  async (cursor) => expect(await statusOf(list({ cursor }))).toBe(422),
);

test.each([{ from: 'yesterday' }, { outcome: 'lost' }, { limit: '0' }, { nope: '1' }])('%j is refused', async (query) =>
  expect(await statusOf(list(query))).toBe(422),
);

test('notifications are found by what they came to, by time and by what they tell of', async () => {
  await ledger.record(attemptFor({ notificationId: 'a', at: now - 1, outcome: 'failed' }));
  await ledger.record(attemptFor({ notificationId: 'b', at: now, receiverId: 'r2' }));
  expect(idsOf(await list({ outcome: 'failed' }))).toEqual(['a']);
  expect(idsOf(await list({ receiver_id: 'r2' }))).toEqual(['b']);
  expect(idsOf(await list({ from: '2026-01-31T13:00:00+01:00' }))).toEqual(['b']);
  expect(idsOf(await list({ alert_id: 'a1', rule_id: 'rule-1', to: '2026-01-31T12:00:00Z' }))).toEqual(['a']);
  expect(idsOf(await list({}, 'other'))).toEqual([]);
});

test('a notification is read with each attempt, and another tenant does not find it', async () => {
  await ledger.record(attemptFor({ outcome: 'retried', httpStatus: 503, reason: 'answered 503', answer: 'busy' }));
  await ledger.record(attemptFor({ attempt: 2, at: 2_000 }));
  expect((await ask('/api/notifications/{id}', {}, 'n1')).data).toMatchObject({
    id: 'n1',
    outcome: 'delivered',
    attempts: 2,
    first_at: 1_000,
    last_at: 2_000,
    told: [{ alert_id: 'a1', rule_id: 'rule-1', fingerprint: 'f1' }],
    tries: [
      { attempt: 1, outcome: 'retried', http_status: 503, answer: 'busy' },
      { attempt: 2, outcome: 'delivered' },
    ],
  });
  expect(await statusOf(ask('/api/notifications/{id}', {}, 'n1', 'other'))).toBe(404);
});

test('the report of a week names what is noisy, and its share of all', async () => {
  const told = (ruleId: string) => [{ alertId: 'a', ruleId, fingerprint: 'f' }];
  await ledger.record(attemptFor({ notificationId: '1', at: now - 1, alerts: told('rule-1') }));
  await ledger.record(attemptFor({ notificationId: '2', at: now - 2, alerts: told('rule-1') }));
  await ledger.record(attemptFor({ notificationId: '3', at: now - 3, alerts: told('gone') }));
  await ledger.record(attemptFor({ notificationId: '4', at: now - 8 * 86_400_000 }));
  expect((await ask('/api/reports/weekly')).data).toMatchObject({
    acknowledgement: { alerts: 2, acknowledged: 1, wait_ms_p50: 7 * 86_400_000, wait_ms_p95: null },
    notifications: 3,
    noise_per_rule: [
      { rule_id: 'rule-1', rule_name: 'Busy', notifications: 2 },
      { rule_id: 'gone', rule_name: null },
    ],
    top_contributors: [{ rule_id: 'rule-1', share: 2 / 3 }, { share: 1 / 3 }],
    receivers: [{ receiver_id: 'r1', delivered: 3, failed: 0, latency_ms_p50: 12 }],
  });
  expect((await ask('/api/reports/weekly', {}, '', 'other')).data).toMatchObject({
    notifications: 0,
    top_contributors: [],
  });
  expect((await ask('/api/reports/weekly', { to: '2026-01-24T12:00:00Z' })).data).toMatchObject({ notifications: 1 });
});
