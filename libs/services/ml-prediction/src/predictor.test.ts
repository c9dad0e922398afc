import type { Sample } from '@tocsin/contracts/topics/pack-samples';
import { noise } from '@tocsin/domain/detection/noise.fake';
import { fingerprintOf } from '@tocsin/domain/engine/judge';
import { type SampleBatch, seriesKey } from '@tocsin/domain/engine/sample-batch';
import type { Transition } from '@tocsin/domain/engine/transition';
import { ConditionFactory } from '@tocsin/domain/rules/condition-factory';
import type { AlertRule } from '@tocsin/domain/rules/alert-rule';
import { BREACH_PROBABILITY, DRIFT, PREDICTION_ABSTAINED, TIME_TO_BREACH } from '@tocsin/domain/rules/condition-source';
import type { ModelInference } from '@tocsin/ports/model-server';
import { FakeModelServer } from '@tocsin/ports/model-server.fake';
import { ruleWith } from '@tocsin/testing/rules';
import { Predictor, type PredictorOptions } from './predictor.js';

const STEP_MS = 300_000;
const anomaly = ruleWith('odd', 'acme', { conditions: [ConditionFactory.anomaly('disk')] });
const full = ruleWith('full', 'acme', { conditions: [ConditionFactory.threshold('disk', '>', 90)] });
const soon = ruleWith('soon', 'acme', {
  conditions: [ConditionFactory.forecast('disk', '1h', '>', 90, { quantile: '0.8', labels: { instance: 'a' } })],
});
const keyOf = (instance: string, metric = 'disk'): string => seriesKey(metric, { instance });

function batchOf(key: string, samples: readonly (readonly [number, number])[], tenant = 'acme'): SampleBatch {
  return {
    tenant,
    receivedAt: 0,
    series: [key],
    seriesIndex: new Uint32Array(samples.length),
    timestamps: Float64Array.from(samples, ([time]) => time),
    values: Float64Array.from(samples, ([, value]) => value),
  };
}

/** A disk that fills by a tenth of a percent each five minutes; with 295 samples it is 89 % full. */
const disk = (count: number): [number, number][] =>
  Array.from({ length: count }, (_, i) => [i * STEP_MS, 59.5 + i * 0.1 + ((i * 7) % 5) / 10]);

function predictorFor(
  rules: readonly AlertRule[],
  { selectors = [], ...options }: Partial<PredictorOptions & { selectors: string[] }> = {},
): Predictor {
  const predictor = new Predictor({ seriesMax: 10, cpuShare: 1, elapsedMs: () => 0, ...options }, null);
  predictor.changeRules('acme', rules, []);
  predictor.setMarks('acme', selectors);
  return predictor;
}

function fed(predictor: Predictor, key: string, samples: readonly (readonly [number, number])[]): Promise<Sample[]> {
  const batch = batchOf(key, samples);
  for (const one of predictor.newOf(batch))
    predictor.admit('acme', one, { times: new Float64Array(), values: new Float64Array() });
  return predictor.take(batch);
}

/** Most of a series told as its past, the rest as it comes. */
function fedWithPast(
  predictor: Predictor,
  key: string,
  samples: readonly (readonly [number, number])[],
  fresh: number,
): Promise<Sample[]> {
  const past = samples.slice(0, -fresh);
  const batch = batchOf(key, samples.slice(-fresh));
  predictor.newOf(batch);
  predictor.admit('acme', key, {
    times: Float64Array.from(past, ([time]) => time),
    values: Float64Array.from(past, ([, value]) => value),
  });
  return predictor.take(batch);
}

const namesOf = (told: readonly Sample[]): Set<string> => new Set(told.map(({ metric }) => metric));
const lastOf = (told: readonly Sample[], metric: string, own: Record<string, string>): Sample | undefined =>
  told.findLast(
    (one) => one.metric === metric && Object.entries(own).every(([name, value]) => one.labels[name] === value),
  );

