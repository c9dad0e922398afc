import type { RuleGroupDraft } from '@tocsin/domain/groups/rule-group-document';
import { Dice } from '@tocsin/testing/promql/random-rules';

export const STEP_MS = 15_000;
const SERVICES = 50;

/** The kinds of rules that are compared, each with thresholds that get harder to reach. */
const kinds: Readonly<Record<string, { exprOf: (step: number) => string; for?: string }>> = {
  threshold_for: { exprOf: (step) => `cpu > ${95 + step}`, for: '1m' },
  mean_5m: { exprOf: (step) => `avg_over_time(cpu[5m]) > ${80 + step}` },
  quantile_10m: { exprOf: (step) => `quantile_over_time(0.95, cpu[10m]) > ${99 + step}` },
  zscore_20m: {
    exprOf: (step) => `abs((cpu - avg_over_time(cpu[20m])) / stddev_over_time(cpu[20m])) > ${4 + step}`,
  },
  mean_by_service: { exprOf: (step) => `avg by (service) (cpu) > ${60 + step}` },
};

export const kindNames: readonly string[] = Object.keys(kinds);

/** A group for each kind, with so many rules of it, which share all but their thresholds. */
export const groupsOf = (rulesOfKind: number, interval = '15s'): RuleGroupDraft[] =>
  Object.entries(kinds).map(([name, { exprOf, for: hold }]) => ({
    name,
    interval,
    rules: Array.from({ length: rulesOfKind }, (_, step) => ({
      alert: `${name}_${step}`,
      expr: exprOf(step),
      ...(hold === undefined ? {} : { for: hold }),
    })),
  }));

export const labelsOf = (i: number): Record<string, string> => ({
  instance: `host-${i}.example.org:9100`,
  job: 'node',
  service: `service-${i % SERVICES}`,
});

/** Values by series, from 10 to 90, made anew for each round from one seed, in one array. */
export function* rounds(series: number): Generator<Float64Array, never> {
  const dice = new Dice(1);
  const levels = Float64Array.from({ length: series }, () => 20 + 60 * dice.next());
  const values = new Float64Array(series);
  for (;;) {
    for (let i = 0; i < series; i += 1) values[i] = (levels[i] as number) + 20 * (dice.next() - 0.5);
    yield values;
  }
}
