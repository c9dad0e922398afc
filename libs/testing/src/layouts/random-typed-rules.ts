import type { AlertRule } from '@tocsin/domain/rules/alert-rule';
import type { Dice } from '../promql/random-rules.js';
import { ruleWith } from '../rules.js';

/** A rule over the metrics of a random world: `load` up to 100, `temp` up to 5, and `hits_total`, which grows. */
export function randomRule(dice: Dice, id: string, tenant: string): AlertRule {
  const conditions = Array.from({ length: 1 + dice.below(2) }, () =>
    dice.chance(0.25) ? compositeOf(dice) : leafOf(dice),
  );
  return ruleWith(id, tenant, {
    conditions,
    for: dice.pick(['0', '0', '20s', '1m']),
    keep_firing_for: dice.pick(['0', '0', '45s']),
    status: dice.pick(['active', 'active', 'active', 'active', 'paused']),
  });
}

function leafOf(dice: Dice): object {
  const [metric_path, scale] = dice.pick([
    ['load', 100],
    ['temp', 5],
  ] as const);
  const threshold = Math.round(scale * dice.next() * 100) / 100;
  const operator = dice.pick(['>', '>=', '<', '<=']);
  switch (dice.below(4)) {
    case 0:
      return { type: 'absence', metric_path, window: dice.pick(['30s', '1m']) };
    case 1:
      return { type: 'change', metric_path, window: '1m', mode: 'absolute', operator, threshold: threshold / 10 };
    case 2:
      return { type: 'threshold', metric_path, operator: '>', threshold, recovery_threshold: threshold * 0.8 };
    default:
      return { type: 'threshold', metric_path, operator, threshold };
  }
}

const compositeOf = (dice: Dice): object => ({
  type: 'composite',
  match: dice.pick(['all', 'any', 'not']),
  conditions: Array.from({ length: 1 + dice.below(3) }, () => leafOf(dice)),
});
