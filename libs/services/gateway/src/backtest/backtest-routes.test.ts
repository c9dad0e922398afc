import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { WrittenBacktest } from '@tocsin/domain/backtest/backtest-report';
import { type AlertRule, RuleDraftSchema } from '@tocsin/domain/rules/alert-rule';
import { FakeClock } from '@tocsin/ports/clock.fake';
import { HistoryUnavailable, type SeriesHistory, TooManySamples } from '@tocsin/ports/series-history';
import { FakeSeriesHistory } from '@tocsin/ports/series-history.fake';
import type { Principal } from '../auth-manager.js';
import { AlertDirectory } from '../read-model/alert-directory.js';
import { ProblemError } from '../problem.js';
import type { RouteAnswer } from '../route.js';
import { type BacktestNews, runBacktestJob } from './backtest-job.js';
import { backtestRoutes } from './backtest-routes.js';
import { BacktestRunner, type BacktestRunnerOptions } from './backtest-runner.js';
import type { RunBacktest } from './backtest-thread.js';

const MINUTE = 60_000;
const FROM = 1_700_000_000_000;
const principal: Principal = {
  subject: 'ann',
  tenant: 'acme',
  scopes: ['rules:read', 'metrics:read'],
  tier: 'standard',
};

const history = new FakeSeriesHistory();
history.add(
  'acme',
  { __name__: 'up', instance: 'a' },
  Array.from({ length: 120 }, (_, i) => [FROM + i * MINUTE, i >= 30 && i < 60 ? 0 : 1]),
);

const runHere: RunBacktest = async (job, onProgress) => {
  const reports: WrittenBacktest[] = [];
  runBacktestJob(job, (news: BacktestNews) => {
    if (news.kind === 'progress') onProgress(news.share);
    else reports.push(news.report);
  });
  return reports[0] as WrittenBacktest;
};

const body = {
  group: { name: 'hosts', rules: [{ alert: 'Down', expr: 'up == 0', for: '5m' }] },
  from: FROM,
  to: FROM + 120 * MINUTE,
  incidents: [{ from: FROM + 30 * MINUTE, to: FROM + 60 * MINUTE }],
};
/** A group that is evaluated live, and its alert, which fires since the minute 35. */
const stored = { ...body.group, name: 'live', tenant_id: 'acme', version: 1, created_at: FROM, updated_at: FROM };
const alerts = new AlertDirectory();
const told = {
  tenant_id: 'acme',
  rule_id: 'live/Down',
  rule_name: 'Down',
  rule_version: 1,
  severity: 'MEDIUM',
  category: 'infrastructure',
  fingerprint: 'f',
  labels: { alertname: 'Down', instance: 'a' },
  annotations: {},
  episode_start: FROM + 30 * MINUTE,
  value: 0,
  evidence: [
    {
      path: 'expr',
      type: 'promql',
      metric: '',
      labels: { __name__: 'up', instance: 'a' },
      holds: true,
      value: 0,
      sampled_at: 0,
    },
  ],
  source: { partition: 0, offset: 0 },
} as const;
alerts.take({
  ...told,
  id: 'p',
  state: 'pending',
  at: FROM + 30 * MINUTE,
  reason: 'conditions_hold',
  evidence: [...told.evidence],
});
alerts.take({
  ...told,
  id: 'f',
  state: 'firing',
  at: FROM + 35 * MINUTE,
  reason: 'hold_elapsed',
  evidence: [...told.evidence],
});

const rule: AlertRule = {
  ...RuleDraftSchema.parse({
    name: 'No host',
    severity: 'HIGH',
    category: 'infrastructure',
    conditions: [{ type: 'threshold', metric_path: 'up', operator: '<', threshold: 1 }],
    for: '5m',
  }),
  ...{ id: 'r1', tenant_id: 'acme', version: 1, created_at: FROM, updated_at: FROM },
};

const routeWith = (options: Partial<BacktestRunnerOptions> = {}) =>
  backtestRoutes({
    runner: new BacktestRunner({ history, run: runHere, ...options }),
    groups: { get: (tenant, name) => (tenant === 'acme' && name === stored.name ? stored : null) },
    rules: { get: (tenant, id) => (tenant === 'acme' && id === rule.id ? rule : null) },
    alerts,
    clock: new FakeClock(FROM),
  })[0] as ReturnType<typeof backtestRoutes>[0];

interface Ask {
  body?: unknown;
  who?: Principal;
  accept?: string;
  signal?: AbortSignal;
  options?: Partial<BacktestRunnerOptions>;
}

const ask = ({ options, accept = '*/*', signal, who = principal, ...asked }: Ask = {}): Promise<RouteAnswer> =>
  routeWith(options).handle({
    principal: who,
    params: {},
    query: {},
    headers: { accept },
    body: 'body' in asked ? asked.body : body,
    ...(signal === undefined ? {} : { signal }),
  });

async function problemOf(answer: Promise<RouteAnswer>): Promise<unknown> {
  const error: unknown = await answer.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof ProblemError)) throw new Error(`no problem: ${String(error)}`);
  return { status: error.status, code: error.code, errors: error.errors };
}

test('a group is back-tested over the samples that were kept', async () => {
  const { status, data } = await ask();
  expect(status).toBe(200);
  expect(data).toMatchObject({
    kind: 'finished',
    group: 'hosts',
    ticks: 120,
    rules: [{ rule_id: 'hosts/Down', firings: 1, errors: 0 }],
    notifications: 2,
    incidents: { found: 1, precision: 1, recall: 1 },
  });
  expect((data as WrittenBacktest).transitions.map(({ state, tenant_id }) => [state, tenant_id])).toEqual(
    ['pending', 'firing', 'resolved'].map((state) => [state, 'acme']),
  );
});

