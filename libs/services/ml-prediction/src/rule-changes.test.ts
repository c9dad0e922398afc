import type { Sample } from '@tocsin/contracts/topics/pack-samples';
import { type SampleBatch, seriesKey } from '@tocsin/domain/engine/sample-batch';
import type { AlertRule } from '@tocsin/domain/rules/alert-rule';
import { ConditionFactory } from '@tocsin/domain/rules/condition-factory';
import { ruleWith } from '@tocsin/testing/rules';
import fc from 'fast-check';
import { Predictor } from './predictor.js';

const STEP_MS = 20_000;
const PLACES = 100;
const none = { times: new Float64Array(), values: new Float64Array() };
const metrics = ['cpu', 'disk'];
const keys = metrics.flatMap((metric) => ['a', 'b', 'c'].map((instance) => seriesKey(metric, { instance })));

/** What a rule may ask for: of all series of a metric or of one; paused, or of nothing that is predicted, nothing. */
const conditionOf = fc
  .tuple(fc.constantFrom(...metrics), fc.constantFrom({}, { instance: 'a' }, { instance: 'b' }))
  .chain(([metric, labels]) =>
    fc.constantFrom(
      ConditionFactory.anomaly(metric, 0.5, { labels }),
      ConditionFactory.forecast(metric, '1h', '>', 90, { quantile: '0.8', labels }),
      ConditionFactory.threshold(metric, '>', 90, { labels }),
      ConditionFactory.absence(metric, '20s', { labels }),
    ),
  );
const ruleOf = fc
  .record({
    id: fc.constantFrom('r1', 'r2', 'r3', 'r4'),
    condition: conditionOf,
    status: fc.constantFrom('active' as const, 'active' as const, 'paused' as const),
  })
  .map(({ id, condition, status }) => ruleWith(id, 'acme', { conditions: [condition], status }));
const changeOf = fc.oneof(
  { weight: 4, arbitrary: ruleOf.map((rule) => ({ kind: 'put', rule }) as const) },
  { weight: 2, arbitrary: fc.constantFrom('r1', 'r2', 'r3').map((id) => ({ kind: 'removed', id }) as const) },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom([], ['{}'], ['disk'], ['cpu{instance="c"}', 'disk{instance!="a"}'])
      .map((selectors) => ({ kind: 'marks', selectors }) as const),
  },
);
type Change = typeof changeOf extends fc.Arbitrary<infer One> ? One : never;

const predictorFor = (): Predictor => new Predictor({ seriesMax: PLACES, cpuShare: 1, elapsedMs: () => 0 }, null);

function change(predictor: Predictor, one: Change): void {
  if (one.kind === 'put') predictor.changeRules('acme', [one.rule], []);
  else if (one.kind === 'removed') predictor.changeRules('acme', [], [one.id]);
  else predictor.setMarks('acme', one.selectors);
}

/** Lets in whatever is wanted of all series, and says what that was. */
function letIn(predictor: Predictor): string[] {
  const fresh = predictor.newOf({ tenant: 'acme', series: keys });
  for (const key of fresh) predictor.admit('acme', key, none);
  return fresh;
}

/** Samples of all series, a step after the other. */
const batchOf = (from: number, to: number): SampleBatch => {
  const steps = Array.from({ length: to - from }, (_, i) => from + i);
  const all = steps.flatMap((step) => keys.map((_, index) => ({ step, index })));
  return {
    tenant: 'acme',
    receivedAt: 0,
    series: keys,
    seriesIndex: Uint32Array.from(all, ({ index }) => index),
    timestamps: Float64Array.from(all, ({ step }) => step * STEP_MS),
    values: Float64Array.from(all, ({ step, index }) => 60 + index + ((step * 7) % 11)),
  };
};

test('rules and marks that came and went one by one, with series asking in between, are as all of them told at once', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(changeOf, { maxLength: 25 }), async (changes) => {
      const changed = predictorFor();
      const [rules, selectors] = [new Map<string, AlertRule>(), { last: [] as readonly string[] }];
      for (const one of changes) {
        change(changed, one);
        letIn(changed);
        if (one.kind === 'put') rules.set(one.rule.id, one.rule);
        else if (one.kind === 'removed') rules.delete(one.id);
        else selectors.last = one.selectors;
      }
      const atOnce = predictorFor();
      atOnce.changeRules('acme', [...rules.values()], []);
      atOnce.setMarks('acme', selectors.last);
      letIn(atOnce);
      expect(letIn(changed)).toEqual([]);
      expect(changed.stats().tenants['acme']?.series).toBe(atOnce.stats().tenants['acme']?.series);
      expect(await changed.take(batchOf(0, 8))).toEqual(await atOnce.take(batchOf(0, 8)));
    }),
    { numRuns: 60 },
  );
});

test('a series of which no changed rule asks goes on as if nothing had changed', async () => {
  const own = ruleWith('own', 'acme', {
    conditions: [ConditionFactory.threshold('cpu', '>', 90, { labels: { instance: 'c' } })],
  });
  const ofOthers = ruleOf.filter(({ conditions }) => JSON.stringify(conditions).includes('instance'));
  const ofOwn = (told: readonly Sample[]): Sample[] =>
    told.filter(({ labels }) => labels['instance'] === 'c' && labels['source_metric'] === 'cpu');
  await fc.assert(
    fc.asyncProperty(fc.array(ofOthers, { minLength: 1, maxLength: 6 }), async (others) => {
      const [changed, alone] = [predictorFor(), predictorFor()];
      for (const predictor of [changed, alone]) {
        predictor.changeRules('acme', [own], []);
        letIn(predictor);
        await predictor.take(batchOf(0, 2));
      }
      // Forecasts are due each minute, and would be told anew at once of a series that began again.
      for (const rule of others) changed.changeRules('acme', [rule], []);
      letIn(changed);
      changed.changeRules(
        'acme',
        [],
        others.map(({ id }) => id),
      );
      const after = batchOf(2, 8);
      const told = ofOwn(await alone.take(after));
      expect(told.length).toBeGreaterThan(0);
      expect(ofOwn(await changed.take(after))).toEqual(told);
    }),
    { numRuns: 30 },
  );
});
