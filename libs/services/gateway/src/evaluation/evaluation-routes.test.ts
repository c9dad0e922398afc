import { labelFingerprint } from '@tocsin/domain/alerting/label-fingerprint';
import { ruleNeeds } from '@tocsin/domain/backtest/rule-backtest';
import { evaluateRuleAt, type RuleEvaluation } from '@tocsin/domain/backtest/rule-evaluation';
import { type AlertRule, RuleDraftSchema } from '@tocsin/domain/rules/alert-rule';
import { RuleFactory } from '@tocsin/domain/rules/rule-factory';
import { FakeClock } from '@tocsin/ports/clock.fake';
import { FakeResultArchive } from '@tocsin/ports/result-archive.fake';
import { FakeResultCache } from '@tocsin/ports/result-cache.fake';
import { FakeSeriesHistory } from '@tocsin/ports/series-history.fake';
import fc from 'fast-check';
import { Registry } from 'prom-client';
import type { Principal } from '../auth-manager.js';
import { ProblemError } from '../problem.js';
import { type AlertDetail, shownFingerprint } from '../read-model/alert.js';
import type { RouteAnswer } from '../route.js';
import { DearResults } from './dear-results.js';
import { EvaluationBatch } from './evaluation-batch.js';
import { EvaluationJob } from './evaluation-job.js';
import { evaluationRoutes } from './evaluation-routes.js';
import { RuleEvaluationCache } from './rule-evaluation-cache.js';
import { TenantEvaluator } from './tenant-evaluator.js';

const AT = 1_700_000_000_000;
const ann: Principal = { subject: 'ann', tenant: 'acme', scopes: ['rules:read', 'metrics:read'], tier: 'standard' };

function ruleOf(id: string, threshold: number, options: object = {}, tenantId = 'acme'): AlertRule {
  const condition = { type: 'threshold', metric_path: 'cpu', operator: '>', threshold };
  const draft = { name: id, severity: 'HIGH', category: 'infrastructure', conditions: [condition], ...options };
  return RuleFactory.create(RuleDraftSchema.parse(draft), { id, tenantId }, 0);
}

interface Item {
  rule_id: string;
  status: number;
  evaluation?: RuleEvaluation;
  problem?: { type: string };
}

/** A gateway's part for evaluations, with its memory of rules, samples and results. */
class World {
  readonly clock = new FakeClock(AT);
  readonly history = new FakeSeriesHistory();
  readonly store = new FakeResultCache(this.clock);
  readonly registry = new Registry();
  readonly errors: unknown[] = [];
  readonly evaluated: string[] = [];
  readonly alerts: AlertDetail[] = [];
  readonly #rules = new Map<string, AlertRule>();
  /** Rules at which the thread dies. */
  readonly deadly = new Set<string>();

  put(rule: AlertRule): void {
    this.#rules.set(`${rule.tenant_id}/${rule.id}`, rule);
  }

  delete(id: string): void {
    this.#rules.delete(`acme/${id}`);
  }

  ofTenant(tenant: string): AlertRule[] {
    return [...this.#rules.values()].filter(({ tenant_id }) => tenant_id === tenant);
  }

  readonly #routes = evaluationRoutes({
    rules: this,
    clock: this.clock,
    evaluator: new TenantEvaluator({
      rules: { get: (tenant, id) => this.#rules.get(`${tenant}/${id}`) ?? null },
      alerts: { ofTenant: () => this.alerts },
      batch: new EvaluationBatch({
        history: this.history,
        clock: this.clock,
        batchSize: 3,
        concurrentMax: 6,
        timeoutMs: 30_000,
        startThread: () => {
          const job = new EvaluationJob();
          return {
            load: (selections) => job.load(selections),
            run: async (rule, at, reads) => {
              this.evaluated.push(rule.id);
              if (this.deadly.has(rule.id)) throw new Error('the thread has ended');
              return job.evaluate(rule, at, reads);
            },
            stop: async () => undefined,
          };
        },
      }),
      cache: new RuleEvaluationCache({
        cache: this.store,
        dear: new DearResults({ archive: new FakeResultArchive(), clock: this.clock, onRead: () => undefined }),
        history: this.history,
        clock: this.clock,
        ttls: { results: 300_000, system: 60_000 },
        systemTenant: 'system',
        registry: this.registry,
      }),
      onError: (error) => this.errors.push(error),
    }),
  });

