import type { Chunk } from './chunk.js';
import { type ChunkCursor, textOf } from './chunk-cursor.js';
import type { KnownSeries } from './known-series.js';
import { isStage } from './resolve-target.js';
import type { SubjectPart } from './said-rule.js';

/** Most names of one list; more are a label of their own. */
const NAMES_MAX = 20;

/**
 * Further names behind one, as in `web-1, web-2 and db-1`. What follows a word such as "and" is one of them where the
 * tenant has it for a value of a label, and else where it is built as the first: then nothing else could be meant.
 *
 * @param labels - of the kind of thing, where it was named with the first
 * @param isBeforeThing - what is theirs stands behind the names, so that each is a word of its own
 */
export function namesBehind(
  cursor: ChunkCursor,
  first: string,
  labels: readonly string[] | null,
  known: KnownSeries,
  isBeforeThing = false,
): string[] {
  const isName = (text: string): boolean =>
    known.isEmpty ? isAlike(first, text) || (labels !== null && /^[\w.-]+$/.test(text)) : isValue(text, known);
  const names: string[] = [];
  if (!isName(first)) return names;
  while (names.length < NAMES_MAX) {
    const from = cursor.at;
    while (isListWord(cursor.chunks[cursor.at])) cursor.at += 1;
    const isListed = cursor.at > from && isNameNext(cursor);
    const name = isListed ? nameAt(cursor, isBeforeThing) : null;
    if (name === null || !isName(name)) {
      cursor.at = from;
      break;
    }
    names.push(name);
  }
  return names;
}

function nameAt(cursor: ChunkCursor, isOneWord: boolean): string | null {
  if (!isOneWord) return cursor.nounPhrase()?.text ?? null;
  const chunk = cursor.chunks[cursor.at];
  cursor.at += 1;
  return chunk === undefined ? null : textOf(chunk);
}

export const isValue = (text: string, known: KnownSeries): boolean => known.isValue(text) || isStage(text);

/** `web-1` and `web-2` differ in their numbers alone. */
function isAlike(first: string, other: string): boolean {
  const shape = (text: string): string => text.toLowerCase().replace(/[0-9]+/g, '#');
  return shape(first).includes('#') && shape(first) === shape(other);
}

function isListWord(chunk: Chunk | undefined): boolean {
  if (chunk === undefined) return false;
  const text = textOf(chunk).toLowerCase();
  return [',', 'and', 'or', '&', 'as well as'].includes(text);
}

/** A name, perhaps with the preposition or the article of the one before. */
function isNameNext(cursor: ChunkCursor): boolean {
  const next = cursor.chunks[cursor.at];
  const isSmall = next?.kind === 'phrase' && (next.meaning.is === 'preposition' || next.meaning.is === 'article');
  const name = isSmall ? cursor.chunks[cursor.at + 1] : next;
  const isName = name?.kind === 'word' && ['word', 'quoted'].includes(name.words[0]?.kind ?? '');
  if (isName && isSmall) cursor.at += 1;
  return isName;
}

/** What is compared with where no number is: a thing that is measured. Null, and nothing is taken, where none is named. */
export function otherSubject(cursor: ChunkCursor, known: KnownSeries): readonly SubjectPart[] | null {
  const from = cursor.at;
  cursor.skipArticles();
  const parts: SubjectPart[] = [];
  for (; cursor.at < cursor.chunks.length; cursor.at += 1) {
    const chunk = cursor.chunks[cursor.at] as Chunk;
    const [word] = chunk.words;
    const words = chunk.words.map(({ lower }) => lower);
    const text = textOf(chunk);
    if (chunk.kind === 'word' && word?.kind === 'word') parts.push({ words, text });
    else if (chunk.kind === 'phrase' && chunk.meaning.is === 'concept')
      parts.push({ words, text, concept: chunk.meaning.concept });
    else break;
  }
  const isMeasured =
    parts.some(({ concept, text }) => concept !== undefined || known.has(text)) ||
    known.isMetric(parts.flatMap(({ words }) => words));
  if (parts.length > 0 && isMeasured) return parts;
  cursor.at = from;
  return null;
}
