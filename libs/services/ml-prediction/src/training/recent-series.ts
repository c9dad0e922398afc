import type { PastOfSeries } from '@tocsin/domain/models/recent-windows';
import { METRIC_NAME } from '@tocsin/domain/plan/label-set';
import type { Labels } from '@tocsin/domain/rules/labels';
import { keyOfLabels } from '@tocsin/ports/history-answer';
import type { SeriesHistory } from '@tocsin/ports/series-history';

/** Most series of a tenant that a model is trained on: a day of them, by the second, is some 90 MB. */
const SERIES_MAX = 64;
/** So many metrics, spread over all of them, are asked about at a time, so that with thousands it does not go on for minutes. */
const METRICS_AT_A_TIME = 64;
/** And so often, where those before had too few series. */
const TIMES_MAX = 4;
/** Series of the platform's own making. */
const OWN_PREFIX = 'tocsin_';

/**
 * A tenant's series of some metrics, of one time; of more than 64 some, spread over all.
 *
 * @param from - ms since 1970, as is `to`; both ends included
 * @throws HistoryUnavailable when a part of the history cannot be asked
 */
export async function recentSeries(
  history: SeriesHistory,
  { tenant, metrics, from, to }: { tenant: string; metrics: Iterable<string>; from: number; to: number },
): Promise<PastOfSeries[]> {
  const all: Labels[] = [];
  for (const some of spread([...metrics].filter((name) => !name.startsWith(OWN_PREFIX)).sort())) {
    if (all.length >= SERIES_MAX) break;
    for (const metric of some) {
      const matchers = [{ name: METRIC_NAME, operator: '=', value: metric } as const];
      all.push(...(await history.series({ tenant, matchers, from, to })));
    }
  }
  all.sort((a, b) => (keyOfLabels(a) < keyOfLabels(b) ? -1 : 1));
  const count = Math.min(SERIES_MAX, all.length);
  const series: PastOfSeries[] = [];
  for (let i = 0; i < count; i += 1) {
    const labels = all[Math.floor((i * all.length) / count)] as Labels;
    const matchers = Object.entries(labels).map(([name, value]) => ({ name, operator: '=', value }) as const);
    const found = await history.select({ tenant, matchers, from, to });
    // Series with more labels have these as well.
    const one = found.find((each) => keyOfLabels(each.labels) === keyOfLabels(labels));
    if (one !== undefined) series.push(one);
  }
  return series;
}

/** Parts of metrics, each spread evenly over all of them: all parts together are all, as long as these are not too many. */
function spread(metrics: readonly string[]): string[][] {
  const parts = Math.ceil(metrics.length / METRICS_AT_A_TIME);
  return Array.from({ length: Math.min(parts, TIMES_MAX) }, (_, part) =>
    metrics.filter((_metric, i) => i % parts === part),
  );
}