  async ask(body: object = {}, headers: Record<string, string> = {}, principal = ann, signal?: AbortSignal) {
    const [route] = this.#routes;
    const request = { principal, params: {}, query: {}, headers, body, ...(signal === undefined ? {} : { signal }) };
    const answer = (await route?.handle(request)) as RouteAnswer;
    const { headers: told = {}, meta, data } = answer;
    return { status: told['cache-status'], age: told['age'], meta, items: data as Item[] };
  }
}

let world: World;
beforeEach(() => void (world = new World()));

async function problemOf(answer: Promise<unknown>): Promise<unknown> {
  const error: unknown = await answer.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof ProblemError)) throw new Error(`no problem: ${String(error)}`);
  return { status: error.status, code: error.code, errors: error.errors };
}
const idsOf = (items: readonly Item[]): string[] => items.map(({ rule_id }) => rule_id);

/** As people are told of it. */
const shown = (evaluation: RuleEvaluation): RuleEvaluation => ({
  ...evaluation,
  alerts: evaluation.alerts.map((alert) => ({ ...alert, fingerprint: shownFingerprint(alert) })),
});

test('all active rules are evaluated, each for itself, in the order of their ids', async () => {
  world.history.add('acme', { __name__: 'cpu', instance: 'a' }, [[AT - 1_000, 60]]);
  for (const [id, threshold] of [['c', 70], ['a', 50], ['b', 65]] as const) world.put(ruleOf(id, threshold)); // prettier-ignore
  world.put(ruleOf('paused', 1, { status: 'paused' }));
  world.put(ruleOf('theirs', 1, {}, 'globex'));
  const { items, meta } = await world.ask();
  expect(items.map(({ rule_id, status, evaluation }) => [rule_id, status, evaluation?.fired])).toEqual([
    ['a', 200, true],
    ['b', 200, false],
    ['c', 200, false],
  ]);
  expect(meta).toEqual({ at: AT });
});

test('rules are chosen by their ids, folder and labels; what is none, or not active, is told in its place', async () => {
  world.put(ruleOf('a', 1, { folder: 'team/shop', labels: { tier: '1' } }));
  world.put(ruleOf('b', 1, { folder: 'team' }));
  world.put(ruleOf('c', 1, { folder: 'teams', labels: { tier: '1' } }));
  world.put(ruleOf('paused', 1, { status: 'paused' }));
  world.put(ruleOf('theirs', 1, {}, 'globex'));
  expect(idsOf((await world.ask({ folder: 'team' })).items)).toEqual(['a', 'b']);
  expect(idsOf((await world.ask({ labels: { tier: '1' } })).items)).toEqual(['a', 'c']);
  expect(idsOf((await world.ask({ folder: 'team', labels: { tier: '1' } })).items)).toEqual(['a']);
  const { items } = await world.ask({ ids: ['theirs', 'b', 'paused', 'b'] });
  expect(items.map(({ rule_id, status, problem }) => [rule_id, status, problem?.type])).toEqual([
    ['b', 200, undefined],
    ['paused', 409, 'urn:tocsin:problem:rule-not-active'],
    ['theirs', 404, 'urn:tocsin:problem:not-found'],
  ]);
});

test('pages go on where the last one ended', async () => {
  for (let i = 0; i < 5; i += 1) world.put(ruleOf(`r${i}`, i));
  const first = await world.ask({ limit: 3 });
  const { at, next_cursor: cursor } = first.meta as { at: number; next_cursor: string };
  const second = await world.ask({ limit: 3, cursor, at });
  expect([first, second].map(({ items }) => idsOf(items))).toEqual([['r0', 'r1', 'r2'], ['r3', 'r4']]); // prettier-ignore
  expect(second.meta).toEqual({ at });
});

