import { neededRange } from '../backtest/backtest.js';
import { ruleNeeds } from '../backtest/rule-backtest.js';
import { planGroup } from '../groups/group-plan.js';
import type { RuleGroupDocument } from '../groups/rule-group-document.js';
import type { NeededSamples } from '../plan/needed-samples.js';
import { EvaluationError } from '../plan/operator.js';
import type { AlertRule } from '../rules/alert-rule.js';

/** Records are written some moments after the times that they speak of. */
const MARGIN_MS = 30_000;

/**
 * How far back a decision of a rule reaches: what its conditions look at, and how long it holds. A replay that begins so
 * long before a decision usually comes to it; one that begins still earlier does so more surely. In ms.
 */
export function reachOfRule(rule: AlertRule): number {
  return lookBackOf(() => ruleNeeds(rule, 0, 0)) + MARGIN_MS;
}

/** How far back a decision of a rule group reaches; see {@link reachOfRule}. In ms. */
export function reachOfGroup(document: RuleGroupDocument): number {
  const { group, intervalMs } = planGroup(document);
  const holds = group.rules.map((rule) => (rule.kind === 'alerting' ? Math.max(rule.forMs, rule.keepFiringForMs) : 0));
  return lookBackOf(() => neededRange(document, 0, 0)) + Math.max(0, ...holds) + 2 * intervalMs + MARGIN_MS;
}

function lookBackOf(needs: () => readonly NeededSamples[]): number {
  try {
    return Math.max(0, ...needs().map(({ from }) => -from));
  } catch (error) {
    // Whoever cannot work out a duration cannot evaluate the rule either.
    if (error instanceof EvaluationError) return 0;
    throw error;
  }
}
