import { decodeSamplesRecord } from '@tocsin/contracts/topics/samples';
import { ExplainGroup, type ExplainGroupOptions } from '@tocsin/domain/replay/explain-group';
import { ExplainRule, type ExplainRuleOptions } from '@tocsin/domain/replay/explain-rule';
import type { Decision } from '@tocsin/domain/replay/explanation';
import type { LogEntry } from '@tocsin/domain/replay/log-entry';
import type { ReplayOptions } from '@tocsin/domain/replay/replay';
import { type ReplayedSpan, ReplaySpan } from '@tocsin/domain/replay/replay-span';
import type { WhyNot } from '@tocsin/domain/replay/why-not';
import { WhyNotGroup, type WhyNotGroupOptions } from '@tocsin/domain/replay/why-not-group';
import { WhyNotRule, type WhyNotRuleOptions } from '@tocsin/domain/replay/why-not-rule';
import type { LogRecord } from '@tocsin/ports/event-log';

type Own<Options> = Omit<Options, keyof ReplayOptions>;

/** What is asked of a replay. */
export type ReplayQuestion =
  | ({ readonly kind: 'explain-rule' } & Own<ExplainRuleOptions>)
  | ({ readonly kind: 'explain-group' } & Own<ExplainGroupOptions>)
  | ({ readonly kind: 'why-not-rule' } & Own<WhyNotRuleOptions>)
  | ({ readonly kind: 'why-not-group' } & Own<WhyNotGroupOptions>)
  | { readonly kind: 'span' };

/** What a question is answered with. */
export interface ReplayAnswers {
  'explain-rule': Decision[];
  'explain-group': Decision[];
  'why-not-rule': WhyNot;
  'why-not-group': WhyNot;
  span: ReplayedSpan;
}

/** A replay as a thread is given it: all it needs, and nothing that is shared. */
export interface ReplayJob<Question extends ReplayQuestion = ReplayQuestion> {
  readonly options: Omit<ReplayOptions, 'subject'>;
  /** Rules and rule groups as they stood where the replay begins, on every partition. */
  readonly initial: readonly LogEntry[];
  readonly question: Question;
}

/** Records of one partition in one piece of memory, which a thread takes over without a copy. */
export interface PackedRecords {
  readonly partition: number;
  readonly offsets: readonly number[];
  /** Where each record's bytes end. */
  readonly ends: readonly number[];
  readonly bytes: Uint8Array<ArrayBuffer>;
}

export function packRecords(partition: number, records: readonly LogRecord[]): PackedRecords {
  const kept = records.filter(({ value }) => value !== null);
  const bytes = new Uint8Array(kept.reduce((sum, { value }) => sum + (value?.length ?? 0), 0));
  const ends: number[] = [];
  let end = 0;
  for (const { value } of kept) {
    bytes.set(value as Uint8Array, end);
    end += (value as Uint8Array).length;
    ends.push(end);
  }
  return { partition, offsets: kept.map(({ offset }) => offset), ends, bytes };
}

interface Inquiry<Answer> {
  apply(partition: number, offset: number, entry: LogEntry): void;
  settle?(): void;
  answer(): Answer;
}

/** Answers one question from the records that it is given. */
export class RunningReplay<Question extends ReplayQuestion = ReplayQuestion> {
  readonly #inquiry: Inquiry<ReplayAnswers[Question['kind']]>;

  constructor({ options, initial, question }: ReplayJob<Question>) {
    this.#inquiry = inquiryOf(options, question) as Inquiry<ReplayAnswers[Question['kind']]>;
    for (let partition = 0; partition < options.partitions; partition += 1)
      for (const entry of initial) this.#inquiry.apply(partition, -1, entry);
  }

  take({ partition, offsets, ends, bytes }: PackedRecords): void {
    let from = 0;
    ends.forEach((end, i) => {
      const decoded = decodeSamplesRecord(bytes.subarray(from, end));
      from = end;
      // What cannot be read was left out when it was decided, too.
      if (decoded.kind === 'value') this.#inquiry.apply(partition, offsets[i] as number, decoded.value);
    });
    this.#inquiry.settle?.();
  }

  answer(): ReplayAnswers[Question['kind']] {
    return this.#inquiry.answer();
  }
}

function inquiryOf(
  options: ReplayJob['options'],
  question: ReplayQuestion,
): Inquiry<ReplayAnswers[keyof ReplayAnswers]> {
  switch (question.kind) {
    case 'explain-rule':
      return new ExplainRule({ ...options, ...question });
    case 'explain-group':
      return new ExplainGroup({ ...options, ...question });
    case 'why-not-rule':
      return new WhyNotRule({ ...options, ...question });
    case 'why-not-group':
      return new WhyNotGroup({ ...options, ...question });
    case 'span':
      return new ReplaySpan(options);
  }
}
