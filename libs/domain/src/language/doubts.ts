import type { AlertSeverity } from '../rules/alert-rule.js';
import type { Chunk } from './chunk.js';
import { textOf } from './chunk-cursor.js';
import type { Predicate } from './said-rule.js';
import { stop } from './unreadable.js';

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

/** "Critical errors" may be what is watched as well as how severe it is. */
export function assertNoAdjective(chunk: Chunk, next: Chunk | undefined): void {
  const isThing =
    (next?.kind === 'word' && next.words[0]?.kind === 'word') ||
    (next?.kind === 'phrase' && ['concept', 'noun'].includes(next.meaning.is));
  if (isThing && chunk.words.length === 1 && /^[a-z]+$/.test(chunk.words[0]?.lower ?? ''))
    throw stop(
      'doubtful_word',
      `"${textOf(chunk)} ${textOf(next as Chunk)}" may be the name of a thing, or say how severe it is; say "severity ${textOf(chunk)}", with a comma behind it`,
    );
}

const idle: ReadonlySet<string> = new Set(['filler', 'article', 'each', 'same', 'again']);

/** Whether nothing of what is left says anything. */
export const isIdle = (chunks: readonly Chunk[]): boolean =>
  chunks.every((chunk) => chunk.kind === 'phrase' && idle.has(chunk.meaning.is));
