import { asValue } from '@tocsin/domain/plan/series-store';
import { type Checked, labelsOf, metricRefusal, timeRefusal } from './sample-check.js';
import type { OtlpAttribute, OtlpDataPoint, OtlpMetric, OtlpRequest } from './otlp-message.js';

/** OTLP's flag for a point that only says that nothing was recorded. */
const NO_RECORDED_VALUE = 1;

/**
 * Takes the numbers out of an OTLP request, with the names that Prometheus gives them: gauges and sums as they are;
 * histograms as `_bucket` (cumulative, by `le`), `_sum` and `_count`; summaries by `quantile`. Of the resource,
 * `service.namespace/service.name` becomes `job` and `service.instance.id` becomes `instance`.
 */
export function checkOtlp({ resourceMetrics = [] }: OtlpRequest, now: number): Checked {
  const checked: Checked = { accepted: [], refused: [] };
  resourceMetrics.forEach(({ resource, scopeMetrics = [] }, r) => {
    const base = resourceLabels(resource?.attributes ?? []);
    scopeMetrics.forEach(({ metrics = [] }, s) => {
      metrics.forEach((metric, m) =>
        takeMetric(metric, base, `resourceMetrics[${r}].scopeMetrics[${s}].metrics[${m}]`, now, checked),
      );
    });
  });
  return checked;
}

function takeMetric(
  metric: OtlpMetric,
  base: readonly [string, string][],
  path: string,
  now: number,
  checked: Checked,
): void {
  const name = promName(metric.name ?? '');
  const kind = metric.gauge ?? metric.sum ?? metric.histogram ?? metric.exponentialHistogram ?? metric.summary;
  const metricProblem = metricRefusal(name);
  if (metricProblem !== null)
    return void checked.refused.push({ path: `${path}.name`, code: 'metric', message: metricProblem });
  (kind?.dataPoints ?? []).forEach((point, i) => {
    if (((point.flags ?? 0) & NO_RECORDED_VALUE) !== 0) return;
    const at = Math.floor(Number(point.timeUnixNano ?? 0) / 1e6) || now;
    const where = `${path}.dataPoints[${i}]`;
    const refuse = (field: string, code: string, message: string): void =>
      void checked.refused.push({ path: `${where}.${field}`, code, message });
    const timeProblem = timeRefusal(at, now);
    if (timeProblem !== null) return refuse('timeUnixNano', 'timestamp', timeProblem);
    const own = (point.attributes ?? []).map(({ key, value }): [string, string] => [promName(key), textOf(value)]);
    for (const [suffix, extra, value] of numbersOf(metric, point)) {
      if (!Number.isFinite(value)) {
        refuse('value', 'value', 'is no finite number');
        continue;
      }
      const labels = labelsOf([...base, ...own, ...extra], (label, code, message) =>
        refuse(`attributes.${label}`, code, message),
      );
      if (labels !== null)
        checked.accepted.push({ metric: `${name}${suffix}`, labels, value: asValue(value), timestamp: at });
    }
  });
}

type Number3 = [suffix: string, labels: [string, string][], value: number];

function numbersOf(metric: OtlpMetric, point: OtlpDataPoint): Number3[] {
  if (metric.gauge !== undefined || metric.sum !== undefined)
    return [['', [], Number(point.asDouble ?? point.asInt ?? Number.NaN)]];
  const totals: Number3[] = [['_count', [], Number(point.count ?? 0)]];
  if (point.sum !== undefined && point.sum !== null) totals.push(['_sum', [], Number(point.sum)]);
  if (metric.summary !== undefined) {
    return [
      ...totals,
      ...(point.quantileValues ?? []).map(({ quantile, value }): Number3 => [
        '',
        [['quantile', String(quantile ?? 0)]],
        Number(value ?? 0),
      ]),
    ];
  }
  if (metric.histogram === undefined) return totals;
  let below = 0;
  const bounds = point.explicitBounds ?? [];
  const buckets = (point.bucketCounts ?? []).map((count, i): Number3 => {
    below += Number(count);
    return ['_bucket', [['le', i < bounds.length ? String(bounds[i]) : '+Inf']], below];
  });
  return [...totals, ...buckets];
}

function resourceLabels(attributes: readonly OtlpAttribute[]): [string, string][] {
  const of = (key: string): string => textOf(attributes.find((attribute) => attribute.key === key)?.value);
  const [namespace, name, instance] = [of('service.namespace'), of('service.name'), of('service.instance.id')];
  const labels: [string, string][] = [];
  if (name !== '') labels.push(['job', namespace === '' ? name : `${namespace}/${name}`]);
  if (instance !== '') labels.push(['instance', instance]);
  return labels;
}

function textOf(value: OtlpAttribute['value']): string {
  const { stringValue, intValue, doubleValue, boolValue } = value ?? {};
  return String(stringValue ?? intValue ?? doubleValue ?? boolValue ?? '');
}

/** A name with everything that Prometheus does not allow in it replaced by `_`. */
function promName(name: string): string {
  const safe = name.replaceAll(/[^a-zA-Z0-9_:]/g, '_');
  return /^[0-9]/.test(safe) ? `_${safe}` : safe;
}