test.each([
  [{ at: AT + 1 }, 'at'],
  [{ ids: ['a'], folder: 'team' }, 'ids'],
  [{ ids: [] }, 'ids'],
  [{ limit: 501 }, 'limit'],
  [{ cursor: 'x' }, 'cursor'],
  [{ labels: { '1': 'x' } }, 'labels.1'],
  [{ rules: [] }, 'rules'],
])('%j is refused and says where', async (body, path) => {
  expect(await problemOf(world.ask(body))).toMatchObject({ status: 422, errors: [{ path }] });
});

test('who may not read metrics is refused', async () => {
  expect(await problemOf(world.ask({}, {}, { ...ann, scopes: ['rules:read'] }))).toMatchObject({ status: 403 });
});

test('what was evaluated is known for its time; a changed rule is evaluated anew', async () => {
  world.put(ruleOf('a', 50));
  world.put(ruleOf('b', 50));
  expect(await world.ask({ at: AT })).toMatchObject({ status: 'tocsin; fwd=miss; stored', age: undefined });
  await world.clock.advance(9_999);
  expect(await world.ask({ at: AT })).toMatchObject({ status: 'tocsin; hit; ttl=290', age: '9' });
  world.put({ ...ruleOf('b', 60), version: 2 });
  expect(await world.ask({ at: AT })).toMatchObject({ status: 'tocsin; fwd=partial; detail="1 of 2"', age: '9' });
  expect(await world.ask({ at: AT }, { 'cache-control': 'no-cache' })).toMatchObject({ status: 'tocsin; fwd=request' });
  await world.clock.advance(300_000);
  expect(await world.ask({ at: AT })).toMatchObject({ status: 'tocsin; fwd=miss; stored' });
  expect(world.evaluated).toEqual(['a', 'b', 'b', 'a', 'b', 'a', 'b']);
  expect(await world.registry.getSingleMetricAsString('tocsin_evaluation_cache_answers_total')).toContain(
    'tocsin_evaluation_cache_answers_total{kind="rule",outcome="hit"} 3',
  );
});

test('what is asked for twice at the same time is evaluated once', async () => {
  world.put(ruleOf('a', 50));
  const both = await Promise.all([world.ask(), world.ask()]);
  expect(both[0].items).toEqual(both[1].items);
  expect(both.map(({ status }) => status)).toEqual(['tocsin; fwd=miss; stored', 'tocsin; fwd=miss; collapsed']);
  expect(world.evaluated).toEqual(['a']);
});

test('a rule at which something breaks does so alone, and nothing is kept of it', async () => {
  for (const id of ['a', 'b', 'c']) world.put(ruleOf(id, 50));
  world.deadly.add('b');
  const { items } = await world.ask({ at: AT });
  expect(items.map(({ status }) => status)).toEqual([200, 500, 200]);
  expect(world.errors).toHaveLength(1);
  world.deadly.clear();
  expect((await world.ask({ at: AT })).items.map(({ status }) => status)).toEqual([200, 200, 200]);
});

test('an alert that is there live keeps its name, also where the evaluation is known', async () => {
  world.history.add('acme', { __name__: 'cpu', instance: 'a' }, [[AT - 1_000, 60]]);
  const rule = ruleOf('a', 50);
  world.put(rule);
  const [before] = (await world.ask({ at: AT })).items;
  const series = [
    { labels: { __name__: 'cpu', instance: 'a' }, times: Float64Array.of(AT - 1_000), values: Float64Array.of(60) },
  ];
  const fingerprint = evaluateRuleAt(rule, series, AT).alerts[0]?.fingerprint;
  world.alerts.push({ rule_id: 'a', fingerprint, started_at: AT - 9_000_000, resolved_at: null } as AlertDetail);
  const { items, status } = await world.ask({ at: AT });
  expect(status).toMatch(/^tocsin; hit/);
  expect(items[0]?.evaluation?.alerts).toMatchObject([{ episode_start: AT - 9_000_000 }]);
  expect(items[0]?.evaluation?.alerts[0]?.id).not.toBe(before?.evaluation?.alerts[0]?.id);
});

