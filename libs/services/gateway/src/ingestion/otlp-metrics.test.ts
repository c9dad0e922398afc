import { checkOtlp } from './otlp-metrics.js';

const now = 1_763_900_000_000;
const timeUnixNano = `${now}000000`;
const attributes = [{ key: 'http.route', value: { stringValue: '/cart' } }];
const request = (metric: object) => ({
  resourceMetrics: [
    {
      resource: {
        attributes: [
          { key: 'service.name', value: { stringValue: 'shop' } },
          { key: 'service.namespace', value: { stringValue: 'web' } },
          { key: 'service.instance.id', value: { stringValue: 'i-1' } },
        ],
      },
      scopeMetrics: [{ metrics: [metric] }],
    },
  ],
});
const labels = { http_route: '/cart', instance: 'i-1', job: 'web/shop' };

describe('OTLP metrics', () => {
  test('a gauge and a sum keep their number, with the names that Prometheus gives', () => {
    const dataPoints = [{ timeUnixNano, asInt: '7', attributes }];
    for (const kind of ['gauge', 'sum']) {
      expect(checkOtlp(request({ name: 'queue.size', [kind]: { dataPoints } }), now)).toEqual({
        accepted: [{ metric: 'queue_size', labels, value: 7, timestamp: now }],
        refused: [],
      });
    }
  });

  test('a histogram becomes cumulative buckets, a sum and a count', () => {
    const dataPoints = [
      { timeUnixNano, attributes, count: '6', sum: 12.5, bucketCounts: ['1', '2', '3'], explicitBounds: [0.1, 1] },
    ];
    const { accepted } = checkOtlp(request({ name: 'latency', histogram: { dataPoints } }), now);
    expect(accepted.map(({ metric, labels: { le }, value }) => [metric, le, value])).toEqual([
      ['latency_count', undefined, 6],
      ['latency_sum', undefined, 12.5],
      ['latency_bucket', '0.1', 1],
      ['latency_bucket', '1', 3],
      ['latency_bucket', '+Inf', 6],
    ]);
  });

  test('a summary becomes its quantiles; points without a recorded value are left out', () => {
    const dataPoints = [
      { timeUnixNano, count: 2, sum: 3, quantileValues: [{ quantile: 0.5, value: 1 }] },
      { timeUnixNano, flags: 1 },
    ];
    const { accepted, refused } = checkOtlp(request({ name: 's', summary: { dataPoints } }), now);
    expect(accepted.map(({ metric, labels: { quantile }, value }) => [metric, quantile, value])).toEqual([
      ['s_count', undefined, 2],
      ['s_sum', undefined, 3],
      ['s', '0.5', 1],
    ]);
    expect(refused).toEqual([]);
  });

  test('points that cannot be used are named, and the others taken', () => {
    const dataPoints = [
      { timeUnixNano, asDouble: Number.NaN },
      { timeUnixNano: `${now + 3_600_000}000000`, asDouble: 1 },
      { timeUnixNano, asDouble: 1 },
    ];
    const { accepted, refused } = checkOtlp(request({ name: 'm', gauge: { dataPoints } }), now);
    expect(accepted).toHaveLength(1);
    const at = 'resourceMetrics[0].scopeMetrics[0].metrics[0].dataPoints';
    expect(refused.map(({ path }) => path)).toEqual([`${at}[0].value`, `${at}[1].timeUnixNano`]);
  });
});
