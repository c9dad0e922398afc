import { environment } from '@tocsin/runtime/environment';
import { ReferenceEvaluator } from './reference-evaluator.js';
import { apply, history, keys, options } from './random-histories.js';
import { ruleWith } from './rules.js';
import fc from 'fast-check';
import { NO_VALUE } from '@tocsin/domain/plan/series-store';
import { Engine } from '@tocsin/domain/engine/engine';
import { inOrderOfTelling, type Transition } from '@tocsin/domain/engine/transition';

describe('the engine', () => {
  test('says what the naive reference says, at every record of any history', () => {
    fc.assert(
      fc.property(history, (records) => {
        const engine = new Engine(options);
        const reference = new ReferenceEvaluator(options);
        records.forEach((record, offset) =>
          expect(apply(engine, record, offset)).toEqual(reference.apply(record, offset).toSorted(inOrderOfTelling)),
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
          expect(apply(engine, record, offset)).toEqual(apply(whole, record, offset));
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
