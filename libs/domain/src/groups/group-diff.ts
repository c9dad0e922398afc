import { canonicalText } from '../rules/canonical-text.js';
import { changeOf, fieldChanges, type RuleChange } from '../rules/rule-diff.js';
import type { RuleGroupDraft } from './rule-group-document.js';

type WrittenRule = RuleGroupDraft['rules'][number];
interface PlacedRule {
  readonly rule: WrittenRule;
  readonly path: string;
  readonly text: string;
}

const ownTimers = new Set(['interval', 'query_offset', 'for', 'keep_firing_for']);
const compared = new Set(['labels', 'annotations', 'rules', 'name']);

/**
 * What changes from one version of a rule group to another. Rules have no ids and several may share a name: those that are
 * the same in both are left out, and the others go by their names.
 */
export function groupDiff(before: RuleGroupDraft, after: RuleGroupDraft): RuleChange[] {
  const gone = without(placed(before.rules), placed(after.rules));
  const come = without(placed(after.rules), placed(before.rules));
  const changes = [
    ...fieldChanges(before, after, '', kindOf, compared),
    ...fieldChanges(before.labels ?? {}, after.labels ?? {}, 'labels', () => 'label'),
    ...gone.flatMap((one) => ruleChanges(one, come)),
    ...come.map(({ path, rule }) => changeOf(path, 'condition', undefined, rule)),
  ];
  if (changes.length > 0 || canonicalText(before.rules) === canonicalText(after.rules)) return changes;
  return [changeOf('rules', 'field', before.rules.map(nameOf), after.rules.map(nameOf))];
}

const kindOf = (name: string): RuleChange['kind'] =>
  name === 'expr' ? 'condition' : ownTimers.has(name) ? 'timer' : 'field';

/** Takes what the rule became out of those that have come. */
function ruleChanges({ rule, path }: PlacedRule, come: PlacedRule[]): RuleChange[] {
  const at = come.findIndex((one) => nameOf(one.rule) === nameOf(rule));
  if (at < 0) return [changeOf(path, 'condition', rule, undefined)];
  const [now] = come.splice(at, 1) as [PlacedRule];
  const [was, is] = [partsOf(rule), partsOf(now.rule)];
  return [
    ...fieldChanges(was.own, is.own, now.path, kindOf),
    ...fieldChanges(was.labels, is.labels, `${now.path}.labels`, () => 'label'),
    ...fieldChanges(was.annotations, is.annotations, `${now.path}.annotations`, () => 'annotation'),
  ];
}

function partsOf(rule: WrittenRule) {
  const { labels = {}, ...own } = rule;
  if (!('annotations' in own)) return { own, labels, annotations: {} };
  const { annotations = {}, ...rest } = own;
  return { own: rest, labels, annotations };
}

const nameOf = (rule: WrittenRule): string => ('alert' in rule ? `alert ${rule.alert}` : `record ${rule.record}`);

const placed = (rules: readonly WrittenRule[]): PlacedRule[] =>
  rules.map((rule, i) => ({ rule, path: `rules[${i}]`, text: canonicalText(rule) }));

/** Those that are not among the others; of two that are the same, one is taken for one. */
function without(rules: readonly PlacedRule[], others: readonly PlacedRule[]): PlacedRule[] {
  const left = others.map(({ text }) => text);
  return rules.filter(({ text }) => {
    const at = left.indexOf(text);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}
