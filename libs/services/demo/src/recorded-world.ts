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
  const rules = series.map(({ metric, instance, threshold, recovery }) =>
    ruleOf(`demo-${metric}-${instance}`, `${metric.replaceAll('_', ' ')} of ${instance} unusually high`, {
      description: 'Above the 99.5th percentile of its own recording.',
      severity: 'MEDIUM',
      conditions: [
        ConditionFactory.threshold(metric, '>', threshold, { recovery_threshold: recovery, labels: { instance } }),
      ],
    }),
  );
  const [first] = series;
  return {
    description: `replaying ${series.length} recorded cloud metrics (Numenta Anomaly Benchmark), one recorded value a second`,
    rules: Object.fromEntries([...rules, ...(first === undefined ? [] : foresightOf(first))]),
    marks: [...new Set(series.map(({ metric }) => metric))],
    samplesAt: (tick, at) =>
      series.map(({ metric, instance, values, begin }) => {
        const index = (((begin + tick) % values.length) + values.length) % values.length;
        return { metric, labels: { instance }, value: values[index] ?? 0, timestamp: at };
      }),
  };
}

/** Of one series, so that each kind of rule is there to be looked at. */
function foresightOf({
  metric,
  instance,
  threshold,
}: Pick<RecordedSeries, 'metric' | 'instance'> & { threshold: number }): [string, RuleDraft][] {
  const of = `${metric.replaceAll('_', ' ')} of ${instance}`;
  const labels = { instance };
  return [
    ruleOf(`demo-unusual-${metric}-${instance}`, `${of} unlike before`, {
      description: 'Has a high anomaly score, whatever its value.',
      severity: 'LOW',
      conditions: [ConditionFactory.anomaly(metric, undefined, { labels })],
    }),
    ruleOf(`demo-soon-${metric}-${instance}`, `${of} may be high in 15 minutes`, {
      description:
        'One in ten of the ways in which it may go on leads above the 99.5th percentile of its own recording.',
      severity: 'LOW',
      conditions: [ConditionFactory.forecast(metric, '15m', '>', threshold, { quantile: '0.9', labels })],
    }),
  ];
}

function ruleOf(
  id: string,
  name: string,
  own: Pick<RuleDraft, 'description' | 'severity' | 'conditions'>,
): [string, RuleDraft] {
  return [
    id.slice(0, 64),
    {
      name,
      ...own,
      category: 'infrastructure',
      status: 'active',
      for: '0',
      keep_firing_for: '10s',
      labels: {},
      annotations: {
        source: 'Numenta Anomaly Benchmark, realAWSCloudwatch: recorded values, replayed at one value a second',
      },
    },
  ];
}

function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? 0;
}
