import { seriesKey } from '@tocsin/domain/engine/sample-batch';
import { RuleFactory } from '@tocsin/domain/rules/rule-factory';
import { DEMO_TENANT } from '@tocsin/service-demo/demo-world';
import { simulatedShop } from '@tocsin/service-demo/simulated-shop';
import { Predictor } from '@tocsin/service-ml-prediction/predictor';

const NOW = 1_790_000_000_000;
const PLACES = 100;
const none = { times: new Float64Array(), values: new Float64Array() };

/** For each metric of predictions the tick at which it is first told, of a start of the demo with nothing before it. */
async function firstTold(ticks: number): Promise<Map<string, number>> {
  const shop = simulatedShop('tocsin');
  const predictor = new Predictor({ seriesMax: PLACES, cpuShare: 1, elapsedMs: () => 0 }, null);
  const rules = Object.entries(shop.rules).map(([id, draft]) =>
    RuleFactory.create(draft, { id, tenantId: DEMO_TENANT }, 0),
  );
  predictor.changeRules(DEMO_TENANT, rules, []);
  predictor.setMarks(DEMO_TENANT, shop.marks);
  const first = new Map<string, number>();
  for (let tick = 0; tick < ticks; tick += 1) {
    const samples = shop.samplesAt(tick, NOW + tick * 1_000);
    const series = samples.map(({ metric, labels }) => seriesKey(metric, labels));
    const batch = {
      tenant: DEMO_TENANT,
      receivedAt: 0,
      series,
      seriesIndex: Uint32Array.from(series.keys()),
      timestamps: Float64Array.from(samples, ({ timestamp }) => timestamp),
      values: Float64Array.from(samples, ({ value }) => value),
    };
    for (const key of predictor.newOf(batch)) predictor.admit(DEMO_TENANT, key, none);
    for (const { metric } of await predictor.take(batch)) if (!first.has(metric)) first.set(metric, tick);
  }
  return first;
}

test('the demo has scores within two minutes, and forecasts and chances within the hour: neither page stays empty', async () => {
  const first = await firstTold(2_400);
  expect(first.get('tocsin_anomaly_score')).toBeLessThan(120);
  expect(first.get('tocsin_forecast')).toBeLessThan(2_400);
  expect(first.get('tocsin_breach_probability')).toBeLessThan(2_400);
}, 60_000);
