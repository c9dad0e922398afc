import type { AlertSeverity } from '../rules/alert-rule.js';
import type { Comparison } from '../rules/condition.js';
import { isLabelName } from '../rules/labels.js';
import { opposites } from '../rules/rule-query.js';
import { type Chunk, chunksOf } from './chunk.js';
import { msOf, textOf } from './chunk-cursor.js';
import type { KnownSeries } from './known-series.js';
import {
  assertNoAdjective,
  assertSide,
  countedText,
  doubtfulNumber,
  isCommand,
  isIdle,
  isQuestion,
  namedSeverity,
  NOBODY_TOLD,
  twoSeverities,
} from './doubts.js';
import { noNewRule } from './no-new-rule.js';
import { copulas } from './open-clause.js';
import type { Meaning } from './phrases.js';
import { type Quantity, secondsPer } from './quantity.js';
import { changeBy, labelsBehind, rangeFrom } from './read-amounts.js';
import { otherSubject } from './read-names.js';
import { TargetReader } from './read-targets.js';
import { type SaidWord, saidWords } from './said-word.js';
import type { Join, Predicate, SaidRule, SubjectPart, Unreadable } from './said-rule.js';
import { readScheduleTimes } from './schedule-times.js';
import { countOfThings } from './stray-number.js';
import { stop, Stopped, unreadable } from './unreadable.js';

/** Most words of a sentence. */
export const WORDS_MAX = 200;

/**
 * Reads a sentence. It goes through the words once, from left to right, and looks a bounded number of words ahead.
 *
 * @param known - tells names in a list from what else may stand behind an "and"
 */
export function readRule(text: string, known: KnownSeries): SaidRule | Unreadable {
  const words = saidWords(text);
  if (words.length > WORDS_MAX)
    return unreadable('too_long', `It has ${words.length} words, more than ${WORDS_MAX}; say one rule at a time`);
  const doubtful = doubtfulNumber(words);
  if (doubtful !== null) return doubtful;
  const other = noNewRule(text, words, known);
  if (other !== null) return other;
  const chunks = chunksOf(words);
  try {
    return new RuleReader(text, chunks, known).read();
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
    // Where two rules are said in one, that is what keeps it from being read.
    const severities = new Set(chunks.flatMap((chunk) => namedSeverity(chunk) ?? []));
    return severities.size > 1 ? unreadable('two_severities', twoSeverities([...severities])) : error.why;
  }
}

class RuleReader extends TargetReader {
  read(): SaidRule {
    while (this.cursor.at < this.cursor.chunks.length) this.#step(this.cursor.chunks[this.cursor.at] as Chunk);
    this.endClause();
    if (!this.rule.hasCommand && isQuestion(this.cursor.chunks))
      throw stop('question', 'It asks something; I only make rules');
    const { ruleName: name, leftOut, labels } = this.aside;
    const { targets } = this.clauses;
    return { ...this.rule, name, clauses: this.clauses.finished(), targets, leftOut, labels };
  }