test('alerts are told by the fingerprint that people know them by, as of a time in either writing', async () => {
  world.history.add('acme', { __name__: 'cpu', instance: 'a' }, [[AT - 1_000, 60]]);
  world.put(ruleOf('a', 50));
  const { items, meta } = await world.ask({ at: new Date(AT).toISOString() });
  expect(meta).toEqual({ at: AT });
  const [alert] = items[0]?.evaluation?.alerts ?? [];
  const labels = { ...alert?.labels, severity: 'high' };
  expect(alert?.fingerprint).toBe(labelFingerprint(labels));
  expect((await world.ask({ at: AT })).items).toEqual(items);
});

test('who has gone is told so, and no rule that was not begun is evaluated', async () => {
  world.put(ruleOf('a', 50));
  expect(await problemOf(world.ask({}, {}, ann, AbortSignal.abort()))).toMatchObject({ status: 499 });
  expect(world.evaluated).toEqual([]);
});

type Step =
  | { kind: 'sample'; tenant: string; instance: string; secondsAgo: number; value: number }
  | { kind: 'rule'; id: string; threshold: number; for: string }
  | { kind: 'delete'; id: string }
  | { kind: 'pass'; seconds: number }
  | { kind: 'ask'; secondsAgo: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    kind: fc.constant('sample' as const),
    tenant: fc.constantFrom('acme', 'globex'),
    instance: fc.constantFrom('a', 'b'),
    secondsAgo: fc.integer({ min: 0, max: 120 }),
    value: fc.integer({ min: 0, max: 100 }),
  }),
  fc.record({
    kind: fc.constant('rule' as const),
    id: fc.constantFrom('r1', 'r2'),
    threshold: fc.integer({ min: 0, max: 100 }),
    for: fc.constantFrom('0s', '30s'),
  }),
  fc.record({ kind: fc.constant('delete' as const), id: fc.constantFrom('r1', 'r2') }),
  fc.record({ kind: fc.constant('pass' as const), seconds: fc.integer({ min: 0, max: 60 }) }),
  fc.record({ kind: fc.constant('ask' as const), secondsAgo: fc.constantFrom(0, 30, 60) }),
);

test('whatever changes in between, what is known is what an evaluation gives', async () => {
  let hits = 0;
  const property = fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
    world = new World();
    for (const tenant of ['acme', 'globex']) {
      world.put(ruleOf('r1', 50, {}, tenant));
      world.put(ruleOf('r2', 20, { for: '10s' }, tenant));
    }
    let version = 1;
    for (const one of steps) {
      if (one.kind === 'sample') {
        const time = world.clock.now() - one.secondsAgo * 1_000;
        world.history.add(one.tenant, { __name__: 'cpu', instance: one.instance }, [[time, one.value]]);
      } else if (one.kind === 'rule')
        world.put({ ...ruleOf(one.id, one.threshold, { for: one.for }), version: (version += 1) });
      else if (one.kind === 'delete') world.delete(one.id);
      else if (one.kind === 'pass') await world.clock.advance(one.seconds * 1_000);
      else {
        // Times that are asked for again and again, as a page of a dashboard does.
        const at = Math.floor(world.clock.now() / 60_000) * 60_000 - one.secondsAgo * 1_000;
        for (const tenant of ['acme', 'globex']) {
          const { items, status } = await world.ask({ at }, {}, { ...ann, tenant });
          if (status?.startsWith('tocsin; hit') === true) hits += 1;
          for (const rule of world.ofTenant(tenant)) {
            const read = ruleNeeds(rule, at, at).map((need) => world.history.select({ tenant, ...need }));
            const evaluation = shown(evaluateRuleAt(rule, (await Promise.all(read)).flat(), at));
            expect(JSON.stringify(items.find(({ rule_id }) => rule_id === rule.id)?.evaluation)).toBe(
              JSON.stringify(evaluation),
            );
          }
        }
      }
    }
  });
  await fc.assert(property, { numRuns: 60 });
  expect(hits).toBeGreaterThan(0);
}, 60_000);
