import type { AlertRule } from '@tocsin/domain/rules/alert-rule';
import { validateRuleDraft } from '@tocsin/domain/rules/config-validator';
import { RuleFactory } from '@tocsin/domain/rules/rule-factory';
import type { Clock } from '@tocsin/ports/clock';
import { z } from 'zod';
import type { Principal } from '../auth-manager.js';
import { invalid, notFound } from '../problem.js';
import type { CompactedDirectory } from '@tocsin/ports/compacted-directory';
import { assertOwnTenant } from '../route.js';

/** The fields by which a request asks about a rule. */
export const AskedRuleSchema = {
  rule_id: z.string().max(64).optional().meta({ description: 'A stored rule; or give `rule`.' }),
  rule: z.unknown().optional().meta({ description: 'A rule as it would be posted to /api/rules.' }),
};

/** @throws ProblemError when there is no such rule, or what was written is none */
export function askedRule(
  principal: Principal,
  { rule_id, rule }: { rule_id?: string | undefined; rule?: unknown },
  rules: Pick<CompactedDirectory<AlertRule>, 'get'>,
  clock: Clock,
): AlertRule {
  if ((rule_id === undefined) === (rule === undefined)) {
    throw invalid([
      {
        path: 'rule',
        code: 'one_of',
        message: 'and "rule_id" exclude each other, and one must be there',
        fix: 'Give one of the two.',
      },
    ]);
  }
  if (rule_id !== undefined) {
    const stored = rules.get(principal.tenant, rule_id);
    if (stored === null) throw notFound('such rule');
    return stored;
  }
  assertOwnTenant(principal, rule);
  const validated = validateRuleDraft(rule);
  if (validated.kind === 'valid')
    return RuleFactory.create(validated.draft, { id: 'on-demand', tenantId: principal.tenant }, clock.now());
  const errors = validated.findings.filter(({ severity }) => severity === 'error');
  throw invalid(
    errors.map(({ path, code, message, fix }) => ({
      path: path === '' ? 'rule' : `rule.${path}`,
      code,
      message,
      fix,
    })),
  );
}
