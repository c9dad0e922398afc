import { ConditionFactory } from '@tocsin/domain/rules/condition-factory';
import { systemClock } from '@tocsin/runtime/system-clock';
import { Standalone } from './world/standalone.js';

const { anomaly, forecast, threshold } = ConditionFactory;

let standalone: Standalone;
beforeAll(async () => {
  standalone = await Standalone.start();
}, 60_000);
afterAll(() => standalone.remove());

const MINUTE_MS = 60_000;
const now = Date.now();
const STEP_MS = 5 * MINUTE_MS;
/** How full a disk is, by the five minutes: it fills for twelve hours, and passes 90 % at the end of them. */
const usedAt = (step: number): number => 60 + step * 0.21 + ((step * 7) % 5) / 20;
const STEPS = 150;
const began = now - STEPS * STEP_MS;

const create = async (name: string, condition: object, where = standalone): Promise<string> => {
  const answer = await where.api.insist(201, 'POST', '/api/rules', {
    name,
    severity: 'HIGH',
    category: 'infrastructure',
    conditions: [condition],
  });
  return (answer.body['data'] as { id: string }).id;
};

/** Sends the disk's values of some steps, in order. */
async function send(from: number, to: number, where = standalone): Promise<void> {
  const samples = Array.from({ length: to - from }, (_, i) => ({
    metric: 'disk_used_percent',
    labels: { instance: 'db-1' },
    value: usedAt(from + i),
    timestamp: began + (from + i) * STEP_MS,
  }));
  await where.api.insist(202, 'POST', '/api/metrics', { samples });
}

async function until<Found>(look: () => Promise<Found | undefined>, what: string): Promise<Found> {
  const deadline = Date.now() + 30_000;
  while (Date.now() < deadline) {
    const found = await look();
    if (found !== undefined) return found;
    await systemClock.wait(100);
  }
  throw new Error(`${what} did not come`);
}

/** Waits for a line of `/metrics`. */
const metric = (where: Standalone, line: RegExp): Promise<true> =>
  until(async () => {
    const { body } = await where.api.insist(200, 'GET', '/metrics');
    return line.test(String(body['text'])) ? true : undefined;
  }, `a metric ${line}`);

type FoundAlert = { rule_id: string; state: string; started_at: number; labels: Record<string, string> };
const firing = (rule: string): Promise<FoundAlert> =>
  until(async () => {
    const { body } = await standalone.api.insist(200, 'GET', `/api/alerts?rule_id=${rule}&state=firing`);
    return (body['data'] as FoundAlert[])[0];
  }, `an alert of ${rule}`);

test('a rule on forecasts fires before the disk is full, and the chance of the other rule is told as a series', async () => {
  const soon = await create('disk will be full', forecast('disk_used_percent', '1h', '>', 90));
  const full = await create('disk is full', threshold('disk_used_percent', '>', 90));
  const odd = await create('disk is odd', anomaly('disk_used_percent', 0.8));
  // In pieces, so that forecasts are made on the way, as they would be day by day.
  for (let step = 0; step < STEPS; step += 10) await send(step, step + 10);
  const [warned, broke] = [await firing(soon), await firing(full)];
  expect(warned.labels).toMatchObject({ instance: 'db-1', source_metric: 'disk_used_percent' });
  // By the series' own time: at least half an hour before.
  expect(warned.started_at).toBeLessThan(broke.started_at - 30 * MINUTE_MS);
  const query = async (expr: string): Promise<[number, string][]> => {
    const path = `/api/v1/query_range?query=${encodeURIComponent(expr)}&start=${began / 1_000}&end=${now / 1_000}&step=60`;
    const { body } = await standalone.api.insist(200, 'GET', path);
    const { result } = body['data'] as { result: { values: [number, string][] }[] };
    return result[0]?.values ?? [];
  };
  const chances = await query(`tocsin_breach_probability{rule_id="${full}",horizon="1h"}`);
  const before = chances.filter(([time]) => time * 1_000 < broke.started_at - 50 * MINUTE_MS);
  expect(Number(before.at(0)?.[1])).toBeLessThan(0.3);
  expect(Math.max(...chances.map(([, chance]) => Number(chance)))).toBeGreaterThan(0.7);
  const { data } = await standalone.api.tocsin.getPredictions({ horizon: '6h' });
  expect(data).toMatchObject({
    is_on: true,
    abstained: [expect.objectContaining({ rule_id: full, reason: 'already_firing' })],
  });
  const scores = await query('tocsin_anomaly_score{source_metric="disk_used_percent"}');
  expect(scores.length).toBeGreaterThan(100);
  const { body } = await standalone.api.insist(200, 'GET', `/api/alerts?rule_id=${odd}`);
  expect(body['data']).toEqual([]);
  // The forecaster was asked, and answered.
  await metric(standalone, /^tocsin_model_questions\{[^}]*outcome="answered"[^}]*\} [1-9]/m);
  await metric(standalone, /^tocsin_model_served\{[^}]*model="quantile-forecaster"[^}]*\} 1$/m);
}, 120_000);

test('without trained models it is forecast all the same, and it is told that they do not answer', async () => {
  const without = await Standalone.start({ ML_MODEL_PATH: 'no/such/folder' });
  try {
    await create('disk will be full', forecast('disk_used_percent', '1h', '>', 90), without);
    for (let step = 0; step < STEPS; step += 50) await send(step, step + 50, without);
    await metric(without, /^tocsin_model_questions\{[^}]*outcome="unknown-model"[^}]*\} [1-9]/m);
    await metric(without, /^tocsin_predictions_total\{[^}]*metric="tocsin_forecast"[^}]*\} [1-9]/m);
  } finally {
    await without.remove();
  }
}, 60_000);

test('where nothing is predicted, a rule that needs it says so, and nothing comes of it', async () => {
  const without = await Standalone.start({ ENABLE_ML_FEATURES: 'false' });
  try {
    const { body } = await without.api.insist(201, 'POST', '/api/rules', {
      name: 'odd',
      severity: 'LOW',
      category: 'infrastructure',
      conditions: [anomaly('cpu'), threshold('cpu', '>', 1)],
    });
    expect(body['meta']).toMatchObject({ warnings: [{ path: 'conditions[0]', code: 'predictions_off' }] });
    expect((await without.api.tocsin.getPredictions()).data).toMatchObject({ is_on: false, predicted_alerts: [] });
    const metrics = await without.api.insist(200, 'GET', '/metrics');
    expect(String(metrics.body['text'])).not.toMatch(/tocsin_(prediction|model)/);
  } finally {
    await without.remove();
  }
}, 60_000);