describe('what is predicted follows from the rules', () => {
  test('scores where a condition reads them, with the labels of the series', async () => {
    const told = await fed(predictorFor([anomaly]), keyOf('a'), disk(295));
    expect(namesOf(told)).toEqual(new Set(['tocsin_anomaly_abstained', 'tocsin_anomaly_score']));
    // A score or why there is none; the latter again only after a while.
    const ofScore = told.filter(({ metric }) => metric === 'tocsin_anomaly_score');
    const abstained = told.filter(({ metric }) => metric === 'tocsin_anomaly_abstained');
    expect(abstained.length).toBe(295 - ofScore.length);
    expect(new Set(abstained.map(({ labels }) => labels['reason']))).toEqual(new Set(['too_few_samples']));
    expect(told.at(-1)).toMatchObject({
      labels: { instance: 'a', source_metric: 'disk' },
      timestamp: 294 * STEP_MS,
    });
    for (const { value } of told) expect(value >= 0 && value <= 1).toBe(true);
  });

  test('which members had a share in a high score, so that the shares of a part add up to one', async () => {
    const samples = disk(295);
    samples.push([295 * STEP_MS, 5], [296 * STEP_MS, 95]);
    const told = await fed(predictorFor([anomaly]), keyOf('a'), samples);
    const onset = told.find(({ metric, value }) => metric === 'tocsin_anomaly_score' && value >= 0.5);
    expect(onset?.timestamp).toBe(295 * STEP_MS);
    const shares = told.filter(({ metric }) => metric === 'tocsin_anomaly_contribution');
    const ofOnset = shares.filter(({ timestamp }) => timestamp === onset?.timestamp);
    expect(ofOnset.map(({ labels }) => labels['part'])).toEqual(ofOnset.map(() => 'onset'));
    expect(ofOnset[0]).toMatchObject({ labels: { instance: 'a', source_metric: 'disk', member: 'new_value' } });
    for (const time of new Set(shares.map(({ timestamp }) => timestamp))) {
      const sum = shares.reduce((all, { timestamp, value }) => all + (timestamp === time ? value : 0), 0);
      expect(sum).toBeCloseTo(1, 9);
    }
  });

  test('what comes often is told to have no score no more often than every five minutes', async () => {
    const often = disk(40).map(([time, value]): [number, number] => [time / 20, value]);
    const told = await fed(predictorFor([anomaly]), keyOf('a'), often);
    const abstained = told.filter(({ metric }) => metric === 'tocsin_anomaly_abstained');
    expect(abstained.map(({ timestamp }) => timestamp)).toEqual([0, STEP_MS]);
  });

  test('forecasts of the horizon and series that a condition reads, and of no others', async () => {
    const predictor = predictorFor([soon]);
    const told = await fedWithPast(predictor, keyOf('a'), disk(295), 2);
    const quantiles = told.filter(({ timestamp }) => timestamp === 294 * STEP_MS);
    expect(quantiles.map(({ labels }) => [labels['horizon'], labels['quantile']])).toEqual(
      ['0.1', '0.5', '0.8', '0.9'].map((quantile) => ['1h', quantile]),
    );
    expect(quantiles[3]?.value).toBeGreaterThan(quantiles[0]?.value ?? Number.NaN);
    expect(await fed(predictor, keyOf('b'), disk(50))).toEqual([]);
  });

  test('chances of rules of one series, at each horizon; where one cannot be told, why', async () => {
    const told = await fedWithPast(predictorFor([full]), keyOf('a'), disk(295), 3);
    expect(namesOf(told)).toEqual(new Set([BREACH_PROBABILITY, TIME_TO_BREACH, PREDICTION_ABSTAINED]));
    const [soonest, later] = ['15m', '6h'].map((horizon) =>
      lastOf(told, BREACH_PROBABILITY, { horizon, rule_id: 'full' }),
    );
    // It stands at 89; within six hours it will have passed 90.
    expect(later?.value).toBeGreaterThan(0.5);
    expect(soonest?.value).toBeLessThanOrEqual(later?.value ?? 0);
    // It rises by 1.2 an hour, give or take its swing.
    const seconds = lastOf(told, TIME_TO_BREACH, { horizon: '6h', rule_id: 'full' })?.value ?? Number.NaN;
    expect(seconds).toBeGreaterThan(900);
    expect(seconds).toBeLessThan(3 * 3_600);
    expect(lastOf(told, TIME_TO_BREACH, { horizon: '15m' })).toBeUndefined();
    expect(lastOf(told, PREDICTION_ABSTAINED, { horizon: '7d' })?.labels['reason']).toBe('too_little_past');
  });

  test('nothing of what the platform predicts itself, of other tenants, or of paused rules', async () => {
    const predictor = predictorFor([anomaly, { ...full, status: 'paused' }]);
    expect(
      predictor.newOf({ tenant: 'acme', series: [keyOf('a', 'tocsin_anomaly_score'), keyOf('a', 'cpu')] }),
    ).toEqual([]);
    expect(predictor.newOf({ tenant: 'globex', series: [keyOf('a')] })).toEqual([]);
  });

  test('rules that come and go: more of a series wants its past again, nothing of it forgets it', async () => {
    const predictor = predictorFor([anomaly]);
    await fed(predictor, keyOf('a'), disk(10));
    expect(predictor.newOf({ tenant: 'acme', series: [keyOf('a')] })).toEqual([]);
    predictor.changeRules('acme', [full], []);
    expect(predictor.newOf({ tenant: 'acme', series: [keyOf('a')] })).toEqual([keyOf('a')]);
    predictor.changeRules('acme', [], [anomaly.id, full.id]);
    expect(predictor.stats().tenants['acme']?.series).toBe(0);
    expect(await fed(predictor, keyOf('a'), disk(20))).toEqual([]);
  });
});

