import { printDuration } from '../promql/duration-text.js';
import type { AlertSeverity, RuleDraft } from '../rules/alert-rule.js';
import { validateRuleDraft } from '../rules/config-validator.js';
import { type Labels, labelsFrom } from '../rules/labels.js';
import { Decisions, NoRule } from './decisions.js';
import { twoSeverities } from './doubts.js';
import { editRule, isNewRule } from './edit-rule.js';
import { explainRule, type ExplainableRule } from './explain-rule.js';
import { KnownSeries } from './known-series.js';
import { readRule } from './read-rule.js';
import { nameOf } from './rule-name.js';
import type { LeftOut, SaidRule, Target } from './said-rule.js';
import { TEXT_LENGTH_MAX } from './said-word.js';
import { completed, INTERVAL_USUAL, isClocked, writeRule } from './write-rule.js';

/** Most answers to one question that are offered when words have several readings. */
const CHOICES_MAX = 5;
/** Most questions that are open in one sentence; with more, more words help better than so many choices. */
const QUESTIONS_MAX = 2;

export interface Said {
  /** What somebody wrote, in English. */
  readonly text: string;
  /** The rule that was made so far, when the words follow others. */
  readonly draft?: RuleDraft | undefined;
  /** The severity where the words name none. */
  readonly priority?: AlertSeverity | undefined;
  /** Labels of the series that are meant in all that is said. */
  readonly context?: Labels | undefined;
}

/** A rule that words came to. */
export interface Reading {
  readonly draft: RuleDraft;
  /** The rule in one sentence. */
  readonly reading: string;
  /** What was not said and is taken to be so. */
  readonly assumptions: readonly string[];
  /** What was said and a rule cannot hold. */
  readonly leftOut: readonly LeftOut[];
}

export type Understanding =
  | ({ readonly kind: 'rule' } & Reading)
  /** Each choice is a rule; there are none where only more words help. */
  | {
      readonly kind: 'asked';
      readonly code: string;
      readonly question: string;
      readonly choices: readonly (Reading & { readonly label: string })[];
    }
  | { readonly kind: 'refused'; readonly code: string; readonly reason: string; readonly can: string };

/** What whoever was refused may try. */
export const CAN =
  'I make alert rules of sentences such as "alert when cpu usage on web-1 is above 80 % for 10 minutes", "error rate of checkout above 5 %", "heartbeat stops reporting for 5 minutes", "orders drop by 20 % within 10 minutes" or "the disk will be full in 4 hours".';

/**
 * Makes rules of words, and words of rules: by a grammar and a lexicon, so that the same words always come to the same
 * rule, and every word of a sentence counts for something. It needs no network and keeps nothing.
 */
export class ConversationalAI {
  /** What words are looked for in. */
  readonly known: KnownSeries;

  /** @param series - the label sets of the tenant's series; the metric's name is the label `__name__` */
  constructor(series: readonly Labels[]) {
    this.known = new KnownSeries(series);
  }

  /** What words come to: a rule, a question with the readings that remain, or a reason why there is none. */
  understand(said: Said): Understanding {
    const text = said.text.trim();
    if (text === '') return refusal('empty', 'Nothing was said');
    if (said.text.length > TEXT_LENGTH_MAX)
      return refusal(
        'too_long',
        `The text has ${said.text.length} characters, more than ${TEXT_LENGTH_MAX}; say one rule at a time`,
      );
    const read = readRule(text, this.known);
    if ('kind' in read && read.code === 'two_severities')
      return { kind: 'asked', code: read.code, question: read.reason, choices: [] };
    if ('kind' in read) return refusal(read.code, read.reason);
    if (read.severities.length > 1) return this.#oneEach(read, { ...said, text });
    return this.#decided(read, { ...said, text });
  }

  /** A rule of any kind in one sentence. */
  explain(rule: ExplainableRule): string {
    return explainRule(rule);
  }

