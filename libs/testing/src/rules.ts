import type { AlertRule } from '@tocsin/domain/rules/alert-rule';
import { RuleFactory } from '@tocsin/domain/rules/rule-factory';
import { validateRuleDraft } from '@tocsin/domain/rules/config-validator';

/** A valid rule; what a test is about is given, all else does not matter to it. */
export function ruleWith(id: string, tenantId: string, draft: object): AlertRule {
  const validated = validateRuleDraft({ name: id, severity: 'HIGH', category: 'infrastructure', ...draft });
  if (validated.kind === 'invalid') throw new Error(`the rule ${id} is invalid: ${JSON.stringify(validated.findings)}`);
  return RuleFactory.create(validated.draft, { id, tenantId }, 0);
}
