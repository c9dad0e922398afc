import type { LabelSet } from '@tocsin/domain/plan/label-set';
import type { Call, Expr } from '@tocsin/domain/promql/ast';
import { formatShortest, quoteString } from '@tocsin/domain/promql/go-text';
import { type Bucket, histogramFraction, histogramQuantile } from './classic-histograms.js';
import { type Moment, nameless, type Sample } from './moment.js';
import { withMetric } from './notes.js';
import { noteQuantile, spanOf } from './window-functions.js';

interface Histogram {
  readonly labels: LabelSet;
  readonly buckets: Bucket[];
}

const finite = /^[+-]?(?:[0-9][0-9_]*\.?[0-9_]*|\.[0-9][0-9_]*)(?:[eE][+-]?[0-9][0-9_]*)?$/;

/** A bucket's bound as Go reads floats; null for what is none. */
function readBound(text: string): number | null {
  const infinite = /^([+-]?)inf(?:inity)?$/i.exec(text);
  if (infinite !== null) return infinite[1] === '-' ? -Infinity : Infinity;
  if (/^nan$/i.test(text)) return Number.NaN;
  if (!finite.test(text) || /__|_$|_[^0-9]|[^0-9]_/.test(text)) return null;
  const bound = Number(text.replaceAll('_', ''));
  return Number.isFinite(bound) ? bound : null;
}

/** Gathers buckets by all labels but their bounds, the metric's name among them. */
function histogramsOf(samples: readonly Sample[], argument: Expr, moment: Moment): Histogram[] {
  const histograms = new Map<string, Histogram>();
  for (const { labels, value } of samples) {
    const bound = readBound(labels.get('le'));
    if (bound === null) {
      const text = `bucket label "le" is missing or has a malformed value of ${quoteString(labels.get('le'))}`;
      const message = withMetric(text, moment.dropsNamesLate ? labels.metric : '');
      moment.notes.annotate('warning', message, spanOf(argument));
      continue;
    }
    const rest = labels.without(new Set(['le']));
    const known = histograms.get(rest.key);
    if (known === undefined) histograms.set(rest.key, { labels: rest, buckets: [{ bound, count: value }] });
    else known.buckets.push({ bound, count: value });
  }
  return [...histograms.values()];
}

function quantilesOf(
  quantile: number,
  histograms: readonly Histogram[],
  argument: Expr,
  moment: Moment,
  relabel: (labels: LabelSet) => LabelSet,
): Sample[] {
  return histograms.map(({ labels, buckets }) => {
    const { value, flattening } = histogramQuantile(quantile, buckets);
    const metric = moment.dropsNamesLate ? labels.metric : '';
    if (flattening !== null) moment.notes.annotateFlattening(metric, moment.time, flattening, spanOf(argument));
    return { labels: relabel(nameless(labels, moment)), value, dropsName: true };
  });
}

/** Functions of classic histograms; null for any other function. */
export function callHistogramFunction(
  { func, args }: Call,
  samples: readonly Sample[],
  params: readonly number[],
  text: string,
  moment: Moment,
): Sample[] | null {
  const [first, second, third] = args as [Expr, Expr, Expr];
  const same = (labels: LabelSet): LabelSet => labels;
  switch (func) {
    case 'histogram_quantile':
      noteQuantile(params[0] as number, first, moment);
      return quantilesOf(params[0] as number, histogramsOf(samples, second, moment), second, moment, same);
    case 'histogram_quantiles': {
      params.forEach((quantile, place) => noteQuantile(quantile, args[place + 2] as Expr, moment));
      const histograms = histogramsOf(samples, first, moment);
      return params.flatMap((quantile) =>
        quantilesOf(quantile, histograms, first, moment, (labels) => labels.with(text, quantileText(quantile))),
      );
    }
    case 'histogram_fraction':
      return histogramsOf(samples, third, moment).map(({ labels, buckets }) => ({
        labels: nameless(labels, moment),
        value: histogramFraction(params[0] as number, params[1] as number, buckets),
        dropsName: true,
      }));
    case 'histogram_count':
    case 'histogram_sum':
    case 'histogram_avg':
    case 'histogram_stddev':
    case 'histogram_stdvar':
      // They ask for native histograms, of which there are none.
      return [];
    default:
      return null;
  }
}

/** A float as OpenMetrics writes it: with a point or an exponent. */
function quantileText(quantile: number): string {
  if (quantile === 0) return '0.0';
  const text = formatShortest(quantile);
  return /[e.]|NaN|Inf/.test(text) ? text : `${text}.0`;
}