test('a group that is evaluated live goes on from its alerts, and a draft of its name that differs does not', async () => {
  const later = { ...body, from: FROM + 45 * MINUTE, incidents: undefined };
  const live = (await ask({ body: { ...later, group: { name: 'live', rules: body.group.rules } } })).data;
  expect((live as WrittenBacktest).transitions).toMatchObject([
    { state: 'resolved', episode_start: FROM + 30 * MINUTE },
  ]);
  expect((live as WrittenBacktest).rules).toMatchObject([{ firings: 0, longest_ms: expect.any(Number) }]);
  const rules = body.group.rules.map((rule) => ({ ...rule, for: '4m' }));
  const draft = (await ask({ body: { ...later, group: { name: 'live', rules } } })).data;
  expect((draft as WrittenBacktest).transitions.map(({ state }) => state)).toEqual(['pending', 'firing', 'resolved']);
});

test('a rule of conditions is back-tested, as it is stored or as it was sent', async () => {
  const { group: _, ...range } = body;
  const stored = (await ask({ body: { ...range, rule_id: 'r1' } })).data as WrittenBacktest;
  expect(stored).toMatchObject({ kind: 'finished', group: 'No host', rules: [{ rule_id: 'r1', firings: 1 }] });
  expect(stored.transitions.map(({ state, at }) => [state, (at - FROM) / MINUTE])).toEqual([
    ['pending', 30],
    ['firing', 35],
    ['resolved', 60],
  ]);
  const { id: _id, version: _version, created_at: _c, updated_at: _u, ...draft } = rule;
  const sent = (await ask({ body: { ...range, rule: draft } })).data as WrittenBacktest;
  expect(sent.rules).toMatchObject([{ ...stored.rules[0], rule_id: 'on-demand' }]);
  expect(await problemOf(ask({ body: { ...range, rule_id: 'r2' } }))).toMatchObject({ status: 404 });
  expect(await problemOf(ask({ body: { ...body, rule_id: 'r1' } }))).toMatchObject({ errors: [{ path: 'group' }] });
  expect(await problemOf(ask({ body: range }))).toMatchObject({ errors: [{ path: 'rule' }] });
});

test('a tenant sees its own samples and no others', async () => {
  const { data } = await ask({ who: { ...principal, tenant: 'globex' } });
  expect(data).toMatchObject({ transitions: [] });
});

test('who asks for lines gets progress, and the report as the last line', async () => {
  const { raw } = await ask({ accept: 'application/x-ndjson' });
  const lines = (await text(raw?.content as Readable))
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as object);
  const shares = lines.slice(0, -1).map((line) => (line as { progress: number }).progress);
  expect(shares.length).toBeGreaterThan(50);
  expect(shares).toEqual(shares.toSorted((a, b) => a - b));
  expect(lines.at(-1)).toEqual({ data: (await ask()).data });
});

test('a failure is the last line for who asks for lines', async () => {
  const { raw } = await ask({ accept: 'application/x-ndjson', options: { samplesMax: 10 } });
  expect(JSON.parse(await text(raw?.content as Readable))).toMatchObject({
    problem: { type: 'urn:tocsin:problem:backtest-too-large', status: 422 },
  });
});

test('what cannot be back-tested is refused with the reason', async () => {
  const bad = { ...body, group: { name: 'hosts', rules: [{ alert: 'Down', expr: 'up ==' }] } };
  expect(await problemOf(ask({ body: bad }))).toMatchObject({
    status: 422,
    errors: [{ path: 'group.rules[0].expr' }],
  });
  expect(await problemOf(ask({ body: { ...body, to: FROM } }))).toMatchObject({ errors: [{ path: 'to' }] });
  const backwards = [{ from: 2, to: 1 }];
  expect(await problemOf(ask({ body: { ...body, incidents: backwards } }))).toMatchObject({
    errors: [{ path: 'incidents[0].to' }],
  });
  const foreign = { ...body, group: { ...body.group, tenant_id: 'globex' } };
  expect(await problemOf(ask({ body: foreign }))).toMatchObject({ errors: [{ path: 'tenant_id' }] });
  expect(await problemOf(ask({ who: { ...principal, scopes: ['rules:read'] } }))).toMatchObject({ status: 403 });
});

test.each([
  [new TooManySamples(5), 422, 'backtest-too-large'],
  [new HistoryUnavailable('a part does not answer'), 503, 'history-unavailable'],
])('a history that does not answer is told of: %s', async (error, status, code) => {
  const broken: SeriesHistory = { select: () => Promise.reject(error), series: () => Promise.reject(error) };
  expect(await problemOf(ask({ options: { history: broken } }))).toMatchObject({ status, code });
});

/** A back-test that ends only when it is given up. */
const endless: RunBacktest = (_job, _onProgress, signal) =>
  new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true }));

test('few run at once, and who has gone makes room', async () => {
  const gone = new AbortController();
  const route = routeWith({ run: endless, concurrentMax: 1 });
  const call = (signal: AbortSignal): Promise<RouteAnswer> =>
    route.handle({ principal, params: {}, query: {}, headers: {}, body, signal });
  const first = call(gone.signal);
  expect(await problemOf(call(gone.signal))).toMatchObject({ status: 503, code: 'backtests-busy' });
  gone.abort();
  expect(await problemOf(first)).toMatchObject({ status: 499, code: 'backtest-cancelled' });
  expect(await problemOf(call(AbortSignal.abort()))).toMatchObject({ code: 'backtest-cancelled' });
});

test('one that takes too long is given up', async () => {
  expect(await problemOf(ask({ options: { run: endless, timeMsMax: 5 } }))).toMatchObject({
    status: 422,
    code: 'backtest-too-long',
  });
});
