import { FakeClock } from '@tocsin/ports/clock.fake';
import { FakeRetentionStore } from '@tocsin/ports/retention-store.fake';
import { ProblemError } from '../problem.js';
import type { Route, RouteRequest } from '../route.js';
import { retentionRoutes } from './retention-routes.js';

const NOW = 1_800_000_000_000;
let store: FakeRetentionStore;
let clock: FakeClock;
let routes: Route[];
let historyHoursMax: number;
const open = () => {
  const ids = { next: () => 'e1' };
  const earliestSample = async () => NOW - 5;
  return retentionRoutes({ store, clock, ids, historyHoursOf: () => 48, historyHoursMax, earliestSample });
};
beforeEach(() => {
  store = new FakeRetentionStore();
  clock = new FakeClock(NOW);
  historyHoursMax = 8_784;
  routes = open();
});

const ask = (method: string, body: unknown = null, subject = 'subj_admin') => {
  const principal = { subject, tenant: 'acme', tier: 'standard', scopes: ['admin:all'], isOperator: false };
  const request = { params: {}, query: {}, headers: {}, body, principal } as unknown as RouteRequest;
  const route = routes.find((one) => one.method === method);
  if (route === undefined) throw new Error(`there is no ${method}`);
  return route.handle(request);
};

test('a tenant that has said nothing keeps everything, and is told what else has limits', async () => {
  store.records.push({ tenantId: 'acme', kind: 'healing_runs', id: 'r', madeAt: 7, overAt: 8, isReferred: false });
  expect(await ask('GET')).toMatchObject({
    data: {
      hold: null,
      records: [
        { kind: 'healing_runs', days: null, oldest: 7, deleted: null },
        { kind: 'playbook_versions', days: null, oldest: null },
        { kind: 'rule_versions', days: null, oldest: null },
      ],
      others: [
        { kind: 'samples', days: 2, oldest: NOW - 5, is_held: false },
        { kind: 'notifications', days: 90, is_held: true },
        { kind: 'audit_ledger', days: null },
        { kind: 'erasures', days: null },
      ],
    },
  });
});

test('samples are kept no longer than the platform keeps them, whatever the quota allows', async () => {
  historyHoursMax = 24;
  routes = open();
  const { data } = (await ask('GET')) as { data: { others: { kind: string; days: number | null }[] } };
  expect(data.others.find(({ kind }) => kind === 'samples')?.days).toBe(1);
});

test('limits and a hold are kept, with who put it there and when, and the audit is told', async () => {
  const body = { days: { healing_runs: 30, rule_versions: 3_660 }, hold: { reason: ' a suit ' } };
  expect(await ask('PUT', body)).toMatchObject({ data: { hold: { reason: 'a suit', by: 'subj_admin', since: NOW } } });
  await clock.advance(1_000);
  // Somebody else changes a limit, and the hold stays whose it was.
  const others = { days: { healing_runs: 60, rule_versions: null }, hold: { reason: 'a suit' } };
  expect(await ask('PUT', others, 'subj_other')).toMatchObject({
    data: {
      hold: { reason: 'a suit', by: 'subj_admin', since: NOW },
      records: [{ days: 60 }, { days: null }, { days: null }],
    },
  });
  expect(await ask('PUT', { days: { healing_runs: null }, hold: null })).toMatchObject({
    data: { hold: null, records: [{ days: null }, {}, {}] },
  });
  expect(store.events.map(({ actor, subject, details }) => [actor, subject, details['held']])).toEqual([
    ['subj_admin', 'retention', true],
    ['subj_other', 'retention', true],
    ['subj_admin', 'retention', false],
  ]);
});

test('what is left out stays as it is, the legal hold first of all, and only null lifts it', async () => {
  const [hold, since] = [{ reason: 'a suit' }, NOW];
  await ask('PUT', { days: { healing_runs: 30, rule_versions: 3_660 }, hold });
  const shown = (healing: number | null, rules: number | null, held: boolean) => ({
    data: {
      hold: held ? { ...hold, by: 'subj_admin', since } : null,
      records: [{ days: healing }, { days: null }, { days: rules }],
    },
  });
  expect(await ask('PUT', { days: { healing_runs: 730 } }, 'subj_other')).toMatchObject(shown(730, 3_660, true));
  expect(await ask('PUT', { days: { rule_versions: null } })).toMatchObject(shown(730, null, true));
  expect(await ask('PUT', {})).toMatchObject(shown(730, null, true));
  expect(await ask('PUT', { hold: null })).toMatchObject(shown(730, null, false));
});

test.each([
  [{ days: { healing_runs: 29 } }],
  [{ days: { healing_runs: 3_661 } }],
  [{ days: { audit_ledger: 365 } }],
  [{ days: {}, hold: { reason: ' ' } }],
  [{ hold: {} }],
])('%j is refused', async (body) => {
  await expect(async () => ask('PUT', body)).rejects.toThrow(ProblemError);
  expect(store.events).toEqual([]);
});
