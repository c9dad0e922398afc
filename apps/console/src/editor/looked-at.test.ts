import { lookedAtBy } from './looked-at.js';

test('a threshold shows its series and what they are compared with', () => {
  const labels = { instance: 'web "1"' };
  expect(
    lookedAtBy([
      { type: 'threshold', metric_path: 'current_metrics.cpu', labels, operator: '>', threshold: 80 },
      { type: 'absence', metric_path: 'cpu', labels, window: '5m' },
    ]),
  ).toEqual([{ query: String.raw`{__name__="cpu", instance="web \"1\""}`, threshold: 80 }]);
});

test('of an expression that compares, its left side is shown', () => {
  expect(lookedAtBy([{ type: 'promql', expr: 'rate(errors_total[5m]) >= 3' }])).toEqual([
    { query: 'rate(errors_total[5m])', threshold: 3 },
  ]);
  expect(lookedAtBy([{ type: 'promql', expr: 'up > bool 0' }])).toEqual([{ query: 'up > bool 0', threshold: null }]);
});

test('what cannot be read is left out', () => {
  expect(lookedAtBy([{ type: 'promql', expr: 'sum(' }])).toEqual([]);
});
