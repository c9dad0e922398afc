import type { AlertSeverity } from '../rules/alert-rule.js';
import type { Comparison } from '../rules/condition.js';
import type { Chunk } from './chunk.js';
import { textOf } from './chunk-cursor.js';
import type { Predicate, Unreadable } from './said-rule.js';
import type { SaidWord } from './said-word.js';
import { stop, unreadable } from './unreadable.js';

/** `more than 3 lines contain "x"`, `lines contain "x" more than 3 times`; null where the two are not that. */
export function countedText(before: Predicate, next: Predicate): Predicate | null {
  const [text, count] = before.kind === 'contains' ? [before, next] : [next, before];
  if (text.kind !== 'contains' || count.kind !== 'compares' || text.count !== null) return null;
  return { ...text, count: { operator: count.operator, quantity: count.quantity } };
}

/** Why words of two severities are no rule. */
export const twoSeverities = (severities: readonly AlertSeverity[]): string =>
  `A rule has one severity, and ${severities.join(' and ')} are named: they are a rule each. Which one first?`;

export const namedSeverity = (chunk: Chunk): AlertSeverity | null =>
  chunk.kind === 'phrase' && chunk.meaning.is === 'severity' && !chunk.meaning.isImplied
    ? chunk.meaning.severity
    : null;

/** Whether something is a thing that is watched. */
const isThing = (chunk: Chunk | undefined): boolean =>
  (chunk?.kind === 'word' && chunk.words[0]?.kind === 'word') ||
  (chunk?.kind === 'phrase' && ['concept', 'noun'].includes(chunk.meaning.is));

export const isCommand = (chunk: Chunk | undefined): boolean =>
  chunk?.kind === 'phrase' && chunk.meaning.is === 'command';

export const NOBODY_TOLD = 'It denies that somebody is to be told, which is a silence or a routing, not a rule';

/**
 * "Critical errors" may be what is watched as well as how severe it is, and "high alert" how severe it is as well as
 * nothing at all.
 *
 * @param isOther - what behind the word makes it doubtful
 */
export function assertNoAdjective(
  chunk: Chunk,
  next: Chunk | undefined,
  isOther: (next: Chunk | undefined) => boolean = isThing,
): void {
  const word = textOf(chunk);
  if (next === undefined || !isOther(next) || chunk.words.length > 1 || !/^[a-z]+$/i.test(word)) return;
  const said = `${word} ${textOf(next)}`;
  throw stop(
    'doubtful_word',
    `"${said}" may be the name of a thing, or say how severe it is; say "severity ${word}", with a comma behind it`,
  );
}

/** What is "too high" is above something. */
export function assertSide(side: 'high' | 'low' | 'changes', operator: Comparison): void {
  const isOther = side === 'high' ? operator.startsWith('<') : side === 'low' && operator.startsWith('>');
  if (isOther)
    throw stop('contradiction', `It says that something is ${side}, and compares it with a number from the other side`);
}

const idle: ReadonlySet<string> = new Set(['filler', 'article', 'each', 'same', 'again']);

/** Whether nothing of what is left says anything. */
export const isIdle = (chunks: readonly Chunk[]): boolean =>
  chunks.every((chunk) => chunk.kind === 'phrase' && idle.has(chunk.meaning.is));

const askingWords: ReadonlySet<string> = new Set(
  'is are was were has have does do did what why how who which'.split(' '),
);

/** Whether a sentence asks something. */
export function isQuestion(chunks: readonly Chunk[]): boolean {
  const last = chunks.at(-1);
  return last !== undefined && textOf(last) === '?' && askingWords.has(chunks[0]?.words[0]?.lower ?? '');
}

/** Why a number cannot be read: here a comma divides thousands, elsewhere it is the decimal point. */
export function doubtfulNumber(words: readonly SaidWord[]): Unreadable | null {
  const doubtful = words.find(({ kind, text }) => kind === 'word' && /^-?[0-9].*,/.test(text));
  if (doubtful === undefined) return null;
  return unreadable(
    'doubtful_number',
    `"${doubtful.text}" may be meant with a decimal comma; write it with a point, as 1.5, and thousands as 1500 or 1,500`,
  );
}
