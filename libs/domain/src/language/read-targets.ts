import { isLabelName, isMetricName } from '../rules/labels.js';
import { AsideReader, isReceiver } from './aside-reader.js';
import type { Chunk } from './chunk.js';
import { ChunkCursor, isEquals, textOf } from './chunk-cursor.js';
import { ClauseList } from './clause-list.js';
import type { KnownSeries } from './known-series.js';
import { isLoose } from './loose-words.js';
import { copulas, emptyClause, type Open } from './open-clause.js';
import { isValue, namesBehind } from './read-names.js';
import type { SaidWord } from './said-word.js';
import { readScheduleTimes } from './schedule-times.js';
import type { SaidRule, SubjectPart, Target } from './said-rule.js';
import { stop } from './unreadable.js';

/** Words behind which a name may stand, and as well anything else. */
const vaguePrepositions: ReadonlySet<string> = new Set(['with', 'to', 'at', 'into', 'among']);

/** Verbs behind which a receiver may stand, and which as well are part of names. */
const tellingWords: ReadonlySet<string> = new Set(['tell', 'email', 'mail', 'ask', 'inform']);

/** What was read of a sentence so far, and how it is read whose series are meant. */
export class TargetReader {
  protected clause = emptyClause();
  protected readonly clauses = new ClauseList();
  protected readonly cursor: ChunkCursor;
  protected readonly aside: AsideReader;
  protected isNegated = false;
  protected isExcepted = false;
  /** What stood behind a preposition and is the name of a metric. */
  #metric: string | null = null;
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
    if (this.isReceiver(channel)) return this.aside.receiver(chunk);
    const before = this.cursor.at;
    if (this.#takesTenant(word)) return;
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
    const mayBeSubject = labels === null && others.length === 0 && !this.isExcepted;
    if (mayBeSubject && (this.known.has(text) || (word === 'for' && this.#isWrittenMetric(text)))) this.#metric = text;
    this.addTarget({
      value: text,
      labels,
      isExact: false,
      isNegative: this.takeException(),
      ...(others.length === 0 ? {} : { others }),
      ...(vaguePrepositions.has(word) ? { isVague: true } : {}),
    });
  }

  /** Whose rule it is comes from the token, never from the words; a label may be called so as well. */
  #takesTenant(word: string): boolean {
    const [tenant, name] = [0, 1].map((ahead) => this.cursor.chunks[this.cursor.at + ahead]);
    if (tenant === undefined || name?.kind !== 'word' || textOf(tenant).toLowerCase() !== 'tenant') return false;
    if (isEquals(name)) return false;
    const value = textOf(name);
    if (!this.known.labelsOf(value).includes('tenant'))
      throw stop(
        'tenant',
        `It names a tenant, and a rule is of the tenant whose token asks for it; leave "${word} tenant ${value.slice(0, 60)}" out, or use a token of that tenant`,
      );
    this.cursor.at += 2;
    this.addTarget({ value, labels: ['tenant'], isExact: true, isNegative: this.takeException() });
    return true;
  }

  /** `Create a rule for cpu_busy above 80`: where nothing else is named, a metric behind a preposition is the subject. */
  #takeSubject(): void {
    const metric = this.#metric;
    this.#metric = null;
    const { subject, predicate, targets } = this.clause;
    if (metric === null || subject.length > 0 || predicate?.kind !== 'compares' || !this.clauses.isEmpty) return;
    if (!targets.some(({ value }) => value === metric)) return;
    this.clause.targets = targets.filter(({ value }) => value !== metric);
    subject.push({ words: [metric.toLowerCase()], text: metric });
  }

  #isWrittenMetric(value: string): boolean {
    return value.includes('_') && isMetricName(value) && !this.known.isValue(value);
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

  /** What is written as a channel or an address, unless a label has it for a value. */
  protected isReceiver(chunk: Chunk | undefined): boolean {
    return chunk !== undefined && isReceiver(chunk) && !this.known.isValue(textOf(chunk));
  }

  protected isTelling(word: SaidWord): boolean {
    return tellingWords.has(word.lower) && this.isReceiver(this.cursor.chunks[this.cursor.at]);
  }

  /** "Page the database team" says who is to be told. */
  protected isPaged(chunk: Chunk): boolean {
    const next = this.cursor.chunks[this.cursor.at];
    const isArticle = next?.kind === 'phrase' && next.meaning.is === 'article';
    return textOf(chunk).toLowerCase() === 'page' && (isArticle || this.isReceiver(next));
  }

  /** `…, team payments`: behind what is watched, a team that no series is of is whom somebody wants told. */
  protected isTeam(labels: readonly string[]): boolean {
    const { subject, predicate } = this.clause;
    const [name, after] = [0, 1].map((ahead) => this.cursor.chunks[this.cursor.at + ahead]);
    if (!labels.includes('team') || subject.length > 0 || predicate !== null || this.clauses.isEmpty) return false;
    if (name?.kind !== 'word' || name.words[0]?.kind === 'sign' || this.known.isValue(textOf(name))) return false;
    return after === undefined || ['.', '!', ',', ';'].includes(textOf(after));
  }

  /** A subject "is zero", perhaps "ever"; "zero orders" are none. */
  protected isNaught(chunk: Chunk): boolean {
    const before = this.cursor.chunks
      .slice(0, this.cursor.at - 1)
      .findLast((one) => textOf(one).toLowerCase() !== 'ever');
    const isSaidOf = before !== undefined && copulas.has(textOf(before).toLowerCase());
    return textOf(chunk).toLowerCase() === 'zero' && isSaidOf && this.clause.subject.length > 0;
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
    this.#takeSubject();
    const clause = this.clause;
    this.clause = emptyClause();
    this.clauses.add(clause, this.rule);
  }
}
