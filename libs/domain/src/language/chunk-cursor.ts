import type { Chunk } from './chunk.js';
import type { Quantity } from './quantity.js';
import type { SaidWord } from './said-word.js';
import { unitOfWord } from './unit.js';
import { stop } from './unreadable.js';

/** Goes through the pieces of a sentence, and looks at what comes next. */
export class ChunkCursor {
  at = 0;

  constructor(readonly chunks: readonly Chunk[]) {}

  peekQuantity(isBehindArticle = false, ahead = 0): Quantity | null {
    let at = this.at + ahead;
    while (isBehindArticle && isArticle(this.chunks[at])) at += 1;
    const next = this.chunks[at];
    return next?.kind === 'quantity' ? next.quantity : null;
  }

  skipArticles(): void {
    while (isArticle(this.chunks[this.at])) this.at += 1;
  }

  needQuantity(chunk: Chunk): Quantity {
    const quantity = this.peekQuantity();
    if (quantity === null) throw stop('no_number', `It has no number behind "${textOf(chunk)}"`);
    this.at += 1;
    return quantity;
  }

  needTime(chunk: Chunk): Quantity {
    const quantity = this.needQuantity(chunk);
    if (quantity.unit?.dimension !== 'time')
      throw stop('no_time', `It has no time, such as "5 minutes", behind "${textOf(chunk)}"`);
    if (quantity.value <= 0)
      throw stop('negative_time', `It has a time that is not above zero behind "${textOf(chunk)}"`);
    return quantity;
  }

  /** A unit without a number is one of it: `the last hour`. */
  unitOfTime(): Quantity | null {
    const next = this.chunks[this.at];
    const unit = next?.kind === 'word' ? unitOfWord(next.words[0]?.lower ?? '') : null;
    if (unit?.dimension !== 'time') return null;
    this.at += 1;
    return { value: 1, unit };
  }

  isUnitOfTime(): boolean {
    const { at } = this;
    const unit = this.unitOfTime();
    this.at = at;
    return unit !== null;
  }

  /** Ms. */
  duration(chunk: Chunk): number {
    return msOf(this.needTime(chunk));
  }

  wordsFrom(at: number): readonly SaidWord[] {
    return this.chunks.slice(at, at + 8).flatMap(({ words }) => words);
  }

  wordsBetween(from: number, to: number): readonly SaidWord[] {
    return this.chunks.slice(from, to).flatMap(({ words }) => words);
  }

  skipWords(count: number): void {
    for (let left = count; left > 0; this.at += 1) left -= this.chunks[this.at]?.words.length ?? left;
  }

  /** A name with, before or behind it, what kind of thing it is. Null where something else follows. */
  nounPhrase(): { words: SaidWord[]; labels: readonly string[] | null; text: string; isAll: boolean } | null {
    const names: SaidWord[] = [];
    const nouns: { labels: readonly string[]; words: readonly SaidWord[] }[] = [];
    let isAny = false;
    let isAll = false;
    for (; this.at < this.chunks.length; this.at += 1) {
      const chunk = this.chunks[this.at] as Chunk;
      const [word] = chunk.words;
      if (chunk.kind === 'word' && word?.kind !== 'sign') {
        if (word?.kind === 'series') break;
        // A name behind a name and its kind begins something else.
        if (names.length > 0 && nouns.length > 0) break;
        if (isEquals(this.chunks[this.at + 1])) break;
        names.push(...chunk.words);
        continue;
      }
      if (chunk.kind !== 'phrase') break;
      const { meaning } = chunk;
      if (meaning.is === 'noun') {
        if ((names.length > 0 && nouns.length > 0) || isEquals(this.chunks[this.at + 1])) break;
        nouns.push({ labels: meaning.labels, words: chunk.words });
      } else if (meaning.is === 'any' || meaning.is === 'each')
        [isAny, isAll] = [true, isAll || chunk.words[0]?.lower === 'all'];
      else if (meaning.is !== 'article' && meaning.is !== 'only') break;
    }
    if (names.length === 0 && nouns.length > 1) names.push(...(nouns.shift()?.words ?? []));
    if (names.length === 0 && nouns.length === 0) {
      if (isAny) throw stop('unfinished', 'It says "any" without saying what');
      return null;
    }
    return { words: names, labels: nouns[0]?.labels ?? null, text: names.map(({ text }) => text).join(' '), isAll };
  }
}

export const isEquals = (chunk: Chunk | undefined): boolean =>
  chunk !== undefined && ['=', '=='].includes(textOf(chunk));
const isArticle = (chunk: Chunk | undefined): boolean => chunk?.kind === 'phrase' && chunk.meaning.is === 'article';
export const textOf = ({ words }: Chunk): string => words.map(({ text }) => text).join(' ');
/** Ms. */
export const msOf = ({ value, unit }: Quantity): number => Math.round(value * (unit?.size ?? 1) * 1_000);
