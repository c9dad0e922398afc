import { OnePlace } from '../engine/one-place.js';
import { seriesKey } from '../engine/sample-batch.js';
import type { Transition } from '../engine/transition.js';
import type { AlertRule } from '../rules/alert-rule.js';
import { RuleDraftSchema } from '../rules/alert-rule.js';
import { ConditionFactory } from '../rules/condition-factory.js';
import type { RuleCondition } from '../rules/condition.js';
import { RuleFactory } from '../rules/rule-factory.js';
import { RuleBacktest, ruleNeeds } from './rule-backtest.js';
import type { SampleSeries } from './sample-feed.js';

const MINUTE = 60_000;
const START = 1_700_000_000_000;
const { all, change, not, outlier, promql, sequence, threshold } = ConditionFactory;

const ruleOf = (conditions: RuleCondition[], holds: object = {}): AlertRule =>
  RuleFactory.create(
    RuleDraftSchema.parse({
      name: 'r',
      severity: 'HIGH',
      category: 'infrastructure',
      conditions,
      interval: '15s',
      ...holds,
    }),
    { id: 'r1', tenantId: 'acme' },
    0,
  );

/** Six hours of three hosts at a sample each 15 seconds; each is busy now and then. */
const series: SampleSeries[] = ['a', 'b', 'c'].flatMap((instance, i) => {
  const times = Array.from({ length: 6 * 240 }, (_, n) => START + n * 15_000 + i);
  const valueAt = (time: number, period: number): number => 50 + 50 * Math.sin((time - START) / (period * MINUTE) + i);
  return [
    { labels: { __name__: 'cpu', instance }, times, values: times.map((time) => valueAt(time, 11)) },
    { labels: { __name__: 'latency', instance }, times, values: times.map((time) => valueAt(time, 17)) },
  ];
});

/** What live evaluation says of all samples from their beginning on. */
function live(rule: AlertRule): Omit<Transition, 'source'>[] {
  const place = new OnePlace(rule);
  const samples = series.flatMap(({ labels: { __name__: metric = '', ...labels }, times, values }) =>
    Array.from(times, (time, i) => ({ key: seriesKey(metric, labels), time, value: values[i] as number })),
  );
  for (const { key, time, value } of samples.toSorted((a, b) => a.time - b.time)) {
    place.carryOn(time);
    place.applySample(key, time, value);
  }
  place.carryOn(START + 360 * MINUTE);
  return place.takeTransitions().map(({ source: _, ...told }) => told);
}

const isOver = ({ state }: Pick<Transition, 'state'>): boolean => state === 'resolved' || state === 'inactive';

test.each<[string, AlertRule]>([
  ['a threshold with a hold', ruleOf([threshold('cpu', '>', 90)], { for: '2m', keep_firing_for: '3m' })],
  ['a change', ruleOf([change('cpu', '5m', '>', 20)])],
  ['a sequence', ruleOf([sequence('20m', threshold('cpu', '>', 95), threshold('latency', '>', 95))])],
  ['what goes on for an hour', ruleOf([threshold('cpu', '>', 2)], { for: '1m' })],
  ['an expression', ruleOf([promql('avg_over_time(cpu[5m]) > 85')], { for: '1m' })],
  ['an expression that looks back an hour', ruleOf([promql('cpu - avg_over_time(cpu[1h]) > 30')], { for: '1m' })],
  ['outliers, and not slow', ruleOf([all(outlier('cpu', { tolerance: 1.5 }), not(threshold('latency', '>', 50)))])],
])('%s, anywhere in the past, gives exactly what it gave live then', (_name, rule) => {
  const told = live(rule);
  const episodes = told
    .filter(({ at, episode_start }) => at === episode_start)
    .map(({ fingerprint, episode_start: startedAt }) => {
      const end = told.find((one) => one.fingerprint === fingerprint && one.episode_start === startedAt && isOver(one));
      return { fingerprint, startedAt, resolvedAt: end?.at ?? null };
    });
  expect(told.length).toBeGreaterThan(6);
  for (const [from, to] of [
    [START + 100 * MINUTE + 7_000, START + 200 * MINUTE],
    [START + 180 * MINUTE, START + 359 * MINUTE],
  ] as const) {
    const running = new RuleBacktest({ rule, series, from, to, live: episodes });
    while (!running.isDone) running.step();
    const found = running.report().transitions.map(({ source: _, ...one }) => one);
    expect(found).toEqual(told.filter(({ at }) => at >= from && at <= to));
  }
});

test('what is needed reaches as far back as conditions and holds do', () => {
  const rule = ruleOf([change('cpu', '10m', '>', 60), promql('rate(hits[5m]) > 1')], { for: '2m' });
  const back = ruleNeeds(rule, START, START + MINUTE).map(({ matchers, from }) => [
    matchers.map(({ value }) => value).join(),
    (START - from) / MINUTE,
  ]);
  expect(back).toEqual([
    ['cpu', 27],
    ['hits', 32],
  ]);
});

test('it tells how far it is, and what was found when somebody gives up', () => {
  const running = new RuleBacktest({
    rule: ruleOf([threshold('cpu', '>', 90)]),
    series,
    from: START + 60 * MINUTE,
    to: START + 120 * MINUTE,
  });
  for (let i = 0; i < 45; i += 1) running.step();
  expect(running.share).toBeCloseTo(0.6, 5);
  expect(running.report()).toMatchObject({ kind: 'cancelled', to: START + 90 * MINUTE });
});

describe('a time in which nobody has sent anything yet', () => {
  const YEAR = 365 * 24 * 60 * MINUTE;
  const told = (rule: AlertRule, from: number) => {
    const running = new RuleBacktest({ rule, series, from, to: START + 360 * MINUTE });
    let steps = 0;
    for (; !running.isDone; steps += 1) running.step();
    return { steps, transitions: running.report().transitions.map(({ source: _, ...one }) => one) };
  };

  test.each<[string, AlertRule]>([
    ['a threshold', ruleOf([threshold('cpu', '>', 90)], { for: '2m' })],
    ['an expression', ruleOf([promql('avg by (instance) (avg_over_time(cpu[5m])) > 80')])],
    ['what does not hold', ruleOf([threshold('cpu', '>', 90), not(promql('latency > 50'))])],
  ])('is passed over by %s, and nothing else is told for that', (_what, rule) => {
    const near = told(rule, START - 60 * MINUTE);
    const far = told(rule, START - YEAR);
    expect(near.transitions.length).toBeGreaterThan(0);
    expect(far.transitions).toEqual(near.transitions);
    expect(far.steps).toBeLessThan(500);
  });

  test('counts for a rule that tells of it', () => {
    const running = new RuleBacktest({
      rule: ruleOf([promql('absent(gone)')]),
      series: [],
      from: START,
      to: START + 5 * MINUTE,
    });
    while (!running.isDone) running.step();
    // It fires since before the time that is told of.
    expect(running.report().rules).toMatchObject([{ inAlertMs: 5 * MINUTE }]);
  });
});
