import { selectorOfPredictions, seriesText, sourceOf, sourcesOf } from './series-name.js';

const told = (own: Record<string, string>) => ({
  __name__: 'tocsin_forecast',
  source_metric: 'disk',
  horizon: '1h',
  ...own,
});

test('a prediction speaks of a series by its metric and its labels, without those of its own', () => {
  const series = sourceOf(told({ quantile: '0.5', instance: 'db "1"', job: 'x' }));
  expect(series).toEqual({ metric: 'disk', labels: { instance: 'db "1"', job: 'x' } });
  expect(seriesText(series)).toBe('disk{instance="db \\"1\\"", job="x"}');
  expect(seriesText({ metric: 'disk', labels: {} })).toBe('disk');
});

test('each series is named once, whatever is told of it', () => {
  const all = ['0.1', '0.5', '0.9'].flatMap((quantile) => ['b', 'a'].map((instance) => told({ quantile, instance })));
  expect(sourcesOf(all).map(({ text }) => text)).toEqual(['disk{instance="a"}', 'disk{instance="b"}']);
});

test('what is told of a series is selected by its labels and those of the prediction', () => {
  const series = { metric: 'disk', labels: { instance: 'a' } };
  expect(selectorOfPredictions('tocsin_forecast', series, { horizon: '1h' })).toBe(
    'tocsin_forecast{horizon="1h", instance="a", source_metric="disk"}',
  );
});
