import type { Warning } from '@tocsin/contracts/http/api-response';
import { type RuleDraft, RuleDraftSchema } from '@tocsin/domain/rules/alert-rule';
import { leavesOf } from '@tocsin/domain/rules/condition-walk';
import { validateRuleDraft } from '@tocsin/domain/rules/config-validator';
import type { Finding } from '@tocsin/domain/rules/finding';
import type { Principal } from '../../auth-manager.js';
import { invalid, type ProblemDetail } from '../../problem.js';
import { assertOwnTenant } from '../../route.js';

/** A rule as a body, for the documentation. */
export const ruleBody = {
  types: ['application/json'],
  schema: RuleDraftSchema,
  example: {
    name: 'High CPU Usage',
    description: 'Alert when CPU exceeds 80%',
    severity: 'HIGH',
    category: 'infrastructure',
    conditions: [{ type: 'threshold', metric_path: 'current_metrics.cpu_usage', operator: '>', threshold: 80 }],
  },
};

/** Reads a rule as it was written. @throws ProblemError 422 with every finding */
export function draftOf(
  principal: Principal,
  input: unknown,
  { predicts }: { predicts: boolean },
): { draft: RuleDraft; warnings: Warning[] } {
  assertOwnTenant(principal, input);
  const validated = validateRuleDraft(input);
  if (validated.kind === 'invalid') throw invalid(errorsOf(validated.findings));
  return {
    draft: validated.draft,
    warnings: [
      ...validated.warnings.map(({ path, code, message }) => ({ path, code, message })),
      ...(predicts ? [] : unpredicted(validated.draft)),
    ],
  };
}

/** Conditions that wait for predictions, where nothing is predicted. */
function unpredicted({ conditions }: RuleDraft): Warning[] {
  return leavesOf(conditions)
    .filter(({ condition: { type } }) => type === 'anomaly' || type === 'forecast')
    .map(({ path, condition }) => ({
      path,
      code: 'predictions_off',
      message: `conditions of the type ${condition.type} stay unknown, since this installation predicts nothing (ENABLE_ML_FEATURES is false)`,
    }));
}

/** Those of the findings that keep a rule from being stored, as a problem tells them. */
export const errorsOf = (findings: readonly Finding[]): ProblemDetail[] =>
  findings
    .filter(({ severity }) => severity === 'error')
    .map(({ path, code, message, fix }) => ({ path, code, message, fix }));
