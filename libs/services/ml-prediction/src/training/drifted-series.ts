import { METRIC_NAME } from '@tocsin/domain/plan/label-set';
import { DRIFT } from '@tocsin/domain/rules/condition-source';
import { keyOfLabels } from '@tocsin/ports/history-answer';
import type { SeriesHistory } from '@tocsin/ports/series-history';

/**
 * In how many series of a tenant drift was found, whichever process found it. A change of unit is none that a model would
 * feel: it sees each window in its own unit.
 *
 * @param since - ms since 1970, as is `to`
 */
export async function driftedSeries(
  history: SeriesHistory,
  tenant: string,
  since: number,
  to: number,
): Promise<number> {
  const matchers = [
    { name: METRIC_NAME, operator: '=', value: DRIFT },
    { name: 'drift_type', operator: '!=', value: 'schema' },
  ] as const;
  const found = await history.series({ tenant, matchers, from: since, to });
  return new Set(found.map(({ drift_type: _type, test: _test, ...series }) => keyOfLabels(series))).size;
}
