import { aligned } from './aligned.js';

test('series of different times stand on one axis, with nothing where they have none', () => {
  expect(
    aligned([
      {
        metric: { __name__: 'cpu', instance: 'web-1' },
        values: [
          [10, '1'],
          [30, '3.5'],
        ],
      },
      {
        metric: {},
        values: [
          [20, '2'],
          [30, 'NaN'],
        ],
      },
    ]),
  ).toEqual({
    times: [10, 20, 30],
    series: [
      { name: 'cpu{instance="web-1"}', values: [1, null, 3.5] },
      { name: '{}', values: [null, 2, null] },
    ],
  });
});
