import fc from 'fast-check';
import type { AlertRule } from '../rules/alert-rule.js';
import { RuleFactory } from '../rules/rule-factory.js';
import { validateRuleDraft } from '../rules/config-validator.js';
import { type Likelihood, likelihoodOf } from './rule-likelihood.js';
import { type Forecast, SeriesForecaster } from './series-forecaster.js';

const STEP_MS = 300_000;
const series = { metric: 'disk_used', labels: { instance: 'a' } };

function ruleOf(draft: object): AlertRule {
  const checked = validateRuleDraft({ name: 'r', severity: 'HIGH', category: 'infrastructure', ...draft });
  if (checked.kind === 'invalid') throw new Error(JSON.stringify(checked.findings));
  return RuleFactory.create(checked.draft, { id: 'r', tenantId: 'acme' }, 0);
}

const above = (threshold: number, rest: object = {}): AlertRule =>
  ruleOf({ conditions: [{ type: 'threshold', metric_path: 'disk_used', operator: '>', threshold }], ...rest });

function told(values: readonly number[]): { forecaster: SeriesForecaster; forecast: Forecast } {
  const forecaster = new SeriesForecaster();
  values.forEach((value, i) => forecaster.take(i * STEP_MS, value));
  return { forecaster, forecast: forecaster.forecast('1h') as Forecast };
}

const wave = Array.from({ length: 900 }, (_, i) => 50 + 20 * Math.sin(i / 30) + ((i * 37) % 11));
const world = told(wave);
const past = world.forecaster.pastFor('1h');
const chanceOf = (rule: AlertRule): ReturnType<typeof likelihoodOf> => {
  if (past === null) throw new Error('there is no past');
  return likelihoodOf(rule, series, past, world.forecast.paths);
};

test('of a rule that waits for nothing it is the weight of the paths that cross the threshold', () => {
  const { paths } = world.forecast;
  const now = wave.at(-2) as number;
  fc.assert(
    fc.property(fc.double({ min: now + 0.5, max: 120, noNaN: true }), (threshold) => {
      let share = 0;
      for (let path = 0; path < paths.count; path += 1)
        if (paths.high.subarray(path * paths.steps, (path + 1) * paths.steps).some((value) => value > threshold))
          share += paths.weights[path] as number;
      expect((chanceOf(above(threshold)) as Likelihood).share).toBeCloseTo(share, 9);
    }),
    { numRuns: 25 },
  );
});

test('a rule that waits longer fires on fewer paths', () => {
  const threshold = (wave.at(-2) as number) + 2;
  const [atOnce, later] = [above(threshold), above(threshold, { for: '15m' })].map(
    (rule) => chanceOf(rule) as Likelihood,
  );
  expect(later?.share).toBeLessThan(atOnce?.share ?? 0);
});

test('tells when it is as likely as not to have fired, and nothing where that is never', () => {
  // It rises by one each five minutes, from 599 on.
  const { forecaster, forecast } = told(Array.from({ length: 600 }, (_, i) => i));
  const view = forecaster.pastFor('1h');
  if (view === null) throw new Error('there is no past');
  const [waiting, never] = [above(601, { for: '15m' }), above(650)].map(
    (rule) => likelihoodOf(rule, series, view, forecast.paths) as Likelihood,
  );
  expect(waiting?.medianMs).toBeGreaterThanOrEqual(20 * 60_000);
  expect(waiting?.medianMs).toBeLessThanOrEqual(40 * 60_000);
  expect(never?.medianMs).toBeNull();
});

test('steps that are longer than a value stands live are one time without a gap', () => {
  const forecaster = new SeriesForecaster();
  for (let i = 0; i < 1_200; i += 1) forecaster.take(i * STEP_MS, i);
  const view = forecaster.pastFor('24h');
  const forecast = forecaster.forecast('24h');
  if (view === null || forecast.kind !== 'forecast') throw new Error('there is no past');
  expect(view.stepMs).toBeGreaterThan(15 * 60_000);
  // It is passed after some four hours, for good.
  const likelihood = likelihoodOf(above(1_250, { for: '1h' }), series, view, forecast.paths);
  expect(likelihood).toMatchObject({ kind: 'likelihood', share: expect.closeTo(1, 1) });
});

