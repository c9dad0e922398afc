import { recordedWorld } from './recorded-world.js';
import { simulatedShop } from './simulated-shop.js';

describe('simulatedShop', () => {
  const shop = simulatedShop('seed');

  it('follows from its seed alone', () => {
    expect(simulatedShop('seed').samplesAt(31, 5)).toEqual(shop.samplesAt(31, 5));
    expect(simulatedShop('other').samplesAt(31, 5)).not.toEqual(shop.samplesAt(31, 5));
  });

  it('marks every sample and every rule as simulated', () => {
    expect(shop.samplesAt(0, 0).every(({ labels }) => labels['simulated'] === 'true')).toBe(true);
    expect(Object.values(shop.rules).every(({ labels }) => labels['simulated'] === 'true')).toBe(true);
  });

  it('asks for an anomaly score and a forecast by rules, and for more of its own series by marks', () => {
    const kinds = Object.values(shop.rules).flatMap(({ conditions }) => conditions.map(({ type }) => type));
    expect(kinds).toEqual(expect.arrayContaining(['anomaly', 'forecast']));
    const sent = new Set(shop.samplesAt(0, 0).map(({ metric }) => metric));
    expect(shop.marks.length).toBeGreaterThan(0);
    expect(shop.marks.filter((metric) => !sent.has(metric))).toEqual([]);
  });

  it('is calm at first and has slow answers in its first incident', () => {
    const slowest = (tick: number) =>
      Math.max(
        ...shop
          .samplesAt(tick, 0)
          .filter(({ metric }) => metric === 'shop_response_time_ms')
          .map(({ value }) => value),
      );
    expect(slowest(0)).toBeLessThan(300);
    expect(slowest(30)).toBeGreaterThan(500);
  });
});

describe('recordedWorld', () => {
  it('reaches the highest recorded value soon after the start, above the threshold of its rule', () => {
    const values = Array.from({ length: 1_000 }, (_, i) => (i === 500 ? 99 : 1 + (i % 7)));
    const world = recordedWorld([{ metric: 'cpu', instance: 'i1', values }]);
    const played = Array.from({ length: 60 }, (_, tick) => world.samplesAt(tick, tick)[0]?.value ?? 0);
    expect(Math.max(...played)).toBe(99);
    const [condition] = Object.values(world.rules)[0]?.conditions ?? [];
    expect(condition).toMatchObject({ type: 'threshold', labels: { instance: 'i1' } });
    expect(condition?.type === 'threshold' && condition.threshold).toBeLessThan(99);
  });

  it('marks each of its metrics once, and asks by rules for a score and a forecast of one series', () => {
    const values = Array.from({ length: 1_000 }, (_, i) => i % 7);
    const world = recordedWorld(['i1', 'i2'].map((instance) => ({ metric: 'cpu', instance, values })));
    expect(world.marks).toEqual(['cpu']);
    const kinds = Object.values(world.rules).flatMap(({ conditions }) => conditions.map(({ type }) => type));
    expect(kinds).toEqual(['threshold', 'threshold', 'anomaly', 'forecast']);
  });
});
