import { RE2JS, RE2JSException, RE2JSSyntaxException } from 're2js';
import type { Matcher } from './ast.js';

/** Characters that mean something in a pattern. */
const special = /[\\.+*?()|[\]{}^$]/;

/** What is wrong with a pattern, in the words of Prometheus's own RE2; null where nothing is. */
export function patternProblem(pattern: string): string | null {
  if (!special.test(pattern)) {
    return null;
  }
  try {
    RE2JS.compile(pattern);
    return null;
  } catch (error) {
    if (error instanceof RE2JSSyntaxException) {
      return `error parsing regexp: ${error.getDescription()}: \`${error.getPattern() ?? ''}\``;
    }
    if (error instanceof RE2JSException) {
      return error.message;
    }
    throw error;
  }
}

/** A pattern as a test of whole values. Plain texts, lists of them and prefixes, the most common ones, need no automaton. */
function matchPattern(pattern: string): (value: string) => boolean {
  if (pattern === '.*') {
    return () => true;
  }
  if (pattern === '.+') {
    return (value) => value !== '';
  }
  if (!special.test(pattern)) {
    return (value) => value === pattern;
  }
  const alternatives = pattern.split('|');
  if (!alternatives.some((alternative) => special.test(alternative))) {
    const values = new Set(alternatives);
    return (value) => values.has(value);
  }
  const prefix = pattern.endsWith('.*') ? pattern.slice(0, -2) : '';
  if (prefix !== '' && !special.test(prefix)) {
    return (value) => value.startsWith(prefix);
  }
  const compiled = RE2JS.compile(pattern, RE2JS.DOTALL);
  return (value) => compiled.testExact(value);
}

/**
 * A matcher as a test of a label's value; a label that is missing has the value ''. Patterns hold for the whole value,
 * and `.` matches line breaks too.
 *
 * @throws RE2JSException for a pattern that {@link patternProblem} finds fault with; no parsed expression holds one
 */
export function compileMatcher(matcher: Matcher): (value: string) => boolean {
  const expected = matcher.value;
  switch (matcher.operator) {
    case '=':
      return (value) => value === expected;
    case '!=':
      return (value) => value !== expected;
    case '=~':
      return matchPattern(expected);
    case '!~': {
      const matches = matchPattern(expected);
      return (value) => !matches(value);
    }
  }
}

/**
 * A pattern as a test of whether it is found anywhere in a text.
 *
 * @throws RE2JSException for a pattern that {@link patternProblem} finds fault with
 */
export function patternTest(pattern: string): (text: string) => boolean {
  const compiled = RE2JS.compile(pattern);
  return (text) => compiled.matcher(text).find();
}
