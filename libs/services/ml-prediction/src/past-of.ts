import { parseSeriesKey } from '@tocsin/domain/engine/sample-batch';
import { METRIC_NAME } from '@tocsin/domain/plan/label-set';
import type { Matcher } from '@tocsin/domain/promql/ast';

/**
 * Matchers by which the past of some series is asked for, one list for each metric. They may fit a few more series than these;
 * of a metric with very many series they leave nearly all out.
 */
export function pastMatchers(keys: readonly string[]): Matcher[][] {
  const byMetric = Map.groupBy(keys.map(parseSeriesKey), ({ metric }) => metric);
  return [...byMetric].map(([metric, series]) => {
    const names = new Set(series.flatMap(({ labels }) => Object.keys(labels)));
    const matchers: Matcher[] = [{ name: METRIC_NAME, operator: '=', value: metric }];
    for (const name of names) {
      const [value = '', ...others] = new Set(series.map(({ labels }) => labels[name] ?? ''));
      if (others.length === 0) matchers.push({ name, operator: '=', value });
      else matchers.push({ name, operator: '=~', value: [value, ...others].map(literal).join('|') });
    }
    return matchers;
  });
}

/** A text as a pattern of RE2 that matches it alone. */
const literal = (text: string): string => text.replace(/[\\.+*?()|[\]{}^$]/g, '\\$&');