describe('marked series', () => {
  test('are scored and forecast at every horizon, with a middle and a band, though no rule asks', async () => {
    const predictor = predictorFor([], { selectors: ['disk{instance="a"}'] });
    const told = await fedWithPast(predictor, keyOf('a'), disk(295), 3);
    expect(namesOf(told)).toEqual(new Set(['tocsin_anomaly_score', 'tocsin_forecast', PREDICTION_ABSTAINED]));
    const forecast = told.filter(({ metric, labels }) => metric === 'tocsin_forecast' && labels['horizon'] === '6h');
    expect(new Set(forecast.map(({ labels }) => labels['quantile']))).toEqual(new Set(['0.1', '0.5', '0.9']));
    expect(lastOf(told, PREDICTION_ABSTAINED, { horizon: '7d' })?.labels['reason']).toBe('too_little_past');
    expect(await fed(predictor, keyOf('b'), disk(50))).toEqual([]);
  });

  test('are new again when a mark asks for more, and forgotten when it is taken away', async () => {
    const predictor = predictorFor([anomaly]);
    await fed(predictor, keyOf('a'), disk(10));
    predictor.setMarks('acme', ['{}']);
    expect(predictor.newOf({ tenant: 'acme', series: [keyOf('a')] })).toEqual([keyOf('a')]);
    await fed(predictor, keyOf('a'), disk(10));
    await fed(predictor, keyOf('a', 'cpu'), disk(10));
    predictor.setMarks('acme', []);
    expect(predictor.stats().tenants).toEqual({ acme: { series: 1, left_out: 0 } });
  });

  test.each([
    ['no number ever', () => Number.NaN],
    ['one value', () => 5],
    ['numbers beyond what can be squared', (i: number) => 1e18 * (1 + (i % 3))],
    ['a counter that begins again', (i: number) => (i * 40) % 3_000],
    ['seconds that turn into milliseconds', (i: number) => (i < 200 ? 0.2 : 200) + (i % 7) / 10],
  ])('%s: nothing breaks, and each horizon has forecasts or a reason', async (_, valueAt) => {
    const samples = Array.from({ length: 300 }, (_unused, i): [number, number] => [i * STEP_MS, valueAt(i)]);
    const told = await fedWithPast(predictorFor([full], { selectors: ['{}'] }), keyOf('a'), samples, 3);
    for (const { value } of told) expect(Number.isFinite(value)).toBe(true);
    for (const horizon of ['15m', '1h', '6h', '24h', '7d'])
      expect(told.some(({ labels }) => labels['horizon'] === horizon)).toBe(true);
  });

  test('three samples tell nothing yet, and that is said', async () => {
    const told = await fed(predictorFor([], { selectors: ['{}'] }), keyOf('a'), disk(3));
    expect(namesOf(told)).toEqual(new Set([PREDICTION_ABSTAINED, 'tocsin_anomaly_abstained']));
  });
});

test('a past that the history tells spares the learning', async () => {
  const told = await fedWithPast(predictorFor([anomaly]), keyOf('a'), disk(295), 1);
  expect(namesOf(told)).toEqual(new Set(['tocsin_anomaly_score']));
});

