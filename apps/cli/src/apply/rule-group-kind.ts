import type { Schema } from '@tocsin/client/call';
import { groupDiff } from '@tocsin/domain/groups/group-diff';
import { parseRuleFile } from '@tocsin/domain/groups/rule-file';
import { type RuleGroupDraft, RuleGroupDraftSchema } from '@tocsin/domain/groups/rule-group-document';
import { pathText, schemaFindings, valueAt } from '@tocsin/domain/rules/finding';
import { type BulkOperation, carryOutInBulk } from './bulk.js';
import type { DocumentFault, Known, ProvisionedKind, Step } from './provisioned-kind.js';

/** Groups of Prometheus rules. */
export const ruleGroupKind: ProvisionedKind<RuleGroupDraft> = {
  name: 'rule-group',
  read: (document) => {
    const fitting = RuleGroupDraftSchema.safeParse(document);
    if (!fitting.success) {
      const faults = fitting.error.issues.flatMap((issue): DocumentFault[] =>
        schemaFindings(issue, valueAt(document, issue.path), issue.path).map(({ path, message }) => ({
          path: issue.path.filter((step) => typeof step !== 'symbol'),
          message: `${path === '' ? pathText(issue.path) : path} ${message}`,
        })),
      );
      return { faults };
    }
    const faults = expressionFaults(fitting.data);
    if (faults.length > 0) return { faults };
    return { name: fitting.data.name, value: fitting.data, doubts: [] };
  },
  known: async (tocsin) => {
    const groups = await Array.fromAsync(tocsin.listRuleGroups({ limit: 500 }));
    const proposals = await Array.fromAsync(tocsin.listRuleGroupProposals({ limit: 500 }));
    const waiting = new Map(proposals.map((one) => [one.group, one]));
    const fresh = proposals.filter(({ base_version }) => base_version === 0).map(({ document }) => document);
    return [...groups, ...fresh].map((group) => knownOf(group, waiting.get(group.name)));
  },
  changes: groupDiff,
  carryOut: (tocsin, steps, source) =>
    carryOutInBulk(
      tocsin,
      steps.map((step) => ({ name: step.name, operation: operationOf(step) })),
      source,
    ),
};

/** A group that waits for approval is looked at as it will be, so that a second time changes nothing. */
function knownOf(
  group: Schema<'RuleGroupDocument'>,
  proposal: Schema<'ListedRuleGroupProposal'> | undefined,
): Known<RuleGroupDraft> {
  const wanted = proposal?.action === 'put' ? proposal.document : group;
  return {
    id: group.name,
    name: group.name,
    version: proposal?.version ?? group.version,
    provisionedBy: wanted.provisioned_by,
    isWaiting: proposal !== undefined,
    value: draftOf(wanted),
  };
}

/** The expressions are read as the platform reads them; a rule at a time, so that each is told in its place. */
function expressionFaults({ rules, ...group }: RuleGroupDraft): DocumentFault[] {
  const faultsOf = (some: RuleGroupDraft['rules'], path: DocumentFault['path']): DocumentFault[] => {
    const parsed = parseRuleFile(JSON.stringify({ groups: [{ ...group, rules: some }] }));
    return parsed.kind === 'parsed' ? [] : parsed.findings.map(({ message }) => ({ path, message }));
  };
  const own = faultsOf([], []);
  return own.length > 0 ? own : rules.flatMap((rule, i) => faultsOf([rule], ['rules', i]));
}

const operationOf = (step: Step<RuleGroupDraft>): BulkOperation =>
  step.action === 'delete' ? { op: 'delete_group', name: step.name } : { op: 'put_group', group: step.value };

function draftOf(group: Schema<'RuleGroupDocument'>): RuleGroupDraft {
  const { interval, query_offset, limit, labels } = group;
  const given = Object.entries({ interval, query_offset, limit, labels }).filter(([, value]) => value !== undefined);
  return { ...Object.fromEntries(given), name: group.name, rules: group.rules };
}
