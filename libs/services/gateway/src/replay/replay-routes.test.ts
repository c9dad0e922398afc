import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { FakeClock } from '@tocsin/ports/clock.fake';
import type { Principal } from '../auth-manager.js';
import { unavailable } from '../problem.js';
import type { RouteAnswer } from '../route.js';
import { type ReplayRoutesOptions, replayRoutes } from './replay-routes.js';

const NOW = 1_763_900_000_000;
const principal: Principal = { subject: 'ann', tenant: 'acme', scopes: ['rules:read'], tier: 'standard' };
const calls: unknown[] = [];
const told = (what: unknown) => async (): Promise<never> => what as never;
const options: ReplayRoutesOptions = {
  explainer: { explain: async (tenant, id) => (calls.push([tenant, id]), told('explained')()) },
  asker: { ask: async ({ matchers, ...request }) => (calls.push([request, matchers]), told('why')()) },
  replayer: {
    replay: async (request, onProgress) => {
      calls.push(request);
      onProgress(0.5);
      return told('report')();
    },
  },
  clock: new FakeClock(NOW),
};
beforeEach(() => calls.splice(0));

interface Ask {
  query?: unknown;
  body?: unknown;
  accept?: string;
  with?: Partial<ReplayRoutesOptions>;
}

function ask(path: string, { query = {}, body, accept = '*/*', with: changed }: Ask = {}): Promise<RouteAnswer> {
  const route = replayRoutes({ ...options, ...changed }).find((one) => one.path === path);
  if (route === undefined) throw new Error(path);
  return route.handle({ principal, params: { id: 'load/Busy' }, query, headers: { accept }, body });
}
const WHY_NOT = '/api/rules/{id}/why-not';

test("an alert of the token's tenant is explained", async () => {
  expect(await ask('/api/alerts/{id}/explain')).toEqual({ status: 200, data: 'explained' });
  expect(calls).toEqual([['acme', 'load/Busy']]);
});

test('why not is asked by a selector and a time, and of everything now when they are left out', async () => {
  await ask(WHY_NOT, { query: { labels: '{instance="web-1"}', at: '1763800000000' } });
  await ask(WHY_NOT);
  expect(calls).toEqual([
    [
      { tenant: 'acme', ruleId: 'load/Busy', at: 1_763_800_000_000 },
      [{ name: 'instance', operator: '=', value: 'web-1' }],
    ],
    [{ tenant: 'acme', ruleId: 'load/Busy', at: NOW }, []],
  ]);
});

test.each([
  [{ labels: 'instance=web-1' }, 'labels'],
  [{ labels: 'sum(up)' }, 'labels'],
  [{ at: 'soon' }, 'at'],
  [{ at: String(NOW + 1) }, 'at'],
])('what is wrong with %j is told', async (query, path) => {
  await expect(ask(WHY_NOT, { query })).rejects.toMatchObject({ status: 422, errors: [{ path }] });
});

test('a span ends now at the latest, and not before it begins', async () => {
  await ask('/api/replay', { body: { from: NOW - 1_000, to: NOW + 1_000 } });
  expect(calls).toEqual([{ tenant: 'acme', from: NOW - 1_000, to: NOW }]);
  await expect(ask('/api/replay', { body: { from: 2, to: 1 } })).rejects.toMatchObject({ status: 422 });
});

test('lines tell the progress and the report, or what went wrong', async () => {
  const lines = async (changed: Partial<ReplayRoutesOptions> = {}): Promise<unknown[]> => {
    const asked = { body: { from: 0, to: 1 }, accept: 'application/x-ndjson', with: changed };
    const { raw } = await ask('/api/replay', asked);
    return (await text(raw?.content as Readable))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown);
  };
  expect(await lines()).toEqual([{ progress: 0.5 }, { data: 'report' }]);
  const busy = { replay: () => Promise.reject(unavailable('replays-busy', 'two run already')) };
  expect(await lines({ replayer: busy })).toMatchObject([{ problem: { status: 503, detail: 'two run already' } }]);
});