describe('a network beside', () => {
  const refusing: ModelInference = {
    infer: async () => ({ kind: 'refused', reason: 'unknown-model', message: 'there is none' }),
  };
  const toldWith = async (models: ModelInference | null, ...rules: AlertRule[]) => {
    const predictor = new Predictor({ seriesMax: 10, cpuShare: 1, elapsedMs: () => 0 }, models);
    predictor.changeRules('acme', rules, []);
    return { told: await fedWithPast(predictor, keyOf('a'), disk(400), 20), stats: predictor.stats() };
  };

  test('that does not answer leaves all as without it, and is counted', async () => {
    const [without, refused] = [await toldWith(null, anomaly, soon), await toldWith(refusing, anomaly, soon)];
    const ordered = (told: readonly Sample[]): string[] => told.map((sample) => JSON.stringify(sample)).sort();
    expect(ordered(refused.told)).toEqual(ordered(without.told));
    // Only of the horizon whose quantiles are read, once for each time that they are told.
    expect(refused.stats.network.refused).toEqual({ 'unknown-model': 20 });
    expect(without.stats.network).toEqual({ answered: 0, refused: {}, last: null });
  });

  test('has a say in quantiles once it has been right, and none in chances', async () => {
    const model = {
      version: '1.0.0',
      inputs: { values: 512, observed: 512 },
      // It goes on from the last value, and is sure of it.
      answer: ({ values }: Readonly<Record<string, Float32Array>>) =>
        Float32Array.from({ length: 64 * 9 }, (_, i) => (values?.[511] ?? 0) + (i % 9) / 1_000),
    };
    const [without, asked] = [
      await toldWith(null, full, soon),
      await toldWith(new FakeModelServer(new Map([['quantile-forecaster', model]])), full, soon),
    ];
    const of = (told: readonly Sample[], metric: string): Sample[] => told.filter((one) => one.metric === metric);
    expect(asked.stats.network.answered).toBe(20);
    expect(of(asked.told, BREACH_PROBABILITY)).toEqual(of(without.told, BREACH_PROBABILITY));
    const [mixed, own] = [of(asked.told, 'tocsin_forecast'), of(without.told, 'tocsin_forecast')];
    expect(mixed.slice(0, 4)).toEqual(own.slice(0, 4));
    expect(mixed.map(({ value }) => value)).not.toEqual(own.map(({ value }) => value));
    // Each series of forecasts comes in the order of its times.
    const times = mixed.filter(({ labels }) => labels['quantile'] === '0.5').map(({ timestamp }) => timestamp);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
  });
});

describe('bounds', () => {
  test('series beyond the limit are left out, counted once, and not asked for again', async () => {
    const predictor = predictorFor([anomaly], { seriesMax: 2 });
    for (const instance of ['a', 'b', 'c', 'c', 'd']) await fed(predictor, keyOf(instance), disk(3));
    expect(predictor.stats().tenants).toEqual({ acme: { series: 2, left_out: 2 } });
  });

  test('of very many series that come at once, few are admitted by each batch, until all places are taken', async () => {
    const predictor = predictorFor([], { selectors: ['{}'], seriesMax: 50 });
    const keys = Array.from({ length: 2_000 }, (_, i) => keyOf(`i${(i * 7) % 2_000}`));
    const batch: SampleBatch = {
      tenant: 'acme',
      receivedAt: 0,
      series: keys,
      seriesIndex: Uint32Array.from(keys.keys()),
      timestamps: new Float64Array(keys.length).fill(STEP_MS),
      values: new Float64Array(keys.length).fill(1),
    };
    const admitted: string[] = [];
    for (let round = 0; round < 10; round += 1) {
      const fresh = predictor.newOf(batch);
      expect(fresh.length).toBeLessThanOrEqual(20);
      for (const key of fresh) predictor.admit('acme', key, { times: new Float64Array(), values: new Float64Array() });
      admitted.push(...fresh);
    }
    expect(admitted.toSorted()).toEqual(keys.toSorted().slice(0, 50));
    expect(predictor.stats().tenants).toEqual({ acme: { series: 50, left_out: 1_950 } });
  });

  test('forecasts that would take more than their share are put off; scores go on', async () => {
    let elapsed = 0;
    const predictor = predictorFor([anomaly, full], { cpuShare: 0.1, elapsedMs: () => (elapsed += 1_000) });
    const told = await fed(predictor, keyOf('a'), disk(120));
    expect(predictor.stats().put_off).toBeGreaterThan(0);
    expect(told.filter(({ metric }) => metric === 'tocsin_anomaly_score').at(-1)?.timestamp).toBe(119 * STEP_MS);
  });

  test('with the whole of a core nothing is put off, however slow the machine', async () => {
    const toldIn = async (stepMs: number): Promise<Sample[]> => {
      let elapsed = 0;
      const predictor = predictorFor([full], { cpuShare: 1, elapsedMs: () => (elapsed += stepMs) });
      const samples = await fed(predictor, keyOf('a'), disk(120));
      expect(predictor.stats().put_off).toBe(0);
      return samples;
    };
    expect(await toldIn(30_000)).toEqual(await toldIn(1));
  });

  test('samples that come late, twice, or hold no number, change nothing and stop nothing', async () => {
    const predictor = predictorFor([anomaly, full]);
    await fed(predictor, keyOf('a'), disk(100));
    const strange: [number, number][] = [
      [99 * STEP_MS, 5],
      [10, 5],
      [100 * STEP_MS, Number.NaN],
      [101 * STEP_MS, 1e300],
      [102 * STEP_MS, Number.POSITIVE_INFINITY],
    ];
    for (const { value } of await predictor.take(batchOf(keyOf('a'), strange)))
      expect(Number.isFinite(value)).toBe(true);
    expect((await predictor.take(batchOf(keyOf('a'), [[103 * STEP_MS, 60]]))).length).toBeGreaterThan(0);
  });
});

