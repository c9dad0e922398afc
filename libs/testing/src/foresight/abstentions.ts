import type { Sample } from '@tocsin/contracts/topics/pack-samples';
import { PREDICTION_ABSTAINED } from '@tocsin/domain/rules/condition-source';

/**
 * How often nothing was told of a series at a horizon, by why: `forecast` of the series itself, and then of its rules too;
 * `chance` of a rule alone.
 */
export function abstentionsOf(
  predicted: readonly Sample[],
  instance: string,
  horizon: string,
): Record<'forecast' | 'chance', Record<string, number>> {
  const found: Record<'forecast' | 'chance', Record<string, number>> = { forecast: {}, chance: {} };
  for (const { metric, labels } of predicted) {
    if (metric !== PREDICTION_ABSTAINED || labels['instance'] !== instance || labels['horizon'] !== horizon) continue;
    const of = found[labels['rule_id'] === undefined ? 'forecast' : 'chance'];
    const reason = labels['reason'] ?? '';
    of[reason] = (of[reason] ?? 0) + 1;
  }
  return found;
}
