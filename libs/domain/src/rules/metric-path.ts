import { isMetricName } from './labels.js';

const prefix = 'current_metrics.';

/**
 * The metric that a `metric_path` names: `current_metrics.X` and plain `X` both name the metric `X`.
 * The path is matched against a grammar, never walked as an object path.
 *
 * @returns the metric's name, or `null` when the path names none
 */
export function metricOfPath(path: string): string | null {
  const name = path.startsWith(prefix) ? path.slice(prefix.length) : path;
  const safe = name.split('.').every((part) => part !== '__proto__' && part !== 'constructor' && part !== 'prototype');
  return safe && isMetricName(name) ? name : null;
}
