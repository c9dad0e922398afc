import { freePort } from '@tocsin/testing/free-port';
import { type RedisServer, startRedisServer, whyNoRedis } from '@tocsin/testing/redis-server';
import { systemClock } from '@tocsin/runtime/system-clock';
import type { Answer } from './world/api.js';
import { Standalone } from './world/standalone.js';

interface Item {
  rule_id: string;
  rule_name: string;
  status: number;
  outcome: string;
  evaluation?: {
    fired: boolean;
    series_read: number;
    alerts: { id: string; fingerprint: string; state: string; value: number }[];
  };
  problem?: { type: string; detail: string };
}
const itemsOf = ({ body }: Answer): Item[] => body['data'] as Item[];
const statusOf = ({ headers }: Answer): string => headers.get('cache-status') ?? '';
const ruleOf = (name: string, condition: object): object => ({
  name,
  severity: 'HIGH',
  category: 'infrastructure',
  folder: 'hosts',
  conditions: [condition],
});
const threshold = (limit: number): object => ({
  type: 'threshold',
  metric_path: 'cpu_usage',
  operator: '>',
  threshold: limit,
});

let redis: RedisServer | null = null;
let standalone: Standalone;
let redisUrl: string;
beforeAll(async () => {
  const port = await freePort();
  redisUrl = `redis://127.0.0.1:${port}`;
  redis = whyNoRedis() === null ? await startRedisServer(port) : null;
  standalone = await Standalone.start({ REDIS_URL: redisUrl, BATCH_SIZE: '2', CACHE_TTL: '120' });
}, 60_000);
afterAll(async () => {
  await standalone.remove();
  await redis?.stop();
}, 30_000);

const evaluate = (body: object, headers: Record<string, string> = {}): Promise<Answer> =>
  standalone.api.insist(200, 'POST', '/api/rule-evaluations', body, headers);
const sample = (instance: string, value: number, timestamp: number): Promise<Answer> =>
  standalone.api.insist(202, 'POST', '/api/metrics', {
    samples: [{ metric: 'cpu_usage', labels: { instance }, value, timestamp }],
  });

/** Asks until the history has taken in what was sent. */
async function until(isSo: (items: Item[]) => boolean, body: object): Promise<Answer> {
  for (;;) {
    const answer = await evaluate(body);
    if (isSo(itemsOf(answer))) return answer;
    await systemClock.wait(50);
  }
}

test('rules of a tenant are evaluated on demand as they are live, and known then, Redis or not', async () => {
  const { api } = standalone;
  const names = ['Busy', 'Idle', 'Often busy'];
  await api.insist(201, 'POST', '/api/rules', ruleOf('Busy', threshold(80)));
  await api.insist(201, 'POST', '/api/rules', ruleOf('Idle', { ...threshold(5), operator: '<' }));
  await api.insist(201, 'POST', '/api/rules', ruleOf('Often busy', { type: 'promql', expr: 'avg(cpu_usage) > 80' }));
  const sentAt = systemClock.now();
  await sample('web-1', 95, sentAt);
  const [live] = await api.alertsUntil((alerts) => alerts.some(({ state }) => state === 'firing'));

  // As of now, in two batches; each by the engine that evaluates live.
  const now = await until((items) => items.some(({ evaluation }) => evaluation?.fired === true), { folder: 'hosts' });
  const byName = new Map(itemsOf(now).map((item) => [item.rule_name, item]));
  expect([...byName.keys()].toSorted()).toEqual(names);
  expect(byName.get('Busy')?.evaluation).toMatchObject({
    fired: true,
    series_read: 1,
    alerts: [{ state: 'firing', value: 95 }],
  });
  expect(byName.get('Busy')?.evaluation?.alerts[0]?.id).toEqual(expect.any(String));
  expect(byName.get('Busy')?.evaluation?.alerts[0]?.fingerprint).toBe(live?.fingerprint);
  expect(byName.get('Idle')?.evaluation).toMatchObject({ fired: false, series_read: 1, alerts: [] });
  expect(live?.rule_id).toBe(byName.get('Busy')?.rule_id);

  // As of a time that is over: known when it is asked for again.
  const at = sentAt + 1;
  while (systemClock.now() < at + 1_000) await systemClock.wait(50);
  const made = await until((items) => items.some(({ evaluation }) => evaluation?.fired === true), { at });
  expect(made.body['meta']).toEqual({ at });
  const again = await evaluate({ at });
  expect(statusOf(again)).toMatch(/^tocsin; hit; ttl=1[0-2]\d$/);
  expect(Number(again.headers.get('age'))).toBeLessThan(30);
  expect(itemsOf(again)).toEqual(itemsOf(made));
  expect(statusOf(await evaluate({ at }, { 'cache-control': 'no-cache' }))).toBe('tocsin; fwd=request');

  // A late sample of another series counts at once, and so does a changed rule.
  await sample('web-2', 1, sentAt - 1_000);
  const late = await until((items) => items.find((item) => item.rule_name === 'Idle')?.evaluation?.fired === true, {
    at,
  });
  expect(itemsOf(late)).not.toEqual(itemsOf(made));
  const busy = byName.get('Busy')?.rule_id ?? '';
  await api.insist(200, 'PUT', `/api/rules/${busy}`, ruleOf('Busy', threshold(99)), { 'if-match': '*' });
  const changed = await evaluate({ at, ids: [busy] });
  expect(itemsOf(changed)).toMatchObject([{ rule_version: 2, evaluation: { fired: false } }]);

  // Queries of Prometheus's API, too.
  const query = `/api/v1/query?query=max(cpu_usage)&time=${at / 1_000}`;
  const first = await api.insist(200, 'GET', query);
  const second = await api.insist(200, 'GET', query);
  expect([statusOf(first), statusOf(second)]).toEqual([
    'tocsin; fwd=miss; stored',
    expect.stringMatching(/^tocsin; hit/),
  ]);
  expect(second.body).toEqual(first.body);

  // Each for itself: what is none, and what is not active.
  await api.insist(200, 'POST', '/api/rules/bulk', { operations: [{ op: 'pause', id: busy }] });
  const refused = itemsOf(await evaluate({ ids: [busy, 'nobody'] }));
  expect(new Map(refused.map(({ rule_id, status }) => [rule_id, status]))).toEqual(new Map([[busy, 409], ['nobody', 404]])); // prettier-ignore

  // By GraphQL.
  const { body } = await api.insist(200, 'POST', '/graphql', {
    query: 'mutation { evaluateRules(input: { folder: "hosts" }) { rule_name outcome } }',
  });
  expect(JSON.stringify(body)).toContain('"outcome":"evaluated"');

  // Redis hangs and goes: what was asked for is answered all the same, and the same.
  const known = itemsOf(await evaluate({ at }));
  redis?.pause();
  expect(itemsOf(await evaluate({ at }))).toEqual(known);
  expect(itemsOf(await evaluate({ at: at + 1 }))).toHaveLength(known.length);
  await redis?.stop();
  expect(itemsOf(await evaluate({ at }))).toEqual(known);
  expect(itemsOf(await evaluate({ at: at + 2 }))).toHaveLength(known.length);
  const metrics = await api.insist(200, 'GET', '/metrics');
  expect(String(metrics.body['text'])).toMatch(
    /tocsin_evaluation_cache_reads_total\{layer="memory",outcome="hit"\} \d/,
  );
  expect(String(metrics.body['text'])).toMatch(/tocsin_evaluation_cache_answers_total\{kind="query",outcome="hit"\} 1/);
}, 120_000);
