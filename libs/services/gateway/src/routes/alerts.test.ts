import type { Receiver } from '@tocsin/contracts/topics/receivers';
import type { Transition } from '@tocsin/domain/engine/transition';
import { FakeClock } from '@tocsin/ports/clock.fake';
import { AlertStatuses } from '../alerting/alert-status.js';
import type { Principal } from '../auth-manager.js';
import { ProblemError } from '../problem.js';
import { AlertDirectory } from '../read-model/alert-directory.js';
import type { RouteAnswer } from '../route.js';
import { alertRoutes } from './alerts.js';

const principal: Principal = { subject: 's', tenant: 'acme', scopes: ['rules:read'], tier: 'standard' };
const COUNT = 25;

function firing(n: number, tenant_id = 'acme'): Transition {
  return {
    id: `t${n}`,
    tenant_id,
    rule_id: 'r1',
    rule_name: 'r',
    rule_version: 1,
    severity: n % 2 === 0 ? 'HIGH' : 'LOW',
    category: 'infrastructure',
    state: 'firing',
    fingerprint: `f${n}`,
    labels: { instance: `web-${n}` },
    annotations: {},
    episode_start: 1,
    // Several change at the same time, at which one page ends and the next begins.
    at: Math.floor(n / 5) + 0.5,
    value: 1,
    reason: 'conditions_hold',
    evidence: [],
    source: { partition: 0, offset: n },
  };
}

/** Those of every tenant; without a policy each is told of everything. */
let receivers: Receiver[];
let ask: (query: Record<string, unknown>) => Promise<RouteAnswer>;
beforeEach(() => {
  receivers = [];
  const directory = new AlertDirectory();
  for (let n = 0; n < COUNT; n += 1) directory.take(firing(n));
  directory.take(firing(99, 'beta'));
  const nothing = { get: () => null, ofTenant: () => [] };
  const statuses = new AlertStatuses({
    alerts: directory,
    policies: nothing,
    silences: nothing,
    acknowledgements: nothing,
    receivers: { ofTenant: () => receivers },
  });
  const list = alertRoutes(directory, statuses, new FakeClock(0)).find(({ path }) => path === '/api/alerts');
  if (list === undefined) throw new Error('there is no list of alerts');
  ask = (query) => list.handle({ principal, params: {}, query, headers: {}, body: undefined });
});

async function allPages(query: Record<string, unknown>): Promise<string[]> {
  const seen: string[] = [];
  for (let cursor: string | undefined = ''; cursor !== undefined;) {
    const { data, meta } = await ask({ ...query, ...(cursor === '' ? {} : { cursor }) });
    seen.push(...(data as { labels: { instance: string } }[]).map(({ labels }) => labels.instance));
    cursor = meta?.next_cursor;
  }
  return seen;
}

test.each([1, 4, 7, 25, 100])('pages of %d show each alert once, the last changed first', async (limit) => {
  const seen = await allPages({ limit });
  expect(seen).toHaveLength(COUNT);
  expect(new Set(seen).size).toBe(COUNT);
  expect(new Set(seen.slice(0, 5))).toEqual(new Set(['web-20', 'web-21', 'web-22', 'web-23', 'web-24']));
});

test('an alert says whether anybody would hear of it at all', async () => {
  const status = async () => ((await ask({ limit: 1 })).data as { status: object }[])[0]?.status;
  expect(await status()).toMatchObject({ state: 'active', has_receiver: false });
  receivers = [{ id: 'w', tenant_id: 'alpha', type: 'webhook' } as Receiver];
  expect(await status()).toMatchObject({ state: 'active', has_receiver: true });
});

test('filters hold on every page', async () => {
  expect(await allPages({ limit: 3, severity: 'HIGH' })).toHaveLength(13);
  expect(await allPages({ limit: 3, label: 'instance=web-7' })).toEqual(['web-7']);
});

test.each(['x', 'YWZ0ZXIgZ2FyYmFnZQ', 'YWZ0ZXIgeyJhdCI6IngiLCJpZCI6ImEifQ', 'YWZ0ZXIgeyJhdCI6MSwiaWQiOiJhIn0='])(
  'the cursor %s, which this list has not given, is refused',
  async (cursor) => {
    await expect(ask({ cursor })).rejects.toThrow(ProblemError);
  },
);
