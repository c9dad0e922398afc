import type { SamplesRecord } from '@tocsin/contracts/topics/samples';
import type { Engine } from '@tocsin/domain/engine/engine';
import { seriesKey } from '@tocsin/domain/engine/sample-batch';
import type { Transition } from '@tocsin/domain/engine/transition';
import { NO_VALUE } from '@tocsin/domain/plan/series-store';
import type { AlertRule } from '@tocsin/domain/rules/alert-rule';
import { sourceOf } from '@tocsin/domain/rules/condition-source';
import fc from 'fast-check';
import { ruleWith } from './rules.js';

/** Times that a short history reaches. */
export const options = { partition: 3, staleAfterMs: 9_000, forgetAfterMs: 12_000, clockStepMsMax: 5_000 };
const comparison = fc.constantFrom('>', '>=', '<', '<=', '==', '!=');
const metric = fc.constantFrom('cpu', 'mem');
const maybeLabels = fc.option(fc.constantFrom({ instance: 'a' }, { zone: 'x' }), { nil: undefined, freq: 4 });
const level = fc.integer({ min: 0, max: 4 });
const seconds = fc.constantFrom('1s', '2s', '3s', '7s');

const leaf = fc.oneof(
  fc.record({
    type: fc.constant('threshold'),
    metric_path: metric,
    labels: maybeLabels,
    operator: comparison,
    threshold: level,
  }),
  fc.record({
    type: fc.constant('threshold'),
    metric_path: metric,
    operator: fc.constant('>'),
    threshold: fc.constant(3),
    recovery_threshold: fc.constant(1),
  }),
  fc.record({
    type: fc.constant('change'),
    metric_path: metric,
    labels: maybeLabels,
    window: seconds,
    mode: fc.constantFrom('absolute', 'percent', 'rate'),
    operator: fc.constantFrom('>', '<'),
    threshold: level,
  }),
  fc.record({ type: fc.constant('absence'), metric_path: metric, labels: maybeLabels, window: seconds }),
);
/** Conditions that are evaluated elsewhere; what that gives comes as samples of their metrics. */
const derived = fc.constantFrom('up', 'down').map((expr) => ({ type: 'promql', expr }));
const scored = fc.oneof(
  fc.constant({ type: 'anomaly', metric_path: 'cpu', score: 1 }),
  fc.constant({ type: 'forecast', metric_path: 'cpu', horizon: '1h', quantile: '0.5', operator: '>', threshold: 2 }),
);
const composite = fc.oneof(
  fc.record({
    type: fc.constant('composite'),
    match: fc.constantFrom('all', 'any', 'not'),
    conditions: fc.array(leaf, { minLength: 1, maxLength: 3 }),
  }),
  fc
    .array(leaf, { minLength: 2, maxLength: 3 })
    .map((conditions) => ({ type: 'composite', match: 'n_of', n: 2, conditions })),
  fc.record({
    type: fc.constant('composite'),
    match: fc.constantFrom('all', 'any', 'not'),
    conditions: fc.array(fc.oneof(leaf, derived, scored), { minLength: 1, maxLength: 3 }),
  }),
  fc.record({
    type: fc.constant('sequence'),
    within: seconds,
    conditions: fc.array(fc.oneof({ weight: 3, arbitrary: leaf }, derived), { minLength: 2, maxLength: 3 }),
  }),
);
const rule = fc
  .record({
    id: fc.constantFrom('r1', 'r2', 'r3'),
    conditions: fc.array(
      fc.oneof(
        { weight: 4, arbitrary: leaf },
        { weight: 3, arbitrary: composite },
        { weight: 1, arbitrary: fc.oneof(derived, scored) },
      ),
      { minLength: 1, maxLength: 2 },
    ),
    for: fc.constantFrom('0', '0', '1s', '4s'),
    keep_firing_for: fc.constantFrom('0', '0', '2s'),
    status: fc.constantFrom('active', 'active', 'active', 'paused'),
  })
  .map(({ id, ...draft }): AlertRule => ruleWith(id, 't1', JSON.parse(JSON.stringify(draft)) as object));

