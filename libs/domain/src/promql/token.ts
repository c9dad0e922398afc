import { aggregateOperators, type AggregateOperator } from './ast.js';
import { quoteString, utf8Length } from './go-text.js';

// prettier-ignore
const operatorKinds = [
  '+', '-', '*', '/', '%', '^', '==', '!=', '<=', '<', '>=', '>', '=~', '!~', '</', '>/', '@',
  'and', 'or', 'unless', 'atan2',
] as const;
// prettier-ignore
const modifierKinds = [
  'bool', 'by', 'without', 'on', 'ignoring', 'group_left', 'group_right', 'fill', 'fill_left', 'fill_right', 'offset',
  'anchored', 'smoothed',
] as const;
const queryKinds = ['start', 'end', 'step', 'range', 'max_of', 'min_of'] as const;

/** Words and signs stand for themselves; the kinds of the last lines cover many texts. */
export type TokenKind =
  | (typeof operatorKinds)[number]
  | (typeof modifierKinds)[number]
  | (typeof queryKinds)[number]
  | AggregateOperator
  | ('(' | ')' | '{' | '}' | '[' | ']' | ',' | ':' | '=')
  | ('identifier' | 'metric_identifier' | 'number' | 'duration' | 'string')
  | ('end_of_input' | 'error');

export interface Token {
  readonly kind: TokenKind;
  /** The text as written; of an error, what is wrong. */
  readonly text: string;
  readonly from: number;
  readonly to: number;
}

const operators: ReadonlySet<string> = new Set(operatorKinds);
const modifiers: ReadonlySet<string> = new Set(modifierKinds);
const aggregators: ReadonlySet<string> = new Set(aggregateOperators);

export function isAggregator(kind: TokenKind): kind is AggregateOperator {
  return aggregators.has(kind);
}

const words: ReadonlyMap<string, TokenKind> = new Map<string, TokenKind>([
  ...(['and', 'or', 'unless', 'atan2'] as const).map((word) => [word, word] as const),
  ...[...modifierKinds, ...queryKinds, ...aggregateOperators].map((word) => [word, word] as const),
  ['inf', 'number'],
  ['nan', 'number'],
]);

/** The kind of a word outside braces; keywords are known in any case. */
export function kindOfWord(word: string): TokenKind {
  return words.get(word.toLowerCase()) ?? (word.includes(':') ? 'metric_identifier' : 'identifier');
}

const notMetricNames: ReadonlySet<TokenKind> = new Set<TokenKind>([
  'atan2',
  'bool',
  'on',
  'ignoring',
  'group_left',
  'group_right',
  'number',
]);

/** Whether a token of this kind can be the name of a metric where an expression begins. */
export function isMetricName(kind: TokenKind): boolean {
  return kind === 'identifier' || kind === 'metric_identifier' || (words.has(kind) && !notMetricNames.has(kind));
}

const openers: ReadonlySet<TokenKind> = new Set<TokenKind>(['(', '{', '+', '-', 'string', 'number', 'duration']);

/** Whether an expression can begin with a token of this kind. */
export function beginsExpr(kind: TokenKind): boolean {
  return openers.has(kind) || isMetricName(kind);
}

/** Whether a token of this kind can be a label's name in a list of labels. */
export function isLabelName(kind: TokenKind): boolean {
  return kind === 'identifier' || kind === 'metric_identifier' || (words.has(kind) && kind !== 'without');
}

const descriptions: Partial<Record<TokenKind, string>> = {
  identifier: 'identifier ',
  metric_identifier: 'metric identifier ',
  number: 'number ',
  duration: 'duration ',
  string: 'string ',
};

const SHOWN_TEXT_MAX = 10;

/** The token as an error message names it. */
export function describeToken({ kind, text }: Token): string {
  if (kind === 'end_of_input') {
    return 'end of input';
  }
  if (kind === 'identifier' || kind === 'metric_identifier') {
    return `${descriptions[kind]}${quoteString(text)}`;
  }
  if (modifiers.has(kind)) {
    return `<${text}>`;
  }
  if (operators.has(kind)) {
    return `<op:${text}>`;
  }
  if (aggregators.has(kind)) {
    return `<aggr:${text}>`;
  }
  const shown =
    utf8Length(text) > SHOWN_TEXT_MAX
      ? `${quoteString(Array.from(text).slice(0, SHOWN_TEXT_MAX).join(''))}...`
      : quoteString(text);
  return `${descriptions[kind] ?? ''}${shown}`;
}
