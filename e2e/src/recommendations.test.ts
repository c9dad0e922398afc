import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { environment } from '@tocsin/runtime/environment';
import { Api, type Answer } from './world/api.js';
import { type BlippingLoad, incidentBody, pagingRule, samplesOf, untilKept } from './world/blips.js';
import { Standalone } from './world/standalone.js';

let standalone: Standalone;
let api: Api;
beforeAll(async () => {
  standalone = await Standalone.start();
  api = standalone.api;
}, 60_000);
afterAll(() => standalone.remove());

const MINUTE_MS = 60_000;
const DAY_MINUTES = 1_440;
/** Somewhat less than the day that is kept, so that nothing of it is forgotten meanwhile. */
const MINUTES = 1_380;
const now = Date.now();
const loadOf = (metric: string): BlippingLoad => ({
  metric,
  name: `${metric} is high`,
  began: now - MINUTES * MINUTE_MS,
  minutes: MINUTES,
  incidents: [150, 500, 900, 1_300],
  blips: 79,
  realEach: 9,
});
/** What the command line says to the running platform. */
const tocsin = async (...args: string[]) => {
  const main = join(process.cwd(), 'apps', 'cli', 'dist', 'main.js');
  const env = { ...environment, TOCSIN_TOKEN: api.token };
  const child = spawn(process.execPath, [main, 'recommendations', ...args, '--url', api.base], { env });
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { status: child.exitCode, stdout, stderr };
};
const dataOf = <Data = Record<string, unknown>>({ body }: Answer): Data => body['data'] as Data;

interface Recommendation {
  id: string;
  state: string;
  text: string;
  rule_version: number;
  applied_version?: number;
  confidence: number;
  after: { threshold: number; for: string };
  backtest: { before: { pages: number }; after: { pages: number } };
}
const recommendationFor = async (rule: string, body: object = { delay_max: '0' }): Promise<Recommendation> => {
  const answer = await api.insist(201, 'POST', `/api/rules/${rule}/recommendations`, body);
  return dataOf<{ recommendation: Recommendation }>(answer).recommendation;
};

test('a day of pages comes to a setting that would have sent fewer, which is accepted and measured', async () => {
  const load = loadOf('queue_length');
  const rule = await pagingRule(api, load);
  const samples = samplesOf(load);
  const [first = 0, ...others] = load.incidents;

  const early = await tocsin('make', rule);
  expect([early.status, early.stdout]).toEqual([1, 'no_samples: Of what the rule reads, no samples are kept.\n']);

  // Somebody cares for the alert of the first incident while it fires; of the others somebody writes down afterwards.
  await api.insist(202, 'POST', '/api/metrics', { samples: samples.slice(0, first + 10) });
  const isReal = ({ state, started_at }: { state: string; started_at: number }): boolean =>
    state === 'firing' && started_at === load.began + first * MINUTE_MS;
  const firing = (await api.alertsUntil((all) => all.some(isReal), { rule_id: rule })).find(isReal);
  await api.insist(200, 'POST', `/api/alerts/${firing?.id ?? ''}/acknowledge`, { comment: 'on it' });
  await api.insist(202, 'POST', '/api/metrics', { samples: samples.slice(first + 10) });
  for (const minute of others) await api.insist(201, 'POST', '/api/incidents', incidentBody(load, minute));
  await untilKept(api, load);

  const made = await recommendationFor(rule);
  expect(made).toMatchObject({ state: 'open', rule_version: 1, backtest: { incidents: 4 } });
  expect(made.text).toMatch(/would have sent 12 instead of 83 pages in 23 hours and missed none of the 4 incidents$/);
  expect(made.confidence).toBeGreaterThan(0.99);
  // What the back-test says that the rule sent is what it sent.
  const isOver = (all: readonly { state: string }[]): boolean =>
    all.filter(({ state }) => state === 'resolved').length >= made.backtest.before.pages;
  expect(await api.alertsUntil(isOver, { rule_id: rule })).toHaveLength(83);
  expect(dataOf(await api.insist(200, 'GET', `/api/rules/${rule}`))).toMatchObject({ version: 1, for: '0' });

  const accepted = await api.insist(200, 'POST', `/api/recommendations/${made.id}/accept`, { reason: 'too loud' });
  expect(dataOf(accepted)).toMatchObject({
    state: 'accepted',
    applied_version: 2,
    decision: { by: 'admin', reason: 'too loud' },
  });
  expect(dataOf(await api.insist(200, 'GET', `/api/rules/${rule}`))).toMatchObject({
    version: 2,
    conditions: [{ threshold: made.after.threshold }],
  });
  expect((await api.ask('POST', `/api/recommendations/${made.id}/accept`, {})).status).toBe(409);

  for (const value of [84, 40, 97, 40]) {
    const sample = { metric: load.metric, labels: { instance: 'a' }, value, timestamp: Date.now() };
    await api.insist(202, 'POST', '/api/metrics', { samples: [sample] });
  }
  interface Outcome {
    sent: { pages: number };
    before: { pages: number };
    text: string;
  }
  const outcome = await api.dataUntil<Outcome>(
    `/api/recommendations/${made.id}/outcome`,
    ({ sent, before }) => sent.pages >= 1 && before.pages >= 2,
  );
  expect(outcome).toMatchObject({ sent: { pages: 1, missed: 0 }, before: { pages: 2, missed: 0 }, incidents: 0 });
  expect(outcome.text).toMatch(
    /^sent 1 page in \d+ minutes?, where "> 80" would have sent 2, and no incident is known/,
  );
}, 60_000);