/** The series of a history. */
export const keys = [
  seriesKey('cpu', { instance: 'a' }),
  seriesKey('cpu', { instance: 'b' }),
  seriesKey('cpu', { instance: 'a', zone: 'x' }),
  seriesKey('mem', { instance: 'a' }),
  seriesKey('mem', { zone: 'x' }),
  seriesKey('tocsin_anomaly_score', { instance: 'a', source_metric: 'cpu' }),
  seriesKey('tocsin_forecast', { horizon: '1h', instance: 'a', quantile: '0.5', source_metric: 'cpu' }),
  ...['r1', 'r2', 'r3'].flatMap((id) =>
    ['up', 'down'].map((expr) => seriesKey(sourceOf(id, { type: 'promql', expr }).metric, { instance: 'a' })),
  ),
];
const sample = fc.record({
  series: fc.oneof({ weight: 2, arbitrary: fc.nat(4) }, fc.nat(keys.length - 1)),
  step: fc.constantFrom(0, 500, 1_000, 1_000, 1_000, 2_000, 8_000, -500),
  value: fc.oneof({ weight: 9, arbitrary: fc.integer({ min: 0, max: 5 }) }, fc.constant(NO_VALUE)),
});

/** A step of the history; the times of samples and clock are made to grow by `step`. */
const step = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.record({
      kind: fc.constant('samples' as const),
      samples: fc.array(sample, { minLength: 1, maxLength: 5 }),
      quiet: fc.constantFrom(0, 0, 0, 1_000, 7_000, 20_000),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('clock' as const),
      step: fc.constantFrom(500, 1_000, 4_000, 4_000, 60_000, -1_000),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('rule' as const), rule }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('unrule' as const), id: fc.constantFrom('r1', 'r2', 'r3') }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('evaluated' as const),
      ruleId: fc.constantFrom('r1', 'r2', 'r3'),
      version: fc.integer({ min: 1, max: 4 }),
    }),
  },
);

/** Records of one partition: rules, samples and the clock of one tenant. */
export const history = fc
  .tuple(fc.array(rule, { minLength: 1, maxLength: 3 }), fc.array(step, { minLength: 5, maxLength: 60 }))
  .map(([rules, steps]) => {
    const records: SamplesRecord[] = rules.map((one) => ({ kind: 'rule', tenant: 't1', ruleId: one.id, rule: one }));
    let now = 100_000;
    let clock = 100_000;
    let version = 1;
    for (const one of steps) {
      if (one.kind === 'clock') records.push({ kind: 'clock', at: (clock += one.step) });
      else if (one.kind === 'evaluated') records.push({ ...one, tenant: 't1' });
      else if (one.kind === 'unrule') records.push({ kind: 'rule', tenant: 't1', ruleId: one.id, rule: null });
      else if (one.kind === 'rule')
        records.push({
          kind: 'rule',
          tenant: 't1',
          ruleId: one.rule.id,
          rule: { ...one.rule, version: (version += 1) },
        });
      else {
        const timestamps = one.samples.map(({ step: by }) => (now += by));
        const batch = {
          tenant: 't1',
          receivedAt: (clock += one.quiet),
          series: keys,
          seriesIndex: Uint32Array.from(one.samples, ({ series }) => series),
          timestamps: Float64Array.from(timestamps),
          values: Float64Array.from(one.samples, ({ value }) => value),
        };
        records.push({ kind: 'samples', batch });
      }
    }
    return records;
  });

/** Gives a record to an engine. @returns what became visible */
export function apply(engine: Engine, record: SamplesRecord, offset: number): Transition[] {
  if (record.kind === 'clock') engine.applyClock(record.at, offset);
  else if (record.kind === 'rule') engine.applyRule(record.tenant, record.ruleId, record.rule, offset);
  else if (record.kind === 'evaluated') engine.applyEvaluated(record.tenant, record.ruleId, record.version, offset);
  else if (record.kind === 'samples') engine.applySamples(record.batch, offset);
  return engine.takeTransitions();
}
