import type { RuleDraft } from '@tocsin/domain/rules/alert-rule';
import { ConditionFactory } from '@tocsin/domain/rules/condition-factory';
import type { RecordedSeries } from '@tocsin/ports/recorded-series';
import type { DemoWorld } from './demo-world.js';

/** Ticks before a series' highest value at which its replay begins, staggered so that alerts come one after another. */
const LEAD_TICKS = 15;

/**
 * Replays recorded series, one recorded value a tick, round and round. Each begins shortly before its highest value
 * and has a rule at its own 99.5th percentile, so that something is seen soon.
 */
export function recordedWorld(recorded: readonly RecordedSeries[]): DemoWorld {
  const series = recorded.map(({ metric, instance, values }, i) => {
    const highest = values.reduce((best, value, at) => (value > (values[best] ?? -Infinity) ? at : best), 0);
    const begin = highest - LEAD_TICKS - 4 * i;
    return { metric, instance, values, begin, threshold: quantile(values, 0.995), recovery: quantile(values, 0.98) };
  });
  const rules = series.map(({ metric, instance, threshold, recovery }): [string, RuleDraft] => [
    `demo-${metric}-${instance}`.slice(0, 64),
    {
      name: `${metric.replaceAll('_', ' ')} of ${instance} unusually high`,
      description: 'Above the 99.5th percentile of its own recording.',
      severity: 'MEDIUM',
      category: 'infrastructure',
      status: 'active',
      conditions: [
        ConditionFactory.threshold(metric, '>', threshold, { recovery_threshold: recovery, labels: { instance } }),
      ],
      for: '0',
      keep_firing_for: '10s',
      labels: {},
      annotations: {
        source: 'Numenta Anomaly Benchmark, realAWSCloudwatch: recorded values, replayed at one value a second',
      },
    },
  ]);
  return {
    description: `replaying ${series.length} recorded cloud metrics (Numenta Anomaly Benchmark), one recorded value a second`,
    rules: Object.fromEntries(rules),
    samplesAt: (tick, at) =>
      series.map(({ metric, instance, values, begin }) => {
        const index = (((begin + tick) % values.length) + values.length) % values.length;
        return { metric, labels: { instance }, value: values[index] ?? 0, timestamp: at };
      }),
  };
}

function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? 0;
}
