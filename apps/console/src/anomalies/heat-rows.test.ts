import { classOf, heatGrid, marksOf, scoreClasses } from './heat-rows.js';

const scores = (instance: string, values: [number, string][]) => ({
  metric: { source_metric: 'disk', instance },
  values,
});

test('scores stand at their steps, the series with the highest one first', () => {
  const matrix = [
    scores('a', [
      [100, '0.1'],
      [120, '0.3'],
    ]),
    scores('b', [[110, '0.9']]),
  ];
  expect(heatGrid(matrix, 100, 125, 10)).toEqual({
    times: [100, 110, 120],
    rows: [
      {
        text: 'disk{instance="b"}',
        series: { metric: 'disk', labels: { instance: 'b' } },
        peak: 0.9,
        scores: [null, 0.9, null],
      },
      {
        text: 'disk{instance="a"}',
        series: { metric: 'disk', labels: { instance: 'a' } },
        peak: 0.3,
        scores: [0.1, null, 0.3],
      },
    ],
  });
});

test('what is no number, or lies outside, is no score', () => {
  const [row] = heatGrid(
    [
      scores('a', [
        [90, '1'],
        [100, 'NaN'],
        [200, '1'],
      ]),
    ],
    100,
    120,
    10,
  ).rows;
  expect(row).toMatchObject({ peak: 0, scores: [null, null, null] });
});

test('an onset is another class than whatever is only unusual', () => {
  expect([0, 0.44, 0.46, 0.4995, 0.5, 1].map((score) => scoreClasses[classOf(score)]?.text)).toEqual([
    'as usual',
    'as usual',
    'once in ten',
    'once in a hundred',
    'something new begins',
    'and it is strong',
  ]);
});

test('marks stand from the begin of the first step to the end of the last one; a grid of one step has none', () => {
  expect(marksOf({ times: [110, 120, 130, 140] })).toEqual([100_000, 110_000, 120_000, 130_000, 140_000]);
  expect(marksOf({ times: [110] })).toEqual([]);
});
