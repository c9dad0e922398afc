import type { Schema } from '@tocsin/client/call';
import { type RuleDraft, RuleDraftSchema, ruleDraftOf } from '@tocsin/domain/rules/alert-rule';
import { validateRuleDraft } from '@tocsin/domain/rules/config-validator';
import { type Finding, pathOfText } from '@tocsin/domain/rules/finding';
import { ruleDiff } from '@tocsin/domain/rules/rule-diff';
import { type BulkOperation, carryOutInBulk } from './bulk.js';
import type { DocumentFault, Known, ProvisionedKind, Step } from './provisioned-kind.js';

/** Rules of conditions. */
export const ruleKind: ProvisionedKind<RuleDraft> = {
  name: 'rule',
  read: (document) => {
    const validated = validateRuleDraft(document);
    if (validated.kind === 'valid') {
      const { draft, warnings } = validated;
      return { name: draft.name, value: withoutTenant(draft), doubts: warnings.map(faultOf) };
    }
    return { faults: validated.findings.filter(({ severity }) => severity === 'error').map(faultOf) };
  },
  known: async (tocsin) => {
    const proposals = await Array.fromAsync(tocsin.listProposals({ limit: 500 }));
    const waiting = new Map(proposals.map((one) => [one.rule_id, one]));
    return Array.fromAsync(tocsin.listRules({ limit: 500 }), (rule) => knownOf(rule, waiting.get(rule.id)));
  },
  changes: ruleDiff,
  carryOut: (tocsin, steps, source) =>
    carryOutInBulk(
      tocsin,
      steps.map((step) => ({ name: step.name, operation: operationOf(step) })),
      source,
    ),
};

/** A rule that waits for approval is looked at as it will be, so that a second time changes nothing. */
function knownOf(rule: Schema<'AlertRule'>, proposal: Schema<'ListedRuleProposal'> | undefined): Known<RuleDraft> {
  const standing = proposal?.action === 'put' ? proposal : null;
  const value = withoutTenant(RuleDraftSchema.parse(ruleDraftOf(standing?.document ?? rule)));
  return {
    id: rule.id,
    name: rule.name,
    version: proposal?.version ?? rule.version,
    provisionedBy: standing?.document.provisioned_by ?? rule.provisioned_by,
    isWaiting: proposal !== undefined,
    value,
  };
}

function operationOf(step: Step<RuleDraft>): BulkOperation {
  switch (step.action) {
    case 'create':
      return { op: 'create', rule: step.value };
    case 'change':
      return { op: 'update', id: step.known.id, version: step.known.version, rule: step.value };
    case 'delete':
      return { op: 'delete', id: step.known.id, version: step.known.version };
  }
}

/** The token says whose the rule is. */
function withoutTenant({ tenant_id: _tenant, ...draft }: RuleDraft): RuleDraft {
  return draft;
}

const faultOf = ({ path, message, fix }: Finding): DocumentFault => ({
  path: pathOfText(path),
  message: `${path} ${message}. ${fix}`.trimStart(),
});
