import { environment } from '@tocsin/runtime/environment';
import { ReferenceEvaluator } from './reference-evaluator.js';
import { ruleWith } from './rules.js';
import type { SamplesRecord } from '@tocsin/contracts/topics/samples';
import fc from 'fast-check';
import type { AlertRule } from '@tocsin/domain/rules/alert-rule';
import { NO_VALUE } from '@tocsin/domain/plan/series-store';
import { Engine } from '@tocsin/domain/engine/engine';
import { seriesKey } from '@tocsin/domain/engine/sample-batch';
import type { Transition } from '@tocsin/domain/engine/transition';

const options = { partition: 3, staleAfterMs: 9_000, forgetAfterMs: 12_000, clockStepMsMax: 5_000 };
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
const composite = fc.oneof(
  fc.record({
    type: fc.constant('composite'),
    match: fc.constantFrom('all', 'any', 'not'),
    conditions: fc.array(leaf, { minLength: 1, maxLength: 3 }),
  }),
  fc
    .array(leaf, { minLength: 2, maxLength: 3 })
    .map((conditions) => ({ type: 'composite', match: 'n_of', n: 2, conditions })),
);
const rule = fc
  .record({
    id: fc.constantFrom('r1', 'r2', 'r3'),
    conditions: fc.array(fc.oneof({ weight: 3, arbitrary: leaf }, { weight: 1, arbitrary: composite }), {
      minLength: 1,
      maxLength: 2,
    }),
    for: fc.constantFrom('0', '0', '1s', '4s'),
    keep_firing_for: fc.constantFrom('0', '0', '2s'),
    status: fc.constantFrom('active', 'active', 'active', 'paused'),
  })
  .map(({ id, ...draft }): AlertRule => ruleWith(id, 't1', JSON.parse(JSON.stringify(draft)) as object));