test('a recommendation is refused, superseded, or out of date', async () => {
  const load = loadOf('disk_io');
  const rule = await pagingRule(api, load);
  await api.insist(202, 'POST', '/api/metrics', { samples: samplesOf(load) });
  for (const minute of load.incidents) await api.insist(201, 'POST', '/api/incidents', incidentBody(load, minute));
  await untilKept(api, load);
  const [first, second] = [await recommendationFor(rule), await recommendationFor(rule)];
  const path = `/api/recommendations?state=open&rule_id=${rule}`;
  const open = await api.dataUntil<Recommendation[]>(path, ({ length }) => length === 1);
  expect(open.map(({ id }) => id)).toEqual([second.id]);
  expect((await api.ask('POST', `/api/recommendations/${first.id}/refuse`, {})).status).toBe(409);

  expect((await tocsin('list')).stdout).toMatch(new RegExp(`${second.id} +open +${load.name} .*"> 85" instead of`));
  const refused = await tocsin('refuse', second.id, '--reason', 'not now', '-o', 'json');
  expect(JSON.parse(refused.stdout)).toMatchObject({ state: 'refused', decision: { reason: 'not now' } });
  expect((await tocsin('accept', second.id)).stderr).toContain('only an open one is decided');
  const outcome = await api.ask('GET', `/api/recommendations/${second.id}/outcome`);
  expect([outcome.status, outcome.body['type']]).toEqual([409, 'urn:tocsin:problem:not-applied']);

  const third = await recommendationFor(rule, {});
  const { conditions } = dataOf<{ conditions: object[] }>(await api.insist(200, 'GET', `/api/rules/${rule}`));
  const changed = { name: load.name, severity: 'HIGH', category: 'infrastructure', conditions, for: '1m' };
  await api.insist(200, 'PUT', `/api/rules/${rule}`, changed, { 'if-match': '*' });
  const late = await api.ask('POST', `/api/recommendations/${third.id}/accept`, {});
  expect([late.status, late.body['type']]).toEqual([409, 'urn:tocsin:problem:rule-changed']);
  expect(dataOf(await api.insist(200, 'GET', `/api/recommendations/${third.id}`))).toMatchObject({
    state: 'out_of_date',
  });
  expect(dataOf(await api.insist(200, 'GET', path))).toEqual([]);
}, 60_000);

test('where changes need approval, an accepted recommendation waits for it', async () => {
  const load = loadOf('threads');
  const rule = await pagingRule(api, load);
  await api.insist(202, 'POST', '/api/metrics', { samples: samplesOf(load) });
  for (const minute of load.incidents) await api.insist(201, 'POST', '/api/incidents', incidentBody(load, minute));
  await untilKept(api, load);
  const made = await recommendationFor(rule);
  await api.insist(200, 'PUT', '/api/approval-policy', { severities: ['HIGH'] });
  const waiting = await api.insist(202, 'POST', `/api/recommendations/${made.id}/accept`, {});
  expect(dataOf(waiting)).toMatchObject({ state: 'accepted', applied_version: 2 });
  expect(dataOf(await api.insist(200, 'GET', `/api/rules/${rule}`))).toMatchObject({ version: 1 });
  expect((await api.ask('GET', `/api/recommendations/${made.id}/outcome`)).status).toBe(409);

  const asked = { subject: 'else', tenant_id: 'acme_main', role: 'approver' };
  const token = await api.insist(201, 'POST', '/api/tokens', asked);
  const approver = new Api(api.base, dataOf<{ token: string }>(token).token);
  await approver.insist(200, 'POST', `/api/rules/${rule}/approve`, { version: 2 });
  expect(dataOf(await api.insist(200, 'GET', `/api/rules/${rule}`))).toMatchObject({
    version: 2,
    conditions: [{ threshold: made.after.threshold }],
  });
  await api.insist(200, 'GET', `/api/recommendations/${made.id}/outcome`);
});

test('incidents are written down, listed and taken back', async () => {
  const load = loadOf('gone');
  const body = incidentBody(load, 5);
  for (const [change, path] of [
    [{ ends_at: body.starts_at - 1 }, 'ends_at'],
    [{ ends_at: body.starts_at + 32 * DAY_MINUTES * MINUTE_MS }, 'ends_at'],
    [{ matchers: ['a=""'] }, 'matchers'],
    [{ matchers: ['='] }, 'matchers[0]'],
    [{ title: '' }, 'title'],
  ] as const) {
    const { status, body: problem } = await api.ask('POST', '/api/incidents', { ...body, ...change });
    expect([status, (problem['errors'] as { path: string }[])[0]?.path]).toEqual([422, path]);
  }
  const { id } = dataOf<{ id: string }>(await api.insist(201, 'POST', '/api/incidents', body));
  expect(dataOf(await api.insist(200, 'GET', `/api/incidents/${id}`))).toMatchObject({ ...body, created_by: 'admin' });
  const ids = async (): Promise<string[]> =>
    dataOf<{ id: string }[]>(await api.insist(200, 'GET', '/api/incidents?limit=500')).map((one) => one.id);
  expect(await ids()).toContain(id);
  await api.insist(204, 'DELETE', `/api/incidents/${id}`);
  expect(await ids()).not.toContain(id);
  expect((await api.ask('DELETE', `/api/incidents/${id}`)).status).toBe(404);
});