test('chances are held against what happened', async () => {
  const predictor = predictorFor([full]);
  const key = keyOf('a');
  expect(predictor.stats().accuracy).toEqual({});
  await fedWithPast(predictor, key, disk(290), 8);
  const told = lastOf(await fed(predictor, key, disk(292).slice(290)), BREACH_PROBABILITY, { horizon: '15m' });
  expect(told).toBeDefined();
  // What was told of earlier quarters of an hour has come to nothing by now.
  const calm = predictor.stats().accuracy['acme'] ?? Number.NaN;
  expect(calm).toBeGreaterThan(0.5);
  const fingerprint = fingerprintOf({ instance: 'a' });
  predictor.hear({
    tenant_id: 'acme',
    rule_id: 'full',
    fingerprint,
    state: 'firing',
    at: 292 * STEP_MS,
  } as Transition);
  expect(predictor.stats().accuracy['acme']).not.toBe(calm);
});

test('a series that has changed its unit is forecast anew, and that is told', async () => {
  const predictor = predictorFor([soon]);
  const seconds = Array.from({ length: 300 }, (_, i): [number, number] => [i * STEP_MS, 0.2 + ((i * 7) % 11) / 100]);
  await fedWithPast(predictor, keyOf('a'), seconds, 1);
  const milliseconds = seconds.map(([time, value]): [number, number] => [time + 300 * STEP_MS, value * 1_000]);
  const told = await predictor.take(batchOf(keyOf('a'), milliseconds.slice(0, 60)));
  const drifts = told.filter(({ metric }) => metric === DRIFT);
  expect(drifts.map(({ labels }) => labels)).toEqual([
    { instance: 'a', source_metric: 'disk', drift_type: 'schema', test: 'unit' },
  ]);
  const since = drifts[0]?.timestamp ?? 0;
  const forecasts = told.filter(({ metric, timestamp }) => metric === 'tocsin_forecast' && timestamp > since);
  // What it was in seconds says nothing any more.
  for (const { value } of forecasts) expect(value).toBeGreaterThan(100);
});

test('a series that is as ever but goes its ways otherwise is concept drift; one that goes on as it did is none', async () => {
  const random = noise(5);
  const rule = ruleWith('soon', 'acme', { conditions: [ConditionFactory.forecast('disk', '15m', '>', 90)] });
  const [PAST, STEPS] = [288, 1_100];
  /** A rhythm of two hours; later the same values in any order. */
  const wave = (i: number, isChanged: boolean): number =>
    50 + 10 * Math.sin((2 * Math.PI * (isChanged ? Math.floor(24 * Math.abs(random())) : i)) / 24) + random();
  const driftsOf = async (instance: string, changesAt: number): Promise<Sample[]> => {
    const samples = Array.from({ length: PAST + STEPS }, (_, i): [number, number] => [
      i * STEP_MS,
      wave(i, i >= changesAt),
    ]);
    const told = await fedWithPast(predictorFor([rule]), keyOf(instance), samples, STEPS);
    return told.filter(({ metric }) => metric === DRIFT);
  };
  const [first, ...others] = await driftsOf('a', PAST + 800);
  expect(first?.labels).toMatchObject({ instance: 'a', source_metric: 'disk', drift_type: 'concept' });
  expect(first?.timestamp).toBeGreaterThan((PAST + 800) * STEP_MS);
  expect(first?.timestamp).toBeLessThan((PAST + STEPS) * STEP_MS);
  expect(others.filter(({ labels }) => labels['drift_type'] === 'schema')).toEqual([]);
  expect(await driftsOf('b', PAST + STEPS)).toEqual([]);
}, 60_000);
