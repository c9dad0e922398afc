import { isLabelName } from '../rules/labels.js';
import { AsideReader } from './aside-reader.js';
import type { Chunk } from './chunk.js';
import { ChunkCursor, textOf } from './chunk-cursor.js';
import { ClauseList } from './clause-list.js';
import type { KnownSeries } from './known-series.js';
import { isLoose } from './loose-words.js';
import { emptyClause, type Open } from './open-clause.js';
import { isValue, namesBehind } from './read-names.js';
import { readScheduleTimes } from './schedule-times.js';
import type { SaidRule, SubjectPart, Target } from './said-rule.js';
import { stop } from './unreadable.js';

/** Words behind which a name may stand, and as well anything else. */
const vaguePrepositions: ReadonlySet<string> = new Set(['with', 'to', 'at', 'into', 'among']);

/** What was read of a sentence so far, and how it is read whose series are meant. */
export class TargetReader {
  protected clause = emptyClause();
  protected readonly clauses = new ClauseList();
  protected readonly cursor: ChunkCursor;
  protected readonly aside: AsideReader;
  protected isNegated = false;
  protected isExcepted = false;
  protected readonly rule: Open<Omit<SaidRule, 'clauses' | 'targets' | 'leftOut' | 'labels' | 'name'>> = {
    atLeast: null,
    isAlso: false,
    isInstead: false,
    hasCommand: false,
    hold: null,
    isAfter: false,
    keep: null,
    every: null,
    within: null,
    limit: null,
    severity: null,
    isSeverityImplied: false,
    severities: [],
  };
  protected readonly known: KnownSeries;

  constructor(text: string, chunks: readonly Chunk[], known: KnownSeries) {
    this.known = known;
    this.cursor = new ChunkCursor(chunks);
    this.aside = new AsideReader(text, this.cursor);
  }

  /** What stands behind a preposition: whose series they are, or the subject itself where none was named. */
  protected target(chunk: Chunk): void {
    const word = textOf(chunk).toLowerCase();
    const { subject, predicate } = this.clause;
    const hasSubject = subject.some((part) => part.labels === undefined);
    if (!hasSubject && word === 'of') return;
    const isAcross = chunk.kind === 'phrase' && chunk.meaning.is === 'across';
    if (predicate?.kind === 'outlier') {
      // "among hosts of the same role", "in response time"
      const next = this.cursor.chunks[this.cursor.at]?.words.map(({ lower }) => lower);
      if (word === 'in') return void (this.clause.subject = subject.filter((part) => part.labels === undefined));
      if (next?.[0] === 'the' || next?.[0] === 'same') return this.#sameKind();
    }
    const times = word === 'from' ? readScheduleTimes(this.cursor.wordsFrom(this.cursor.at)) : null;
    if (times !== null) return this.aside.leaveOut(chunk, times.length, null, times.times, false);
    const channel = this.cursor.chunks[this.cursor.at];
    if (channel !== undefined && /^[#@]/.test(textOf(channel))) return this.aside.receiver(chunk);
    const before = this.cursor.at;
    const phrase = this.cursor.nounPhrase();
    if (phrase === null) {
      if (this.cursor.at === before && this.cursor.at >= this.cursor.chunks.length)
        throw stop('unfinished', `It ends with "${textOf(chunk)}"; say what comes behind it`);
      return;
    }
    const { words, labels, text, isAll } = phrase;
    if (isAll && words.length === 0 && this.clause.aggregate !== null) this.clause.by ??= [];
    if (words.length === 0) return;
    if (isAcross && labels === null && words.length === 1 && isLoose(words[0]?.lower ?? '')) return;
    const others = namesBehind(this.cursor, text, labels, this.known);
    this.addTarget({
      value: text,
      labels,
      isExact: false,
      isNegative: this.takeException(),
      ...(others.length === 0 ? {} : { others }),
      ...(vaguePrepositions.has(word) ? { isVague: true } : {}),
    });
  }

  /** `of the same role`: peers share the label. */
  #sameKind(): void {
    this.cursor.skipArticles();
    if (this.cursor.chunks[this.cursor.at]?.words[0]?.lower === 'same') this.cursor.at += 1;
    const noun = this.cursor.chunks[this.cursor.at];
    if (noun === undefined) throw stop('no_label', 'It does not say what peers have in common');
    this.cursor.at += 1;
    this.clause.by = [noun.kind === 'phrase' && noun.meaning.is === 'noun' ? noun.meaning.labels : [textOf(noun)]];
  }

  /** A turn such as "only the checkout service" names series and says nothing of them. */
  protected restIsTarget(): boolean {
    const { subject, predicate } = this.clause;
    if (
      subject.length > 0 ||
      predicate !== null ||
      !this.clauses.isEmpty ||
      this.cursor.at === this.cursor.chunks.length
    )
      return false;
    const next = this.cursor.chunks[this.cursor.at];
    if (next?.kind === 'phrase' && !['article', 'noun', 'any'].includes(next.meaning.is)) return false;
    return this.cursor.chunks
      .slice(this.cursor.at)
      .every(
        (chunk) =>
          chunk.kind === 'word' ||
          (chunk.kind === 'phrase' && ['article', 'noun', 'any', 'filler'].includes(chunk.meaning.is)),
      );
  }

  /** `checkout and payments error rate`: names before the thing that is theirs. */
  protected takesListOfTargets(first: string): boolean {
    const { subject, predicate } = this.clause;
    if (subject.length > 0 || predicate !== null || this.known.isEmpty || !isValue(first, this.known)) return false;
    const others = namesBehind(this.cursor, first, null, this.known, true);
    if (others.length === 0) return false;
    this.addTarget({ value: first, labels: null, isExact: false, isNegative: this.takeException(), others });
    return true;
  }

  protected where(chunk: Chunk): void {
    const label = this.cursor.chunks[this.cursor.at];
    const sign = this.cursor.chunks[this.cursor.at + 1];
    const value = this.cursor.chunks[this.cursor.at + 2];
    const isEqual = sign !== undefined && ['is', '=', '==', 'equals'].includes(textOf(sign).toLowerCase());
    const isOther = sign !== undefined && ['is not', '!=', 'not'].includes(textOf(sign).toLowerCase());
    if (label === undefined || value === undefined || !(isEqual || isOther) || !isLabelName(textOf(label)))
      return this.target(chunk);
    this.cursor.at += 3;
    const isNegative = this.takeException() !== isOther;
    this.addTarget({ value: textOf(value), labels: [textOf(label)], isExact: true, isNegative });
  }

  protected addTarget(target: Target): void {
    (this.clause.predicate === null ? this.clause.targets : this.clause.trailing).push(target);
  }

  protected takeException(): boolean {
    const isNegative = this.isExcepted;
    this.isExcepted = false;
    return isNegative;
  }

  protected part(chunk: Chunk, more: Partial<SubjectPart>): void {
    const words = chunk.words.map(({ lower }) => lower);
    // "In production, …" holds for all that comes.
    if (this.clause.subject.length === 0 && this.clauses.isEmpty)
      this.clauses.targets.push(...this.clause.targets.splice(0));
    this.clause.subject.push({ words, text: textOf(chunk), ...more });
  }

  protected endClause(): void {
    if (this.isNegated || this.isExcepted) throw stop('negated', 'It denies something, and it is not clear what');
    const clause = this.clause;
    this.clause = emptyClause();
    this.clauses.add(clause, this.rule);
  }
}
