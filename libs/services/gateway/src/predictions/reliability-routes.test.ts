import { FakeClock } from '@tocsin/ports/clock.fake';
import { FakeSeriesHistory } from '@tocsin/ports/series-history.fake';
import { fingerprintOf } from '@tocsin/domain/engine/judge';
import type { Principal } from '../auth-manager.js';
import type { AlertDetail } from '../read-model/alert.js';
import type { AlertFilter } from '../read-model/alert-index.js';
import type { Route, RouteRequest } from '../route.js';
import { reliabilityRoutes } from './reliability-routes.js';

const HOUR = 3_600_000;
const NOW = 1_763_900_000_000;
const history = new FakeSeriesHistory();
const tell = (own: Record<string, string>, at: number, value: number, tenant = 'acme'): void =>
  history.add(tenant, { __name__: 'tocsin_breach_probability', ...own }, [[at, value]]);
const fired: { rule_id: string; labels: Record<string, string>; fired_at: number | null }[] = [];
let wholeSince = 0;

// One series of the rule `full` fires as was told, the other one does not; `joint` fires with labels of its own.
tell({ rule_id: 'full', horizon: '1h', source_metric: 'disk', instance: 'a' }, NOW - 5 * HOUR, 0.92);
tell({ rule_id: 'full', horizon: '1h', source_metric: 'disk', instance: 'b' }, NOW - 5 * HOUR, 0.96);
tell({ rule_id: 'full', horizon: '6h', source_metric: 'disk', instance: 'a' }, NOW - 7 * HOUR, 0.5);
tell({ rule_id: 'joint', horizon: '1h' }, NOW - 3 * HOUR, 0.1);
tell({ rule_id: 'joint', horizon: '1h' }, NOW - HOUR / 2, 0.1);
tell({ rule_id: 'joint', horizon: '1h' }, NOW - 3 * HOUR, 0.7, 'globex');
fired.push({ rule_id: 'full', labels: { instance: 'a' }, fired_at: NOW - 4.5 * HOUR });
fired.push({ rule_id: 'full', labels: { instance: 'b' }, fired_at: null });
fired.push({ rule_id: 'joint', labels: { job: 'x' }, fired_at: NOW - 2.5 * HOUR });

interface Told {
  count: number;
  from: number;
  to: number;
  brier: number | null;
  bins: { count: number; told: number | null; happened: number | null }[];
}
async function ask(query: Record<string, string>, scopes = ['rules:read', 'metrics:read']): Promise<Told> {
  const alerts = {
    wholeSince: () => wholeSince,
    newestFirst: (_tenant: string, _place: unknown, { rule_id }: AlertFilter) =>
      fired
        .filter((one) => one.rule_id === rule_id)
        .map((one) => ({ ...one, fingerprint: fingerprintOf(one.labels) }) as unknown as AlertDetail),
  };
  const [route] = reliabilityRoutes({ history, alerts, clock: new FakeClock(NOW) }) as [Route];
  const principal = { tenant: 'acme', subject: 'x', scopes } as unknown as Principal;
  const answer = await route.handle({ query, params: {}, headers: {}, principal } as unknown as RouteRequest);
  return (answer as { data: Told }).data;
}
const binsOf = ({ bins }: Told) => bins.flatMap((bin, i) => (bin.count === 0 ? [] : [[i, bin.count, bin.happened]]));

test('chances of series are held against alerts of the same labels, those of a rule as a whole against any of its alerts', async () => {
  const told = await ask({});
  expect(binsOf(told)).toEqual([
    [1, 1, 1],
    [9, 2, 0.5],
  ]);
  expect(told.count).toBe(3);
  expect(told.brier).toBeCloseTo((0.9 ** 2 + 0.08 ** 2 + 0.96 ** 2) / 3, 9);
  expect(told.to).toBe(NOW - HOUR);
});

test('another horizon, or one rule, is judged by itself', async () => {
  expect(binsOf(await ask({ horizon: '6h' }))).toEqual([[5, 1, 1]]);
  expect(binsOf(await ask({ rule_id: 'joint' }))).toEqual([[1, 1, 1]]);
});

test('nothing is judged by alerts that were forgotten', async () => {
  wholeSince = NOW - 4 * HOUR;
  expect(await ask({})).toMatchObject({ count: 1, from: wholeSince });
  wholeSince = NOW;
  expect(await ask({})).toMatchObject({ count: 0, brier: null });
  wholeSince = 0;
});

test('who may not read metrics is refused', async () => {
  await expect(ask({}, ['rules:read'])).rejects.toMatchObject({ status: 403 });
});
