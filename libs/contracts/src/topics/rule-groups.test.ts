import { ruleGroupOf } from '@tocsin/domain/groups/rule-group-document';
import { decodeJson, encodeJson } from '../define-topic.js';
import { canonicalText } from '@tocsin/domain/rules/canonical-text';
import { draftOf, exampleGroup, ruleGroupKey, ruleGroups } from './rule-groups.js';

test('the example is a group that can be evaluated, and comes back from its bytes', () => {
  expect(ruleGroupOf(exampleGroup).rules).toHaveLength(2);
  expect(decodeJson(ruleGroups, encodeJson(ruleGroups, exampleGroup))).toEqual({ kind: 'value', value: exampleGroup });
});

test('a key leads to tenant and name, also when the name has a slash', () => {
  expect(ruleGroupKey('acme', 'a/b')).toBe('acme/a/b');
});

test('the canonical text differs as groups do, and not by the order of fields and labels', () => {
  const draft = draftOf(exampleGroup);
  const turned = (value: unknown): unknown =>
    typeof value !== 'object' || value === null
      ? value
      : Array.isArray(value)
        ? value.map(turned)
        : Object.fromEntries(
            Object.entries(value)
              .reverse()
              .map(([name, inner]) => [name, turned(inner)]),
          );
  expect(JSON.stringify(turned(draft))).not.toBe(JSON.stringify(draft));
  expect(canonicalText(turned(draft))).toBe(canonicalText(draft));
  const others = [{ ...draft, rules: draft.rules.toReversed() }, { ...draft, limit: 1 }, undefined, {}];
  expect(new Set([draft, ...others].map(canonicalText)).size).toBe(5);
});