  #step(chunk: Chunk): void {
    if (chunk.kind === 'quantity') return this.#quantity(chunk.quantity);
    if (chunk.kind === 'word') return this.#word(chunk);
    this.cursor.at += 1;
    this.#phrase(chunk.meaning, chunk);
  }

  #phrase(meaning: Meaning, chunk: Chunk): void {
    const { predicate } = this.clause;
    switch (meaning.is) {
      case 'comparison':
        return this.#comparison(meaning.operator);
      case 'over':
        return this.#over(meaning.operator, chunk);
      case 'window':
        // What has been above something "for the past 10 minutes" was so all the time.
        if (predicate?.kind === 'compares' && /^for /i.test(textOf(chunk)) && meaning.reach === 'last')
          return this.#setHold(msOf(this.cursor.unitOfTime() ?? this.cursor.needTime(chunk)), false);
        return this.#span(null, meaning.reach, meaning.word, chunk);
      case 'for':
      case 'after':
        return this.#for(meaning.is, chunk);
      case 'every':
        // "On every host", which is any of them.
        if (this.cursor.peekQuantity() === null && !this.cursor.isUnitOfTime()) return;
        return void (this.rule.every = msOf(this.cursor.unitOfTime() ?? this.cursor.needTime(chunk)));
      case 'keep':
        return void (this.rule.keep = this.cursor.duration(chunk));
      case 'recovers':
        return void (this.clause.recovery = this.cursor.needQuantity(chunk));
      case 'by':
      case 'per':
        return this.#by(chunk);
      case 'any':
        if (textOf(chunk).toLowerCase().startsWith('all')) this.clause.isOfAll = true;
        return;
      case 'rate-of':
        return void (this.clause.saysRate = true);
      case 'ought':
        return this.#ought();
      case 'contains':
        return this.#contains(chunk);
      case 'beyond':
        throw stop('beyond', meaning.reason);
      case 'filler':
        // "Us" may be a region, but not of whom somebody is to tell.
        if (chunk.words.length > 1 || isCommand(this.cursor.chunks[this.cursor.at - 2])) return;
        if (this.known.isValue(textOf(chunk))) this.part(chunk, {});
        return;
      case 'each':
      case 'article':
      case 'all-of':
      case 'again':
      case 'same':
        return;
      case 'in-unit':
        return void (this.clause.unit = meaning.unit);
      case 'across':
        this.clause.by = [];
        return this.target(chunk);
      case 'only':
        if (this.restIsTarget()) this.target(chunk);
        return;
      case 'or-beyond':
        return this.#orBeyond(meaning.operator);
      case 'instead':
        return void (this.rule.isInstead = true);
      case 'also':
        return void (this.rule.isAlso = true);
      case 'everywhere':
        return void (this.clause.isEverywhere = true);
      case 'at-once':
        return this.#setHold(0, false);
      case 'set-limit': {
        const next = this.cursor.peekQuantity();
        if (next !== null) {
          this.rule.limit = next;
          this.cursor.at += 1;
        }
        return;
      }
      case 'label':
        return this.aside.label();
      case 'name':
        return this.aside.name(chunk);
      case 'not':
        return this.#not();
      case 'except':
        this.isExcepted = true;
        return this.target(chunk);
      case 'join':
        return this.#joined(meaning.join);
      case 'both':
        return void (this.clauses.listJoin = meaning.join);
      case 'between':
        return this.#between(meaning.isOutside, chunk);
      case 'change':
        return this.#predicate(changeBy(this.cursor, meaning.direction));
      case 'factor':
        return this.#predicate({
          kind: 'changes',
          direction: meaning.percent < 0 ? -1 : 1,
          isMore: false,
          isPoints: false,
          quantity: { value: Math.abs(meaning.percent), unit: { dimension: 'share', size: 0.01, name: '%' } },
        });
      case 'none':
        if (isCommand(this.cursor.chunks[this.cursor.at])) throw stop('negated', NOBODY_TOLD);
        if (this.isNaught(chunk)) return this.#compare('==', { value: 0, unit: null });
        return this.#predicate({ kind: 'none' });
      case 'absent':
      case 'down':
      case 'full':
      case 'out':
      case 'outlier':
        return this.#predicate({ kind: meaning.is });
      case 'anomaly':
      case 'anomaly-of':
        return this.#predicate({ kind: 'anomaly', score: null });
      case 'anomaly-score':
        return void (this.clause.isScore = true);
      case 'failing':
        if (this.clause.subject.some(({ concept }) => concept?.id === 'errors')) return;
        if (this.clause.subject.some(({ words }) => words.some((word) => word.startsWith('probe'))))
          return this.#predicate({ kind: 'down' });
        return this.part(chunk, {});
      case 'vague':
        assertNoAdjective(chunk, this.cursor.chunks[this.cursor.at], isCommand);
        return predicate === null ? this.#predicate({ kind: 'vague', side: meaning.side }) : undefined;
      case 'will':
        return void (this.clause.future = 'will');
      case 'forecast':
      case 'forecast-of':
        return void (this.clause.future = 'forecast');
      case 'aggregate':
        if (this.clause.aggregate !== null)
          throw stop('two_aggregates', 'It names two ways of putting values together');
        return void (this.clause.aggregate = meaning.aggregate);
      case 'severity':
        this.#severity(meaning.severity, meaning.isImplied, chunk);
        // "Page the database team" says who is to be told as well.
        return meaning.isImplied && this.isPaged(chunk) ? this.aside.receiver(chunk) : undefined;
      case 'receiver':
        return this.aside.receiver(chunk);
      case 'schedule':
        return this.aside.schedule(meaning, chunk);
      case 'preposition':
        return this.target(chunk);
      case 'where':
        return this.where(chunk);
      case 'noun':
        return this.isTeam(meaning.labels) ? this.aside.receiver(chunk) : this.part(chunk, { labels: meaning.labels });
      case 'concept':
        return this.part(chunk, { concept: meaning.concept });
      case 'command':
        this.#assertNotNegated();
        return void (this.rule.hasCommand = true);
      case 'when':
        return this.#when();
    }
  }

  /** Before whose series they are it excepts them, and else it denies what comes. */
  #not(): void {
    const next = this.cursor.chunks[this.cursor.at];
    if (next?.kind === 'phrase' && (next.meaning.is === 'preposition' || next.meaning.is === 'for'))
      return void (this.isExcepted = true);
    if (next?.kind === 'phrase' && next.meaning.is === 'over' && next.meaning.operator === null)
      return void (this.isExcepted = true);
    this.isNegated = !this.isNegated;
  }

  /** One that is named counts before one that is implied. */
  #severity(severity: AlertSeverity, isImplied: boolean, chunk: Chunk): void {
    const { severity: before } = this.rule;
    if (before !== null && isImplied) return;
    if (!isImplied) {
      assertNoAdjective(chunk, this.cursor.chunks[this.cursor.at]);
      this.clause.severity ??= severity;
      if (!this.rule.severities.includes(severity)) this.rule.severities = [...this.rule.severities, severity];
    }
    this.rule.severity = severity;
    this.rule.isSeverityImplied = isImplied;
  }

  /** What ought to be so is no condition: it is not said what is to happen when it is not. */
  #ought(): void {
    const next = this.cursor.chunks[this.cursor.at];
    const { subject, predicate } = this.clause;
    if (next?.kind === 'phrase' && (next.meaning.is === 'command' || next.meaning.is === 'severity')) return;
    if (subject.length === 0 && predicate === null) return this.#when();
    throw stop(
      'requirement',
      'It says how something ought to be; say when it is to alert, such as "alert when … exceeds …"',
    );
  }

  /** `contain "out of memory"`. */
  #contains(chunk: Chunk): void {
    this.cursor.skipArticles();
    const text = this.cursor.chunks[this.cursor.at]?.words[0];
    if (text?.kind !== 'quoted' || text.text === '')
      throw stop(
        'no_text',
        `It has no text behind "${textOf(chunk)}"; put it in quotes, such as contains "out of memory"`,
      );
    this.cursor.at += 1;
    this.#predicate({ kind: 'contains', text: text.text, count: null });
  }

  #assertNotNegated(): void {
    if (this.isNegated) throw stop('negated', NOBODY_TOLD);
  }

  /** What was said before `when` and has no predicate holds for all that comes. */
  #when(): void {
    this.#assertNotNegated();
    const { subject, predicate, targets, trailing } = this.clause;
    if (subject.length > 0 || predicate !== null) return;
    this.clauses.targets.push(...targets, ...trailing);
    this.clause.targets = [];
    this.clause.trailing = [];
  }

  #predicate(predicate: Predicate): void {
    if (this.isNegated) throw stop('negated', 'It denies something that only an "unless" can deny in a rule');
    const { predicate: before } = this.clause;
    const isVague = before?.kind === 'vague';
    if (before !== null && !isVague) {
      // "is missing", said of what nothing is heard of, says the same again.
      if (before.kind === predicate.kind && (before.kind === 'absent' || before.kind === 'anomaly')) return;
      // "90 % full" is as much of it as is said.
      if (before.kind === 'compares' && predicate.kind === 'full') {
        if (before.operator === '==') this.clause.predicate = { ...before, operator: '>=' };
        return;
      }
      // How often a text comes stands before it or behind it.
      const counted = countedText(before, predicate);
      if (counted !== null) return void (this.clause.predicate = counted);
      if (before.kind === 'none' && predicate.kind === 'absent') {
        this.clause.predicate = predicate;
        return;
      }
      throw stop('two_predicates', 'It says two things of one subject without "and" or "or" in between');
    }
    if (before?.kind === 'vague' && predicate.kind === 'compares') assertSide(before.side, predicate.operator);
    this.clause.predicate = predicate;
  }

  #comparison(said: Comparison): void {
    const isNegated = this.isNegated;
    const operator = isNegated ? opposites[said] : said;
    this.isNegated = false;
    const quantity = this.cursor.peekQuantity();
    if (quantity === null) {
      const other = this.#isMeasured() ? otherSubject(this.cursor, this.known) : null;
      if (said === '==' && other === null) return this.#equality(isNegated);
      if (other !== null) return this.#predicate({ kind: 'exceeds', operator, share: null, other });
      throw stop('no_number', 'It compares with something that is no number; say a number, such as "above 80"');
    }
    this.cursor.at += 1;
    if (this.#isListCount(operator, quantity)) return void (this.rule.atLeast = quantity.value);
    const whole = this.#wholeOf(quantity);
    if (whole !== null) return this.#predicate({ kind: 'exceeds', operator, share: quantity, other: whole });
    this.#compare(operator, quantity);
  }

  #isMeasured(): boolean {
    const { predicate, subject } = this.clause;
    return predicate === null && (!this.clauses.isEmpty || subject.some(({ labels }) => labels === undefined));
  }

  /** What a share is of, as `orders` in `above 2 % of orders`. */
  #wholeOf({ unit }: Quantity): readonly SubjectPart[] | null {
    const next = this.cursor.chunks[this.cursor.at];
    if (unit?.dimension !== 'share' || next === undefined || textOf(next).toLowerCase() !== 'of' || !this.#isMeasured())
      return null;
    this.cursor.at += 1;
    const whole = otherSubject(this.cursor, this.known);
    if (whole === null) this.cursor.at -= 1;
    return whole;
  }

  #compare(operator: Comparison, quantity: Quantity): void {
    if (this.clause.isScore) {
      if (operator !== '>' && operator !== '>=')
        throw stop('score_below', 'It asks for a low anomaly score, which everything that is as usual has');
      return this.#predicate({ kind: 'anomaly', score: quantity.value });
    }
    this.#predicate({ kind: 'compares', operator, quantity });
  }

  /** `label = value`, with the label's name as the last word. */
  #equality(isNegated: boolean): void {
    const name = this.clause.subject.pop();
    const value = this.cursor.chunks[this.cursor.at];
    if (name === undefined || !isLabelName(name.text) || value === undefined)
      throw stop('no_number', 'It compares with something that is no number; say a number, such as "above 80"');
    this.cursor.at += 1;
    this.addTarget({
      value: value.words.map(({ text }) => text).join(' '),
      labels: [name.text],
      isExact: true,
      isNegative: this.takeException() !== isNegated,
    });
  }

  #isListCount(operator: Comparison, { unit }: Quantity): boolean {
    const next = this.cursor.chunks[this.cursor.at];
    const word = next?.words.map(({ lower }) => lower).join(' ') ?? '';
    return operator === '>=' && unit === null && (word === 'of' || word === 'of these' || word === 'of the following');
  }

  /** `is 90 % or more`, and, which says nothing more, `at least 90 or more`. */
  #orBeyond(operator: '>=' | '<='): void {
    const isThan = this.cursor.chunks[this.cursor.at]?.words[0]?.lower === 'than';
    if (isThan) this.cursor.at += 1;
    // "Or below 5" and "or more than 5" compare anew.
    if (isThan || this.cursor.peekQuantity() !== null) {
      this.#joined('or');
      return this.#comparison(operator === '>=' ? '>' : '<');
    }
    const { predicate } = this.clause;
    const isBehind = predicate?.kind === 'compares' && (predicate.operator === '==' || predicate.operator === operator);
    if (!isBehind) throw stop('stray_words', 'It says "or more" or "or less" without a number before it');
    this.clause.predicate = { ...predicate, operator };
  }

  #over(operator: Comparison | null, chunk: Chunk): void {
    const quantity = this.cursor.peekQuantity(true);
    if (quantity === null) {
      const range = operator === null ? readScheduleTimes(this.cursor.wordsFrom(this.cursor.at)) : null;
      if (range !== null) return this.aside.leaveOut(chunk, range.length, null, range.times, false);
      if (operator !== null) throw stop('no_number', 'It compares with something that is no number');
      return this.target(chunk);
    }
    if (quantity.unit?.dimension === 'time')
      return this.#span(operator, 'last', operator === null ? 'in' : 'over', chunk);
    if (operator === null) return this.target(chunk);
    this.cursor.skipArticles();
    this.cursor.at += 1;
    const said = this.isNegated ? opposites[operator] : operator;
    this.isNegated = false;
    this.#compare(said, quantity);
  }

  #span(operator: Comparison | null, reach: 'last' | 'next', word: 'over' | 'in', chunk: Chunk): void {
    const before = this.cursor.chunks[this.cursor.at - 2];
    const isSaidOf = before !== undefined && copulas.has(textOf(before).toLowerCase());
    this.cursor.skipArticles();
    const quantity = this.cursor.unitOfTime() ?? this.cursor.needTime(chunk);
    this.clause.spans.push({ operator, quantity, reach, word, isSaidOf });
  }

  #for(word: 'for' | 'after', chunk: Chunk): void {
    const quantity = this.cursor.peekQuantity();
    if (quantity === null) return this.target(chunk);
    this.#setHold(this.cursor.duration(chunk), word === 'after');
  }

  #setHold(ms: number, isAfter: boolean): void {
    const { hold } = this.rule;
    if (hold !== null && hold !== ms)
      throw stop('two_holds', 'It names two times for which it must hold, and a rule has one; make two rules of it');
    this.clause.hasHold = true;
    this.rule.hold = ms;
    this.rule.isAfter = isAfter;
  }

  /** `per minute`, `by region`, or the amount of a change. */
  #by(chunk: Chunk): void {
    const cursor = this.cursor;
    const next = cursor.chunks[cursor.at];
    const seconds = next?.words.length === 1 ? secondsPer(next.words[0]?.lower ?? '') : null;
    if (seconds !== null) {
      cursor.at += 1;
      return void (this.clause.per = seconds);
    }
    const amount = cursor.peekQuantity();
    const { predicate, subject } = this.clause;
    if (amount !== null && !this.rule.isInstead && predicate === null && subject.length === 0) {
      cursor.at += 1;
      return void (this.rule.limit = amount);
    }
    this.clause.by = labelsBehind(cursor, chunk);
  }

  #between(isOutside: boolean, chunk: Chunk): void {
    const cursor = this.cursor;
    const times = readScheduleTimes(cursor.wordsFrom(cursor.at));
    if (times?.isClock === true) return this.aside.leaveOut(chunk, times.length, null, times.times, isOutside);
    const low = cursor.peekQuantity();
    if (low === null) {
      if (!isOutside) throw stop('no_number', 'It says "between" without two numbers');
      this.isExcepted = true;
      return this.target(chunk);
    }
    const range = rangeFrom(cursor, low, chunk);
    const isInside = isOutside === this.isNegated;
    this.isNegated = false;
    this.#predicate({ kind: 'between', isOutside: !isInside, ...range });
  }

  #quantity(quantity: Quantity): void {
    const { predicate } = this.clause;
    this.cursor.at += 1;
    const before = this.cursor.chunks[this.cursor.at - 2];
    const isCopula = before !== undefined && copulas.has(textOf(before).toLowerCase());
    if (predicate === null && isCopula && this.clause.subject.length > 0) {
      const operator = this.isNegated ? '!=' : '==';
      this.isNegated = false;
      return this.#compare(operator, quantity);
    }
    const isBare = this.clause.subject.length === 0 && predicate === null && this.clauses.isEmpty;
    const { atLeast } = this.rule;
    if (isBare && atLeast !== null) throw stop('count', countOfThings(atLeast, quantity.value));
    if (isBare) return void (this.rule.limit = quantity);
    throw stop('stray_number', `It has a number, ${quantity.value}, of which it is not clear what it is for`);
  }

  #word(chunk: Chunk): void {
    const word = chunk.words[0] as SaidWord;
    this.cursor.at += 1;
    if (word.kind === 'sign') {
      if (word.text === ',') return this.#comma();
      if ([':', '-', '–', '—', "'", '(', ')', '"'].includes(word.text)) return;
      throw stop('not_understood', `It has a sign, "${word.text}", that means nothing here`);
    }
    if (this.isTelling(word) || (word.kind === 'word' && this.isReceiver(chunk))) return this.aside.receiver(chunk);
    if (word.kind === 'word' && this.takesListOfTargets(word.text)) return;
    this.part(chunk, word.selector === undefined ? {} : { selector: word.selector });
  }

  #comma(): void {
    const { predicate, subject } = this.clause;
    if (predicate === null && !(this.rule.atLeast !== null && subject.length > 0)) return;
    const next = this.cursor.chunks[this.cursor.at];
    if (next?.kind === 'phrase' && next.meaning.is === 'join') return;
    this.endClause();
    this.clauses.comma();
  }

  #joined(join: Join): void {
    if (isIdle(this.cursor.chunks.slice(this.cursor.at)))
      throw stop('unfinished', `It ends with "${join}"; say what comes behind it`);
    const { subject, predicate, spans } = this.clause;
    const isBehindClause = subject.length > 0 || predicate !== null || spans.length > 0;
    this.endClause();
    this.clauses.join(join, isBehindClause);
  }
}
