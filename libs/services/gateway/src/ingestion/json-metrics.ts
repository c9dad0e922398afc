import { asValue } from '@tocsin/domain/plan/series-store';
import { type Checked, labelsOf, metricRefusal, timeRefusal } from './sample-check.js';

const fields = new Set(['metric', 'labels', 'value', 'timestamp']);

/**
 * Checks samples as plain producers write them, one by one: what is wrong with one keeps no other back.
 *
 * @param now - the platform's time in ms; stands in for times that are left out
 * @param prefix - where the samples stand in what was sent
 */
export function checkJsonSamples(samples: readonly unknown[], now: number, prefix = 'samples'): Checked {
  const checked: Checked = { accepted: [], refused: [] };
  samples.forEach((sample, i) => {
    const refuse = (field: string, code: string, message: string): void => {
      checked.refused.push({ path: `${prefix}[${i}]${field === '' ? '' : `.${field}`}`, code, message });
    };
    if (typeof sample !== 'object' || sample === null || Array.isArray(sample))
      return refuse('', 'wrong_type', 'is no object');
    const unknown = Object.keys(sample).find((name) => !fields.has(name));
    if (unknown !== undefined)
      return refuse(
        unknown.slice(0, 60),
        'unknown_field',
        'is not a field of a sample: metric, labels, value, timestamp',
      );
    const { metric, labels = {}, value, timestamp = now } = sample as Record<string, unknown>;
    const metricProblem = metricRefusal(metric);
    if (metricProblem !== null) return refuse('metric', 'metric', metricProblem);
    if (typeof value !== 'number' || !Number.isFinite(value)) return refuse('value', 'value', 'is no finite number');
    const timeProblem = timeRefusal(timestamp, now);
    if (timeProblem !== null) return refuse('timestamp', 'timestamp', timeProblem);
    if (typeof labels !== 'object' || labels === null || Array.isArray(labels))
      return refuse('labels', 'wrong_type', 'is no object');
    const used = labelsOf(Object.entries(labels), (label, code, message) =>
      refuse(label === '' ? 'labels' : `labels.${label}`, code, message),
    );
    if (used !== null)
      checked.accepted.push({
        metric: metric as string,
        labels: used,
        value: asValue(value),
        timestamp: Math.floor(timestamp as number),
      });
  });
  return checked;
}
