import { parse } from 'yaml';
import { parseRuleFile } from '../groups/rule-file.js';
import type { RuleGroupDraft } from '../groups/rule-group-document.js';
import type { AlertRule } from '../rules/alert-rule.js';
import { validateRuleDraft } from '../rules/config-validator.js';
import { RuleFactory } from '../rules/rule-factory.js';
import { draftOfGroup } from './draft-of-group.js';

/** What a file asks to be back-tested, or what is wrong with it, a line a finding. */
export type RulesRead =
  | { readonly kind: 'groups'; readonly groups: readonly RuleGroupDraft[] }
  | { readonly kind: 'rule'; readonly rule: AlertRule }
  | { readonly kind: 'refused'; readonly findings: readonly string[] };

/**
 * Reads a Prometheus rule file, or one rule of conditions as it would be posted to `/api/rules`, in YAML or JSON.
 *
 * @param tenant - whose the rule is
 */
export function readRules(text: string, tenant: string): RulesRead {
  const rule = ruleIn(text);
  if (rule !== null) {
    const validated = validateRuleDraft(rule);
    if (validated.kind === 'valid')
      return { kind: 'rule', rule: RuleFactory.create(validated.draft, { id: 'rule', tenantId: tenant }, 0) };
    const errors = validated.findings.filter(({ severity }) => severity === 'error');
    return { kind: 'refused', findings: errors.map(({ path, message, fix }) => `${path} ${message}. ${fix}`) };
  }
  const parsed = parseRuleFile(text);
  return parsed.kind === 'parsed'
    ? { kind: 'groups', groups: parsed.groups.map(draftOfGroup) }
    : {
        kind: 'refused',
        findings: parsed.findings.map(({ line, column, message }) => `${line}:${column}: ${message}`),
      };
}

/** A document that has conditions means to be a rule of them; null for any other text. */
function ruleIn(text: string): object | null {
  try {
    const value: unknown = parse(text, { maxAliasCount: 100 });
    return typeof value === 'object' && value !== null && 'conditions' in value ? value : null;
  } catch {
    return null;
  }
}
