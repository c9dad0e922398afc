import { lookBackMsOf } from '../plan/needed-samples.js';
import { EvaluationError } from '../plan/operator.js';
import { LOOKBACK_MS_DEFAULT } from '../plan/plan.js';
import type { GroupPlan } from './group-plan.js';

/**
 * Most time whose samples are recalled for a new group; ms. An hour of a partition is read within seconds, in which it
 * evaluates nothing else; longer windows fill as time passes.
 */
export const RECALL_MS_MAX = 3_600_000;

/** Whether two versions of a group read the same. */
export const readsTheSame = (a: GroupPlan, b: GroupPlan): boolean =>
  a.queryOffsetMs === b.queryOffsetMs && [...b.parts.keys()].every((key) => a.parts.has(key));

/** How far back a group looks, and at most as far as is worth to be read again. */
export function recallMsOf({ group, queryOffsetMs, asked }: GroupPlan): number {
  const back = asked.map(({ lookBackMs }) => lookBackMs);
  for (const { expr } of group.rules) {
    try {
      back.push(lookBackMsOf(expr, LOOKBACK_MS_DEFAULT));
    } catch (error) {
      // A duration that cannot be worked out is told when the rule is evaluated.
      if (!(error instanceof EvaluationError)) throw error;
    }
  }
  return Math.min(RECALL_MS_MAX, Math.max(0, ...back) + queryOffsetMs);
}
