import { METRIC_NAME } from '@tocsin/domain/plan/label-set';
import { SOURCE_METRIC } from '@tocsin/domain/rules/condition-source';
import type { Labels } from '@tocsin/domain/rules/labels';
import {
  type HistorySeries,
  HistoryUnavailable,
  type SeriesHistory,
  TooManySamples,
} from '@tocsin/ports/series-history';
import { z } from 'zod';
import { ProblemError, unavailable } from '../problem.js';

/** How far ahead predictions look, as their series name it. */
export const HorizonSchema = z.enum(['15m', '1h', '6h', '24h', '7d']);

/** What a series of predictions is about: a rule, a series, or both. */
export interface ToldOf {
  readonly rule_id: string | null;
  readonly reason: string | null;
  readonly metric: string;
  readonly labels: Record<string, string>;
}

/** Of a series of predictions, what it is about. */
export function toldOf({ labels: all }: Pick<HistorySeries, 'labels'>): ToldOf {
  const {
    [METRIC_NAME]: _name,
    [SOURCE_METRIC]: metric = '',
    horizon: _horizon,
    rule_id = null,
    reason = null,
    ...labels
  } = all;
  return { rule_id, reason, metric, labels };
}

export const horizonOf = (name: string, horizon: string): Labels => ({ [METRIC_NAME]: name, horizon });

/**
 * What was told under some labels.
 *
 * @param from - ms since 1970, as is `to`
 * @throws ProblemError 503 when the history does not answer, 422 when it is more than one answer may hold
 */
export async function toldBetween(
  history: Pick<SeriesHistory, 'select'>,
  tenant: string,
  labels: Labels,
  from: number,
  to: number,
): Promise<readonly HistorySeries[]> {
  const matchers = Object.entries(labels).map(([name, value]) => ({ name, operator: '=', value }) as const);
  try {
    return await history.select({ tenant, matchers, from, to });
  } catch (error) {
    if (error instanceof HistoryUnavailable) throw unavailable('history-unavailable', error.message);
    if (error instanceof TooManySamples)
      throw new ProblemError(422, 'too-many-samples', 'Too much was told in this time', `${error.message}.`);
    throw error;
  }
}
