import { type SampleBatch, seriesKey } from '@tocsin/domain/engine/sample-batch';
import fc from 'fast-check';
import { wantedOf } from './wanted-samples.js';

const keys = ['cpu', 'mem', 'a"b'].flatMap((metric) => ['x', 'y'].map((instance) => seriesKey(metric, { instance })));
const told = ({ series, seriesIndex, timestamps, values }: SampleBatch): [string | undefined, number, number][] =>
  [...seriesIndex].map((index, i) => [series[index], timestamps[i] as number, values[i] as number]);

test('what is left are the samples of wanted metrics, in their order', () => {
  const samples = fc.array(fc.tuple(fc.nat(keys.length - 1), fc.nat(99)), { maxLength: 30 });
  fc.assert(
    fc.property(samples, fc.subarray(['cpu', 'mem', 'a"b', 'other']), (drawn, metrics) => {
      const batch: SampleBatch = {
        tenant: 'acme',
        receivedAt: 5,
        series: keys,
        seriesIndex: Uint32Array.from(drawn, ([index]) => index),
        timestamps: Float64Array.from(drawn, (_, i) => i),
        values: Float64Array.from(drawn, ([, value]) => value),
      };
      const expected = told(batch).filter(([key]) => metrics.includes((JSON.parse(key ?? '[]') as string[])[0] ?? ''));
      const wanted = wantedOf(batch, (metric) => metrics.includes(metric));
      expect(wanted === null ? [] : told(wanted)).toEqual(expected);
      if (wanted !== null) expect(wanted).toMatchObject({ tenant: 'acme', receivedAt: 5 });
    }),
  );
});
