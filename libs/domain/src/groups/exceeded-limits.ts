import { stepsOf } from '../plan/cost.js';
import type { SeriesStore } from '../plan/series-store.js';
import type { GroupPlan } from './group-plan.js';
import type { GroupShare } from './group-share.js';
import type { ExceededLimit } from './limits.js';

/**
 * Which rules of a group are not to be evaluated, by their places: a partition says so, or what is left to do where the
 * group is finished would be too much.
 *
 * @param shares - what the partitions say of the tick
 * @param stepsMax - most elements that one evaluation may look at
 */
export function exceededLimits(
  { group, partsOfRules }: GroupPlan,
  store: SeriesStore,
  shares: readonly GroupShare[],
  stepsMax: number,
): Map<number, ExceededLimit> {
  const failed = new Map<string, ExceededLimit>();
  let gathered = 0;
  for (const { parts } of shares)
    for (const part of parts) {
      if (part.kind === 'failed' && part.limit !== null) failed.set(part.key, part.limit);
      if (part.kind === 'elements') gathered += part.elements.length;
      if (part.kind === 'sums') gathered += part.groups.length;
    }
  const limits = new Map<number, ExceededLimit>();
  group.rules.forEach(({ expr }, place) => {
    const told = partsOfRules[place]?.map((key) => failed.get(key)).find((limit) => limit !== undefined);
    const use = stepsOf(expr, ({ matchers }) => Math.max(gathered, store.select(matchers).series.length));
    if (told !== undefined) limits.set(place, told);
    else if (use > stepsMax) limits.set(place, { name: 'steps', max: stepsMax, use });
  });
  return limits;
}
