import { Registry } from 'prom-client';
import { WatchdogMetrics } from './watchdog-metrics.js';

const line = /^tocsin_dead_letters_written (\d+)$/m;

test('where dead letters end is told once it is known, so that a restart looks like no new ones', async () => {
  const registry = new Registry();
  const metrics = new WatchdogMetrics(registry, false);
  expect(await registry.metrics()).not.toMatch(line);
  metrics.deadLetters.set(150);
  expect(line.exec(await registry.metrics())?.[1]).toBe('150');
  metrics.reset();
  expect(await registry.metrics()).not.toMatch(line);
  expect((await metrics.samples(0)).map(({ metric }) => metric)).not.toContain('tocsin_dead_letters_written');
});
