import { AlertRuleSchema } from '@tocsin/domain/rules/alert-rule';
import { FakeClock } from '@tocsin/ports/clock.fake';
import { FakeLanguageModel } from '@tocsin/ports/language-model.fake';
import { HistoryUnavailable } from '@tocsin/ports/series-history';
import { FakeSeriesHistory } from '@tocsin/ports/series-history.fake';
import type { Principal } from '../auth-manager.js';
import { BacktestRunner } from '../backtest/backtest-runner.js';
import { runBacktestJob } from '../backtest/backtest-job.js';
import { ProblemError } from '../problem.js';
import { languageRoutes, type LanguageRoutesOptions } from './language-routes.js';

const MINUTE = 60_000;
const NOW = 1_700_000_000_000;
const principal: Principal = {
  subject: 'ann',
  tenant: 'acme',
  scopes: ['rules:read', 'metrics:read'],
  tier: 'standard',
};

const history = new FakeSeriesHistory();
const minutes = Array.from({ length: 60 }, (_, i) => i);
history.add(
  'acme',
  { __name__: 'cpu_usage', host: 'web-1', env: 'prod' },
  minutes.map((minute) => [NOW - HOUR(1) + minute * MINUTE, minute >= 20 && minute < 30 ? 95 : 10]),
);
history.add('other', { __name__: 'secret_metric', host: 'x' }, [[NOW - MINUTE, 1]]);

function HOUR(count: number): number {
  return count * 60 * MINUTE;
}

/** Back-tests made here, not in a thread. */
const runner = new BacktestRunner({
  history,
  run: (job) =>
    new Promise((resolve) =>
      runBacktestJob(job, (news) => (news.kind === 'report' ? resolve(news.report) : undefined)),
    ),
});
const stored = AlertRuleSchema.parse({
  id: 'r1',
  tenant_id: 'acme',
  version: 1,
  created_at: 1,
  updated_at: 1,
  name: 'Busy',
  severity: 'HIGH',
  category: 'infrastructure',
  conditions: [{ type: 'threshold', metric_path: 'cpu_usage', operator: '>', threshold: 80 }],
});
const rules = { get: (tenant: string, id: string) => (tenant === 'acme' && id === 'r1' ? stored : null) };

function route(path: string, options: Partial<LanguageRoutesOptions> = {}) {
  const found = languageRoutes({
    history,
    runner,
    rules,
    clock: new FakeClock(NOW),
    languageModel: null,
    ...options,
  }).find((one) => one.path === path);
  return (body: unknown, who = principal, params = {}) =>
    found?.handle({ principal: who, params, query: {}, headers: {}, body }) ?? Promise.reject(new Error('no route'));
}
const fromWords = route('/api/rules/from-words');

async function problemOf(answer: Promise<unknown>): Promise<unknown> {
  const error: unknown = await answer.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof ProblemError)) throw new Error(`no problem: ${String(error)}`);
  return { status: error.status, code: error.code };
}

test("words become a rule over the tenant's own series, with what it would have told", async () => {
  const { status, data } = await fromWords({ text: 'cpu usage on web-1 above 90 % for 5 minutes', backtest_hours: 1 });
  expect(status).toBe(200);
  expect(data).toMatchObject({
    kind: 'rule',
    series: 1,
    rule: {
      draft: { for: '5m', conditions: [{ metric_path: 'cpu_usage', labels: { host: 'web-1' }, threshold: 90 }] },
      reading: 'Fires with severity MEDIUM when cpu_usage of host "web-1" is above 90 %, and has been so for 5m.',
      left_out: [],
    },
    backtest: { from: NOW - HOUR(1), to: NOW, firings: 1, in_alert_ms: 5 * MINUTE },
  });
});

test('words change a stored rule, and one that is sent', async () => {
  const changed = { kind: 'rule', rule: { draft: { name: 'Busy', severity: 'CRITICAL' } } };
  expect((await fromWords({ text: 'make it critical', rule_id: 'r1' })).data).toMatchObject(changed);
  const { id: _id, version: _v, created_at: _c, updated_at: _u, tenant_id: _t, ...rule } = stored;
  expect((await fromWords({ text: 'make it critical', rule })).data).toMatchObject(changed);
});

test("another tenant's metrics and rules are not there", async () => {
  const { data } = await fromWords({ text: 'secret metric above 5' });
  expect(data).toMatchObject({ kind: 'refused', code: 'unknown_subject' });
  expect(JSON.stringify(data)).not.toContain('secret_metric');
  const other = { ...principal, tenant: 'other' };
  expect(await problemOf(fromWords({ text: 'make it critical', rule_id: 'r1' }, other))).toMatchObject({ status: 404 });
});

