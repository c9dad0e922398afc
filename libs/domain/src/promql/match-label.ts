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

/** Most texts that a pattern of alternatives stands for and that are looked up rather than matched. */
const ALTERNATIVES_MAX = 100;

/** A pattern that is a choice of texts, each a whole value or, with something open behind it, the beginning of one. */
interface PlainForms {
  readonly texts: readonly string[];
  readonly open: '' | '.*' | '.+';
}

/** Texts of one part of a pattern: plain characters, or alternatives of them in parentheses. */
const plainPart = /([^\\.+*?()|[\]{}^$]+)|\((?:\?:)?([^\\.+*?()[\]{}^$]*)\)/y;

/** The texts that a pattern stands for, such as `(web|db)-.*`; null for one that needs an automaton. */
function plainFormsOf(pattern: string): PlainForms | null {
  const open = /\.[*+]$/.exec(pattern)?.[0] as '.*' | '.+' | undefined;
  const rest = open === undefined ? pattern : pattern.slice(0, -open.length);
  if (open === undefined && /^[^\\.+*?()[\]{}^$]*$/.test(rest)) return { texts: rest.split('|'), open: '' };
  let texts = [''];
  plainPart.lastIndex = 0;
  while (plainPart.lastIndex < rest.length) {
    const part = plainPart.exec(rest);
    if (part === null) return null;
    const choices = part[1] === undefined ? (part[2] ?? '').split('|') : [part[1]];
    if (texts.length * choices.length > ALTERNATIVES_MAX) return null;
    texts = texts.flatMap((before) => choices.map((choice) => before + choice));
  }
  return { texts, open: open ?? '' };
}

/** A pattern as a test of whole values. Choices of texts and of beginnings, the most common ones, need no automaton. */
function matchPattern(pattern: string): (value: string) => boolean {
  const forms = plainFormsOf(pattern);
  if (forms === null) {
    const compiled = RE2JS.compile(pattern, RE2JS.DOTALL);
    return (value) => compiled.testExact(value);
  }
  const { texts, open } = forms;
  if (open === '') {
    const values = new Set(texts);
    return (value) => values.has(value);
  }
  const least = open === '.+' ? 1 : 0;
  return (value) => texts.some((text) => value.length >= text.length + least && value.startsWith(text));
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
