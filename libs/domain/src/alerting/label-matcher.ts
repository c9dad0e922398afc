import type { Matcher } from '../promql/ast.js';
import { compileMatcher } from '../promql/match-label.js';
import type { Labels } from '../rules/labels.js';
import { readMatcher } from './matcher-text.js';

/** Most values whose outcome is remembered for each pattern: re2js takes microseconds, and label values come again. */
const REMEMBERED_MAX = 10_000;

/** A matcher that can be asked of label sets. A label that is missing has the value ''. */
export interface LabelMatcher {
  readonly matcher: Matcher;
  matches(labels: Labels): boolean;
}

/** @throws RE2JSException for a pattern that is none; {@link readMatcher} finds fault with it first */
export function labelMatcher(matcher: Matcher): LabelMatcher {
  const test = matcher.operator.endsWith('~') ? remembering(compileMatcher(matcher)) : compileMatcher(matcher);
  return { matcher, matches: (labels) => test(labelValue(labels, matcher.name)) };
}

/** Matchers that were checked when they were written. @throws TypeError for one that was not, which is a bug */
export function labelMatchers(texts: readonly string[]): LabelMatcher[] {
  return texts.map((text) => {
    const read = readMatcher(text);
    if (read.kind === 'refused') throw new TypeError(`not a matcher: ${read.message}`);
    return labelMatcher(read.matcher);
  });
}

/** Whether all of them hold. */
export function matchAll(matchers: readonly LabelMatcher[], labels: Labels): boolean {
  return matchers.every((matcher) => matcher.matches(labels));
}

export function labelValue(labels: Labels, name: string): string {
  return Object.hasOwn(labels, name) ? (labels[name] as string) : '';
}

function remembering(test: (value: string) => boolean): (value: string) => boolean {
  const known = new Map<string, boolean>();
  return (value) => {
    const before = known.get(value);
    if (before !== undefined) return before;
    if (known.size >= REMEMBERED_MAX) known.clear();
    const holds = test(value);
    known.set(value, holds);
    return holds;
  };
}
