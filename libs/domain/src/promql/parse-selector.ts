import type { Matcher, MatchOperator, Span, VectorSelector } from './ast.js';
import { patternProblem } from './match-label.js';
import { unquoteString } from './lex-string.js';
import type { Place, Reader } from './reader.js';
import type { Token, TokenKind } from './token.js';

export const METRIC_NAME = '__name__';

const matchOperators: ReadonlySet<TokenKind> = new Set(['=', '!=', '=~', '!~']);

const place = (expected: string): Place => ({ within: 'label matching', expected });

interface WrittenMatcher {
  readonly matcher: Matcher;
  /** It was written as a name alone: `{"my.metric"}`. */
  readonly isBareName: boolean;
}

/**
 * Parses a selector of a metric, of labels, or of both.
 *
 * @param metric the name before the braces, which has been taken; null where there is none
 */
export function parseVectorSelector(reader: Reader, metric: Token | null): VectorSelector {
  const { from } = metric ?? reader.peek();
  const written = reader.peek().kind === '{' ? parseMatchers(reader) : [];
  const span: Span = { from, to: reader.lastEnd };
  const selector = { kind: 'vector_selector', offset: null, at: null, extent: null, span } as const;
  return { ...selector, ...named(metric?.text ?? '', written) };
}

/**
 * A single name inside the braces is the selector's name, as if it stood before them, unless another matcher is about
 * the name as well.
 */
function named(outerName: string, written: readonly WrittenMatcher[]): Pick<VectorSelector, 'name' | 'matchers'> {
  const aboutName = written.filter(({ matcher }) => matcher.name === METRIC_NAME);
  const [inner] = aboutName;
  const isInnerName = outerName === '' && aboutName.length === 1 && inner?.isBareName === true;
  const name = isInnerName ? inner.matcher.value : outerName;
  const others = written.filter((each) => !(isInnerName && each === inner)).map(({ matcher }) => matcher);
  return {
    name,
    matchers: isInnerName || name !== '' ? [...others, { name: METRIC_NAME, operator: '=', value: name }] : others,
  };
}

function parseMatchers(reader: Reader): WrittenMatcher[] {
  const matchers: WrittenMatcher[] = [];
  reader.take();
  while (reader.peek().kind !== '}') {
    const matcher = parseMatcher(reader);
    if (matcher === null) {
      return matchers;
    }
    matchers.push(matcher);
    if (!reader.takeIf(',') && reader.peek().kind !== '}') {
      reader.unexpected(place('"," or "}"'));
      return matchers;
    }
  }
  reader.take();
  return matchers;
}

function parseMatcher(reader: Reader): WrittenMatcher | null {
  const label = reader.peek();
  if (label.kind !== 'identifier' && label.kind !== 'string') {
    reader.unexpected(place('identifier or "}"'));
    return null;
  }
  reader.take();
  const name = label.kind === 'string' ? unquoteString(label.text) : label.text;
  const operator = reader.peek();
  if (!matchOperators.has(operator.kind)) {
    if (label.kind === 'string') {
      return { matcher: { name: METRIC_NAME, operator: '=', value: name }, isBareName: true };
    }
    reader.unexpected(place('label matching operator'));
    return null;
  }
  reader.take();
  if (reader.peek().kind !== 'string') {
    reader.unexpected(place('string'));
    return null;
  }
  return { matcher: checked(reader, label, name, operator, reader.take()), isBareName: false };
}

function checked(reader: Reader, label: Token, name: string, operator: Token, value: Token): Matcher {
  const matcher: Matcher = { name, operator: operator.kind as MatchOperator, value: unquoteString(value.text) };
  const problem = matcher.operator === '=~' || matcher.operator === '!~' ? patternProblem(matcher.value) : null;
  if (problem !== null) {
    reader.note({ from: label.from, to: value.to }, problem);
  }
  return matcher;
}
