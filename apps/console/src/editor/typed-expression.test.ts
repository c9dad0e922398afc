import { LabelsSchema } from '@tocsin/domain/rules/labels';
import fc from 'fast-check';
import { conditionsOf, expressionOf } from './typed-expression.js';

const threshold = { type: 'threshold', metric_path: 'cpu_usage', operator: '>', threshold: 80 };

test('all conditions are shown as one expression; incomplete ones as none', () => {
  expect(expressionOf({ conditions: [threshold] })).toBe('cpu_usage > 80');
  expect(expressionOf({ conditions: [threshold, { ...threshold, metric_path: 'load' }] })).toContain(' and ');
  expect(expressionOf({ conditions: [{ ...threshold, metric_path: '' }] })).toBe('');
  expect(expressionOf({})).toBe('');
});

test('a comparison of a series with a number is a threshold, everything else an expression', () => {
  const of = { metric_path: 'cpu_usage', labels: { instance: 'web-1' } };
  expect(conditionsOf('cpu_usage{instance="web-1"} >= -5', [])).toEqual([
    { type: 'threshold', ...of, operator: '>=', threshold: -5 },
  ]);
  for (const expr of [
    'rate(errors[5m]) > 1',
    'cpu_usage{instance=~"web-.*"} > 80',
    'cpu_usage{instance=""} > 80',
    'cpu_usage{a="1", a="2"} > 80',
    'cpu_usage offset 5m > 80',
    'cpu_usage @ 0 > 80',
    'cpu_usage > bool 80',
    '80 < cpu_usage',
    'cpu_usage > NaN',
    'cpu_usage > limit',
    'up == 0 and on (job) late',
    '{job="a"} > 1',
  ])
    expect(conditionsOf(expr, [threshold])).toEqual([{ type: 'promql', expr }]);
});

test('what an expression does not say stays as it was', () => {
  const former = { ...threshold, metric_path: 'current_metrics.cpu_usage', recovery_threshold: 70, labels: { a: 'b' } };
  expect(conditionsOf('cpu_usage > 90', [former])).toEqual([
    {
      type: 'threshold',
      metric_path: 'current_metrics.cpu_usage',
      recovery_threshold: 70,
      operator: '>',
      threshold: 90,
    },
  ]);
  expect(conditionsOf('load > 90', [former])).toMatchObject([{ metric_path: 'load', recovery_threshold: 70 }]);
  // Who has chosen that the clock evaluates it has chosen.
  const expr = 'cpu_usage > 90';
  expect(conditionsOf(expr, [{ type: 'promql', expr: 'cpu_usage > 80' }])).toEqual([{ type: 'promql', expr }]);
});

test('what is no expression says why', () => {
  expect(conditionsOf('cpu_usage > ', [])).toMatch(/./);
  expect(conditionsOf('', [])).toMatch(/./);
});

test('a threshold is the same after it was shown and typed', () => {
  const metric = fc.stringMatching(/^[a-z_:][a-z0-9_:]{0,20}$/);
  const labels = fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), fc.string({ unit: 'grapheme', minLength: 1 }), {
    minKeys: 1,
    maxKeys: 3,
  });
  fc.assert(
    fc.property(
      metric,
      fc.option(labels, { nil: undefined }),
      fc.constantFrom('>', '>=', '<', '<=', '==', '!='),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      (metric_path, given, operator, number) => {
        const read = LabelsSchema.safeParse(given ?? {});
        fc.pre(read.success);
        const made = {
          type: 'threshold',
          metric_path,
          ...(given && { labels: { ...given } }),
          operator,
          threshold: number,
        };
        const shown = expressionOf({ conditions: [made] });
        expect(conditionsOf(shown, [])).toEqual([{ ...made, threshold: number === 0 ? expect.closeTo(0) : number }]);
      },
    ),
  );
});
