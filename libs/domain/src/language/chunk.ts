import { statusConcept } from './concepts.js';
import { type Meaning, phrases } from './phrases.js';
import { type Quantity, quantityAt } from './quantity.js';
import type { SaidWord } from './said-word.js';

/** A piece of a sentence that does one thing. */
export type Chunk = { readonly words: readonly SaidWord[] } & (
  | { readonly kind: 'phrase'; readonly meaning: Meaning }
  | { readonly kind: 'quantity'; readonly quantity: Quantity }
  | { readonly kind: 'word' }
);

const statusNouns: ReadonlySet<string> = new Set([
  'error',
  'errors',
  'response',
  'responses',
  'rate',
  'ratio',
  'requests',
  'answers',
]);

/** Cuts a sentence into pieces, at each place the longest that is known. */
export function chunksOf(words: readonly SaidWord[]): Chunk[] {
  const chunks: Chunk[] = [];
  let at = 0;
  while (at < words.length) {
    const chunk = (isCompared(chunks.at(-1)) ? null : statusAt(words, at)) ??
      knownAt(words, at) ?? { kind: 'word' as const, words: words.slice(at, at + 1) };
    chunks.push(chunk);
    at += chunk.words.length;
  }
  return chunks;
}

/** Behind a comparison stands a number of things, not a status. */
function isCompared(before: Chunk | undefined): boolean {
  return before?.kind === 'phrase' && (before.meaning.is === 'comparison' || before.meaning.is === 'over');
}

function knownAt(words: readonly SaidWord[], at: number): Chunk | null {
  const phrase = phrases.longestAt(words, at);
  const number = quantityAt(words, at);
  const takesNumber =
    number !== null &&
    (phrase === null ||
      number.length > phrase.length ||
      (number.length === phrase.length && (number.quantity.unit !== null || words[at]?.kind === 'number')));
  if (takesNumber) return { kind: 'quantity', quantity: number.quantity, words: words.slice(at, at + number.length) };
  return phrase === null
    ? null
    : { kind: 'phrase', meaning: phrase.meaning, words: words.slice(at, at + phrase.length) };
}

/** `404 errors`, `5xx rate` and their like. */
function statusAt(words: readonly SaidWord[], at: number): Chunk | null {
  const word = words[at] as SaidWord;
  const isClass = /^[1-5]xx$/.test(word.lower);
  const isStatus = word.kind === 'number' && /^[1-5][0-9][0-9]$/.test(word.text);
  if (!isClass && !isStatus) return null;
  let length = 1;
  while (length < 3 && statusNouns.has(words[at + length]?.lower ?? '')) length += 1;
  if (isStatus && (length === 1 || words[at + 1]?.lower === 'requests')) return null;
  const concept = statusConcept(isClass ? `${word.lower.charAt(0)}..` : word.text);
  return { kind: 'phrase', meaning: { is: 'concept', concept }, words: words.slice(at, at + length) };
}
