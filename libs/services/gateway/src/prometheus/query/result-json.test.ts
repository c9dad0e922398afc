import { LabelSet } from '@tocsin/domain/plan/label-set';
import { answerJson, valueText } from './result-json.js';

const textOf = (...args: Parameters<typeof answerJson>): string => new TextDecoder().decode(answerJson(...args));

test.each([
  [0, '0'],
  [-0, '-0'],
  [1.5, '1.5'],
  [0.000001, '0.000001'],
  [0.0000001, '1e-07'],
  [-2.5e-9, '-2.5e-09'],
  [5e-324, '5e-324'],
  [123_456_789_012_345_680_000, '123456789012345680000'],
  [1e21, '1e+21'],
  [1.5e300, '1.5e+300'],
  [Number.NaN, 'NaN'],
  [Number.POSITIVE_INFINITY, '+Inf'],
  [Number.NEGATIVE_INFINITY, '-Inf'],
])('the value %d is written %s', (value, text) => expect(valueText(value)).toBe(text));

test('each type of result is written as Prometheus writes it', () => {
  const labels = LabelSet.of({ b: 'x"y', a: 'é' }, 'up');
  expect(textOf({ type: 'scalar', value: 1e-9 }, 1_500, {})).toBe(
    '{"status":"success","data":{"resultType":"scalar","result":[1.5,"0.000000001"]}}',
  );
  expect(textOf({ type: 'string', value: 'a"b' }, -1_500, {})).toBe(
    '{"status":"success","data":{"resultType":"string","result":[-1.5,"a\\"b"]}}',
  );
  expect(textOf({ type: 'vector', elements: [{ labels, value: 2 }] }, 1_000, { warnings: ['w'] })).toBe(
    '{"status":"success","data":{"resultType":"vector","result":[{"metric":{"__name__":"up","a":"é","b":"x\\"y"},"value":[1,"2"]}]},"warnings":["w"]}',
  );
  const series = [
    { labels: LabelSet.empty, times: [1_000, 1_001], values: [1, Number.NaN] },
    { labels, times: [1_000], values: [3] },
  ];
  expect(textOf({ type: 'matrix', series }, 0, { infos: ['i'] })).toBe(
    '{"status":"success","data":{"resultType":"matrix","result":[{"metric":{},"values":[[1,"1"],[1.001,"NaN"]]},{"metric":{"__name__":"up","a":"é","b":"x\\"y"},"values":[[1,"3"]]}]},"infos":["i"]}',
  );
  expect(textOf({ type: 'vector', elements: [] }, 0, {})).toContain('"result":[]}');
});

test('an answer that is longer than its pieces is whole', () => {
  const times = Array.from({ length: 20_000 }, (_, i) => i);
  const series = [{ labels: LabelSet.empty, times, values: times }];
  const { data } = JSON.parse(textOf({ type: 'matrix', series }, 0, {})) as { data: { result: [{ values: unknown }] } };
  expect(data.result[0].values).toEqual(times.map((time) => [time / 1_000, String(time)]));
});