  /** Of words with several severities, a rule for each, as far as each has something of its own to say. */
  #oneEach(read: SaidRule, said: Said): Understanding {
    const whole = completed(read);
    // A time at the end is of all.
    const isHoldOfAll = whole.at(-1)?.clause.hasHold === true;
    const choices = whole.flatMap((one) => {
      const { severity, hasHold } = one.clause;
      if (severity === null) return [];
      const hold = hasHold || isHoldOfAll ? read.hold : null;
      const alone = { ...read, hold, severity, severities: [severity], clauses: [{ ...one, join: null }] };
      return this.#readings(alone, said).map(({ label, reading }) => ({
        label: label === null ? severity : `${severity}, ${label}`,
        severity,
        reading,
      }));
    });
    const { severities } = read;
    const isWhole = severities.every((severity) => choices.some((one) => one.severity === severity));
    const question = twoSeverities(severities);
    const offered = choices.map(({ label, reading }) => ({ label, ...readingOf(reading) }));
    return { kind: 'asked', code: 'two_severities', question, choices: isWhole ? offered : [] };
  }

  /** The rules that a sentence may come to: the one, or one for each answer to the questions that are open in it. */
  #readings(read: SaidRule, said: Said, picked: readonly number[] = []): { label: string | null; reading: Reading }[] {
    const { outcome, open } = this.#attempt(read, said, picked);
    if (open === null) return outcome.kind === 'rule' ? [{ label: null, reading: outcome }] : [];
    if (picked.length === QUESTIONS_MAX) return [];
    return open.options.slice(0, CHOICES_MAX).flatMap((answer, i) =>
      this.#readings(read, said, [...picked, i]).map(({ label, reading }) => ({
        label: label === null ? answer : `${answer}, ${label}`,
        reading,
      })),
    );
  }

  /** Follows every reading to its end, and offers those that come to a rule. */
  #decided(read: SaidRule, said: Said): Understanding {
    const first = this.#attempt(read, said, []);
    if (first.open === null) return first.outcome;
    const { question, options } = first.open;
    const tried = options.slice(0, CHOICES_MAX).map((label, i) => ({ label, ...this.#attempt(read, said, [i]) }));
    const choices = tried.flatMap(({ label, outcome, open }, i) => {
      // What another question leaves open is no rule yet that somebody could take.
      const further = open === null ? [] : this.#readings(read, said, [i]);
      if (further.length > 0)
        return further.map((one) => ({ label: `${label}, ${one.label ?? ''}`, ...readingOf(one.reading) }));
      return outcome.kind === 'rule' ? [{ label, ...readingOf(outcome) }] : [];
    });
    // A reading that is no rule at all was not meant; one that wants more words may have been.
    const possible = tried.filter(({ outcome }) => outcome.kind !== 'refused');
    const [only] = possible;
    if (only === undefined) return first.outcome;
    if (possible.length === 1 && options.length > 1 && options.length <= CHOICES_MAX && only.open === null)
      return only.outcome;
    return { kind: 'asked', code: 'ambiguous', question, choices };
  }

  #attempt(read: SaidRule, said: Said, picked: readonly number[]) {
    const decisions = new Decisions(picked);
    const outcome = this.#outcome(read, said, decisions);
    return { outcome, open: decisions.open };
  }

  #outcome(read: SaidRule, said: Said, decisions: Decisions): Understanding {
    try {
      const world = { known: this.known, decisions };
      if (read.isSeverityImplied)
        decisions.assume(`The severity is ${read.severity}, as somebody is to be paged; say another one with it.`);
      const follows = said.draft !== undefined && !isNewRule(read);
      const written = follows ? editRule(said.draft as RuleDraft, read, world) : this.#draft(read, said, decisions);
      const validated = validateRuleDraft(written);
      if (validated.kind === 'invalid') {
        const [finding] = validated.findings;
        return refusal('invalid', `The rule would not be sound: ${finding?.path ?? ''} ${finding?.message ?? ''}`);
      }
      const { draft } = validated;
      return {
        kind: 'rule',
        draft,
        reading: explainRule(draft),
        assumptions: decisions.assumptions,
        leftOut: read.leftOut,
      };
    } catch (error) {
      if (!(error instanceof NoRule)) throw error;
      const { code, message } = error;
      return error.kind === 'asked' ? { kind: 'asked', code, question: message, choices: [] } : refusal(code, message);
    }
  }

  #draft(read: SaidRule, { text, priority, context = {} }: Said, decisions: Decisions): unknown {
    if (read.clauses.length === 0) throw new NoRule('refused', 'no_rule', 'It names nothing that could be watched');
    const targets = Object.entries(context).map(([name, value]): Target => ({
      value,
      labels: [name],
      isExact: true,
      isNegative: false,
    }));
    const { conditions, hold, category } = writeRule(read, { targets }, { known: this.known, decisions });
    if (read.severity === null && priority === undefined) decisions.assume('The severity is MEDIUM, as none was said.');
    const interval = read.every === null ? (isClocked(conditions) ? INTERVAL_USUAL : null) : printDuration(read.every);
    return {
      name: read.name ?? nameOf(text),
      description: text,
      severity: read.severity ?? priority ?? 'MEDIUM',
      category,
      conditions,
      for: hold === null || hold === 0 ? '0' : printDuration(hold),
      keep_firing_for: read.keep === null ? '0' : printDuration(read.keep),
      ...(interval === null ? {} : { interval }),
      labels: labelsFrom(read.labels),
    };
  }
}

const refusal = (code: string, reason: string): Understanding => ({ kind: 'refused', code, reason, can: CAN });

const readingOf = ({ draft, reading, assumptions, leftOut }: Reading): Reading => ({
  draft,
  reading,
  assumptions,
  leftOut,
});