test('a value that is the threshold but for its last bits does not cross it', () => {
  const { forecaster, forecast } = told(Array<number>(600).fill(0.134));
  const view = forecaster.pastFor('1h');
  expect(view).not.toBeNull();
  if (view !== null) expect(likelihoodOf(above(0.134), series, view, forecast.paths)).toMatchObject({ share: 0 });
});

test('says why there is none', () => {
  expect(chanceOf(above(-5))).toEqual({ kind: 'already_firing' });
  const more = ruleOf({
    conditions: [
      { type: 'threshold', metric_path: 'disk_used', operator: '>', threshold: 80 },
      { type: 'threshold', metric_path: 'cpu', operator: '>', threshold: 80 },
    ],
  });
  expect(chanceOf(more)).toEqual({ kind: 'reads_more' });
  expect(chanceOf(ruleOf({ conditions: [{ type: 'promql', expr: 'disk_used > 3' }] }))).toEqual({ kind: 'reads_more' });
});

test('a change is seen from the past on', () => {
  const { forecaster, forecast } = told(Array.from({ length: 600 }, (_, i) => i));
  const view = forecaster.pastFor('1h');
  const rising = ruleOf({
    conditions: [
      { type: 'change', metric_path: 'disk_used', window: '30m', mode: 'absolute', operator: '>', threshold: 8 },
    ],
  });
  expect(view).not.toBeNull();
  if (view !== null) expect(likelihoodOf(rising, series, view, forecast.paths)).toMatchObject({ share: 0 });
});

describe('a rule that fired before the origin', () => {
  const MINUTE_MS = 60_000;
  /** Some samples a minute apart, on steps of five minutes: 20, and 90 in the minutes before the end that are named. */
  function blipped(minutesBefore: readonly number[], rule: AlertRule): ReturnType<typeof likelihoodOf> {
    const minutes = 1_500;
    const forecaster = new SeriesForecaster();
    for (let i = 0; i < minutes; i += 1)
      forecaster.take(i * MINUTE_MS, minutesBefore.includes(minutes - i) ? 90 : 20 + ((i * 7) % 5));
    // A sample of the next step ends the last one.
    forecaster.take(minutes * MINUTE_MS, 20);
    const [view, forecast] = [forecaster.pastFor('6h'), forecaster.forecast('6h')];
    if (view === null || forecast.kind === 'abstained') throw new Error('there is no forecast');
    expect(view).toMatchObject({ stepMs: STEP_MS, last: minutes / 5 - 1 });
    return likelihoodOf(rule, series, view, forecast.paths);
  }

  test.each([[[4]], [[3, 4]], [[8]], [[2, 9]]])(
    'and ended before it does not fire there (%j minutes before)',
    (before) => {
      expect(blipped(before, above(80))).toMatchObject({ kind: 'likelihood' });
    },
  );

  test('and still does at its last sample fires there', () => {
    expect(blipped([1], above(80))).toEqual({ kind: 'already_firing' });
    expect(blipped([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], above(80, { for: '5m' }))).toEqual({ kind: 'already_firing' });
  });

  test.each(['15m', '6h', '24h', '7d'] as const)(
    'and goes on firing fires there, whatever the steps of %s',
    (horizon) => {
      const forecaster = new SeriesForecaster();
      const steps = 30 * 24 * 12;
      for (let i = 0; i < steps; i += 1) forecaster.take(i * STEP_MS, i > steps - 200 ? 90 : 20);
      const [view, forecast] = [forecaster.pastFor(horizon), forecaster.forecast(horizon)];
      if (view === null || forecast.kind === 'abstained') throw new Error('there is no forecast');
      for (const rule of [above(80), above(80, { for: '5m' }), above(80, { for: '1h' })])
        expect(likelihoodOf(rule, series, view, forecast.paths)).toEqual({ kind: 'already_firing' });
    },
  );

  test('fires there as long as it keeps firing by its own setting', () => {
    expect(blipped([42], above(80, { keep_firing_for: '1h' }))).toEqual({ kind: 'already_firing' });
    expect(blipped([42], above(80, { keep_firing_for: '10m' }))).toMatchObject({ kind: 'likelihood' });
  });

  test('may fire anew in the steps that follow', () => {
    const every = Array.from({ length: 1_500 }, (_, i) => i).filter((minute) => minute % 5 === 3);
    expect((blipped(every, above(80)) as Likelihood).share).toBeGreaterThan(0.9);
  });
});