const keys = [
  seriesKey('cpu', { instance: 'a' }),
  seriesKey('cpu', { instance: 'b' }),
  seriesKey('cpu', { instance: 'a', zone: 'x' }),
  seriesKey('mem', { instance: 'a' }),
  seriesKey('mem', { zone: 'x' }),
];
const sample = fc.record({
  series: fc.nat(keys.length - 1),
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
);

const history = fc
  .tuple(fc.array(rule, { minLength: 1, maxLength: 3 }), fc.array(step, { minLength: 5, maxLength: 60 }))
  .map(([rules, steps]) => {
    const records: SamplesRecord[] = rules.map((one) => ({ kind: 'rule', tenant: 't1', ruleId: one.id, rule: one }));
    let now = 100_000;
    let clock = 100_000;
    let version = 1;
    for (const one of steps) {
      if (one.kind === 'clock') records.push({ kind: 'clock', at: (clock += one.step) });
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

function apply(engine: Engine, record: SamplesRecord, offset: number): Transition[] {
  if (record.kind === 'clock') engine.applyClock(record.at, offset);
  else if (record.kind === 'rule') engine.applyRule(record.tenant, record.ruleId, record.rule, offset);
  else if (record.kind === 'samples') engine.applySamples(record.batch, offset);
  return engine.takeTransitions();
}

/** Alert instances of one record are independent of each other: only the order within each one counts. */
function byInstance(transitions: readonly Transition[]): Transition[] {
  return transitions.toSorted((a, b) =>
    a.rule_id + a.fingerprint < b.rule_id + b.fingerprint
      ? -1
      : a.rule_id + a.fingerprint > b.rule_id + b.fingerprint
        ? 1
        : 0,
  );
}

describe('the engine', () => {
  test('says what the naive reference says, at every record of any history', () => {
    fc.assert(
      fc.property(history, (records) => {
        const engine = new Engine(options);
        const reference = new ReferenceEvaluator(options);
        records.forEach((record, offset) =>
          expect(byInstance(apply(engine, record, offset))).toEqual(byInstance(reference.apply(record, offset))),
        );
      }),
      { numRuns: Number(environment['TOCSIN_RUNS'] ?? '1500') },
    );
  });

  test('goes on after a restore as if nothing had happened, wherever it is cut', () => {
    fc.assert(
      fc.property(history, fc.nat(64), (records, cut) => {
        const whole = new Engine(options);
        let engine = new Engine(options);
        records.forEach((record, offset) => {
          if (offset === cut) engine = Engine.restore(engine.snapshot(), options);
          expect(byInstance(apply(engine, record, offset))).toEqual(byInstance(apply(whole, record, offset)));
        });
      }),
      { numRuns: 500 },
    );
  });

  test('gives each transition an id of its own', () => {
    fc.assert(
      fc.property(history, (records) => {
        const engine = new Engine(options);
        const ids = records.flatMap((record, offset) => apply(engine, record, offset)).map(({ id }) => id);
        expect(new Set(ids).size).toBe(ids.length);
      }),
      { numRuns: 500 },
    );
  });
});

describe('an outage of the platform', () => {
  const absence = ruleWith('r1', 't1', {
    conditions: [{ type: 'absence', metric_path: 'cpu', window: '7s' }],
  });
  /** Two series send once a second; after an hour of outage only the first one still does. */
  const told = (outageMs: number): Transition[] => {
    const engine = new Engine({ ...options, forgetAfterMs: 60_000 });
    engine.applyRule('t1', 'r1', absence, 0);
    const [alive = '', dead = ''] = keys;
    let offset = 1;
    const second = (at: number, series: string[]): void => {
      const seriesIndex = Uint32Array.from(series, (_, i) => i);
      const timestamps = Float64Array.from(series, () => at - 100);
      const values = Float64Array.from(series, () => 1);
      engine.applySamples({ tenant: 't1', receivedAt: at, series, seriesIndex, timestamps, values }, (offset += 1));
      engine.applyClock(at + 500, (offset += 1));
    };
    for (let i = 0; i < 10; i += 1) second(1_000_000 + 1_000 * i, [alive, dead]);
    for (let i = 0; i < 10; i += 1) second(1_010_000 + outageMs + 1_000 * i, [alive]);
    return engine.takeTransitions();
  };

  test('is no silence of those who send again after it, and who does not is missed as soon as without it', () => {
    const [undisturbed, disturbed] = [told(0), told(3_600_000)].map((transitions) =>
      transitions.map(({ state, labels }) => [state, labels['instance']]),
    );
    expect(undisturbed).toEqual([['firing', 'b']]);
    expect(disturbed).toEqual(undisturbed);
  });
});

describe('a marker of staleness', () => {
  const rule = ruleWith('r1', 't1', {
    conditions: [{ type: 'threshold', metric_path: 'cpu', operator: '>', threshold: 3 }],
  });
  const [series = ''] = keys;
  const send = (engine: Engine, at: number, value: number, offset: number): Transition[] => {
    const column = (one: number): Float64Array => Float64Array.of(one);
    const batch = { tenant: 't1', receivedAt: at, series: [series], seriesIndex: Uint32Array.of(0) };
    engine.applySamples({ ...batch, timestamps: column(at), values: column(value) }, offset);
    return engine.takeTransitions();
  };

  test('ends what its series holds up at once, as unknown, until there is a value again', () => {
    const engine = new Engine(options);
    engine.applyRule('t1', 'r1', rule, 0);
    expect(send(engine, 1_000, 5, 1)).toMatchObject([{ state: 'firing', value: 5 }]);
    expect(send(engine, 2_000, NO_VALUE, 2)).toMatchObject([
      { state: 'resolved', at: 2_000, reason: 'conditions_unknown', value: null },
    ]);
    expect(send(engine, 3_000, 6, 3)).toMatchObject([{ state: 'firing', at: 3_000, value: 6 }]);
  });

  test('of a series that is not known is nothing', () => {
    const engine = new Engine(options);
    expect(send(engine, 1_000, NO_VALUE, 0)).toEqual([]);
    expect(engine.stats()).toMatchObject({ series: 0, samples: 0 });
  });
});