test('questions carry their readings, refusals what can be said instead', async () => {
  expect((await fromWords({ text: 'cpu_usage above 80 in the last 10 minutes' })).data).toMatchObject({
    kind: 'asked',
    question: 'What of the 10m is meant?',
    choices: [{ label: 'their average', draft: {} }, {}, {}],
  });
  expect((await fromWords({ text: 'delete everything' })).data).toMatchObject({
    kind: 'refused',
    can: expect.any(String),
  });
});

test('bad requests are told', async () => {
  expect(await problemOf(fromWords({}))).toMatchObject({ status: 422 });
  expect(await problemOf(fromWords({ text: '' }))).toMatchObject({ status: 422 });
  expect(await problemOf(fromWords({ text: 'x'.repeat(10_000) }))).toMatchObject({ status: 422 });
  expect(await problemOf(fromWords({ text: 'x', context: { __proto__x: 1 } }))).toMatchObject({ status: 422 });
  expect(await problemOf(fromWords({ text: 'x' }, { ...principal, scopes: ['rules:read'] }))).toMatchObject({
    status: 403,
  });
  const away = { series: () => Promise.reject(new HistoryUnavailable('away')) };
  expect(await problemOf(route('/api/rules/from-words', { history: away })({ text: 'x' }))).toMatchObject({
    status: 503,
  });
});

test('a rule is read in one sentence', async () => {
  const explanation = route('/api/rules/{id}/explanation');
  expect((await explanation(undefined, principal, { id: 'r1' })).data).toEqual({
    text: 'Fires with severity HIGH when cpu_usage is above 80 %.',
  });
  expect(await problemOf(explanation(undefined, principal, { id: 'r2' }))).toMatchObject({ status: 404 });
});

describe('a language model', () => {
  const languageModel = new FakeLanguageModel();
  const ask = route('/api/rules/from-words', { languageModel });
  const condition = { type: 'threshold', metric: 'cpu_usage', labels: [], operator: '>', threshold: 90 };
  const proposal = { outcome: 'rule', match: 'all', conditions: [condition], severity: 'HIGH', for: '5m' };
  const freely = { text: 'shout as the boxes sweat past 90', backtest_hours: 1 };
  beforeEach(() => {
    languageModel.asked.length = 0;
    languageModel.answer = { kind: 'answered', text: JSON.stringify(proposal) };
  });

  test('is not asked where the grammar has a rule, nor where nobody named one', async () => {
    expect((await ask({ text: 'cpu_usage above 80' })).data).not.toHaveProperty('model');
    expect(languageModel.asked).toEqual([]);
    expect((await fromWords(freely)).data).not.toHaveProperty('model');
  });

  test('proposes where the grammar refuses: the same checks, the same back-test, and the answer says so', async () => {
    expect((await ask(freely)).data).toMatchObject({
      kind: 'rule',
      rule: {
        draft: { name: freely.text, severity: 'HIGH', conditions: [{ metric_path: 'cpu_usage', threshold: 90 }] },
        reading: 'Fires with severity HIGH when cpu_usage is above 90 %, and has been so for 5m.',
        assumptions: [expect.stringContaining('language model')],
      },
      backtest: { firings: 1, in_alert_ms: 5 * MINUTE },
      model: { name: 'fake-1', outcome: 'proposed' },
    });
    expect(JSON.stringify(languageModel.asked)).not.toContain('web-1');
    expect(JSON.stringify(languageModel.asked)).not.toContain('secret_metric');
  });

  test('stands beside the readings of a question', async () => {
    const { data } = await ask({ text: 'cpu_usage above 80 in the last 10 minutes' });
    expect(data).toMatchObject({
      kind: 'asked',
      choices: [{}, {}, {}, { label: 'as the language model fake-1 reads it' }],
      model: { outcome: 'proposed' },
    });
  });

  test.each([
    ['failed', { kind: 'failed', code: 'busy', message: 'it answered with status 429' }, 'status 429'],
    ['rejected', { kind: 'answered', text: 'Sure!' }, 'not taken'],
    ['none', { kind: 'answered', text: JSON.stringify({ ...proposal, outcome: 'none' }) }, 'no rule'],
  ] as const)('that %s leaves the refusal of the grammar, and says why', async (outcome, answer, message) => {
    languageModel.answer = answer;
    expect((await ask(freely)).data).toMatchObject({
      kind: 'refused',
      code: expect.any(String),
      reason: expect.any(String),
      model: { name: 'fake-1', outcome, message: expect.stringContaining(message) },
    });
  });
});
