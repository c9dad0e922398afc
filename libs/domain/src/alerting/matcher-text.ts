import type { Matcher, MatchOperator } from '../promql/ast.js';
import { patternProblem } from '../promql/match-label.js';

/** A matcher, or why a text is none. */
export type ReadMatcher =
  { readonly kind: 'matcher'; readonly matcher: Matcher } | { readonly kind: 'refused'; readonly message: string };

/** A name alone or in quotes, and an operator; white space around them says nothing. The value follows. */
const plain = /^\s*([a-zA-Z_:][a-zA-Z0-9_:]*)\s*(=~|=|!=|!~)/;
const quoted = /^\s*"((?:[^"\\]|\\.)*)"\s*(=~|=|!=|!~)/s;

/**
 * Reads a matcher in Alertmanager's notation, such as `instance=~"web-.*"`. As there, quotes around the value may be left out,
 * and names other than those of letters, digits, `_` and `:` stand in quotes.
 */
export function readMatcher(text: string): ReadMatcher {
  if (/^\{|\}$/.test(text)) return { kind: 'refused', message: `unexpected open or close brace: ${text}` };
  const bare = plain.exec(text);
  const parts = bare ?? quoted.exec(text);
  if (parts === null) return { kind: 'refused', message: `bad matcher format: ${text}` };
  const [start, written = '', operator = ''] = parts;
  const rest = text.slice(start.length).trim();
  const value = unquoted(rest);
  const name = bare === null ? unescaped(written) : written;
  if (value === null) return { kind: 'refused', message: `matcher value contains unescaped double quote: ${rest}` };
  const matcher: Matcher = { name, operator: operator as MatchOperator, value };
  const problem = operator.endsWith('~') ? patternProblem(value) : null;
  return problem === null ? { kind: 'matcher', matcher } : { kind: 'refused', message: problem };
}

/** @returns null when a quote stands where none may */
function unquoted(text: string): string | null {
  const isQuoted = text.startsWith('"');
  const inside = isQuoted ? text.slice(1) : text;
  const end = /(?<!\\)(?:\\\\)*"/.exec(inside);
  if (!isQuoted) return end === null ? unescaped(text) : null;
  return end !== null && end.index + end[0].length === inside.length ? unescaped(inside.slice(0, -1)) : null;
}

/** `\n`, `\"` and `\\` stand for one character each; any other backslash for itself. */
function unescaped(text: string): string {
  return text.replaceAll(/\\([n"\\])/g, (_, character: string) => (character === 'n' ? '\n' : character));
}

/**
 * Cuts a list such as `{a="b,c",d=~"e"}`, with or without its braces, at the commas that stand in no quotes.
 *
 * @returns the matchers' texts; none of an empty list
 */
export function matcherTexts(list: string): string[] {
  const trimmed = list.trim();
  const inside = trimmed.startsWith('{') && trimmed.endsWith('}') ? trimmed.slice(1, -1) : trimmed;
  const texts: string[] = [];
  let [from, isQuoted] = [0, false];
  for (let i = 0; i <= inside.length; i += 1) {
    const character = inside[i];
    if (isQuoted && character === '\\') i += 1;
    else if (character === '"') isQuoted = !isQuoted;
    else if (character === undefined || (character === ',' && !isQuoted)) {
      texts.push(inside.slice(from, i).trim());
      from = i + 1;
    }
  }
  // A backslash at the very end hides it.
  if (from <= inside.length) texts.push(inside.slice(from).trim());
  return texts.filter((text) => text !== '');
}
