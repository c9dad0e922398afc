import { isLabelName } from '../rules/labels.js';
import type { Chunk } from './chunk.js';
import { type ChunkCursor, textOf } from './chunk-cursor.js';
import type { Meaning } from './phrases.js';
import type { SaidWord } from './said-word.js';
import { readScheduleTimes } from './schedule-times.js';
import type { LeftOut } from './said-rule.js';
import { stop } from './unreadable.js';

/** Reads what is said beside the conditions: a name, labels, when somebody is to be told, and who. */
export class AsideReader {
  ruleName: string | null = null;
  readonly labels: [string, string][] = [];
  readonly leftOut: LeftOut[] = [];
  readonly #cursor: ChunkCursor;

  constructor(
    private readonly text: string,
    cursor: ChunkCursor,
  ) {
    this.#cursor = cursor;
  }

  label(): void {
    const [name, equals, value] = [0, 1, 2].map((i) => this.#cursor.chunks[this.#cursor.at + i]);
    const label = name === undefined ? '' : textOf(name);
    if (
      value === undefined ||
      !['=', ':', 'is'].includes(equals === undefined ? '' : textOf(equals)) ||
      !isLabelName(label)
    )
      throw stop('no_label', 'It names a label that cannot be read; write it as team=shop');
    this.labels.push([label, textOf(value)]);
    this.#cursor.at += 3;
  }

  /** Quoted, or all words up to a colon, a comma, a `when` or the end. */
  name(chunk: Chunk): void {
    const first = this.#cursor.chunks[this.#cursor.at]?.words[0];
    if (first?.kind === 'quoted') {
      this.#cursor.at += 1;
      return void (this.ruleName = first.text.trim());
    }
    const from = this.#cursor.at;
    while (
      this.#cursor.at < this.#cursor.chunks.length &&
      !this.#endsText(this.#cursor.chunks[this.#cursor.at] as Chunk)
    )
      this.#cursor.at += 1;
    const words = this.#cursor.wordsBetween(from, this.#cursor.at);
    if (words.length === 0) throw stop('no_name', `It has no name behind "${textOf(chunk)}"`);
    this.ruleName = this.text.slice(words[0]?.from, words.at(-1)?.to).trim();
  }

  /** Whom somebody wants told is for a policy to say; the words are kept. */
  receiver(chunk: Chunk): void {
    const from = this.#cursor.at;
    for (; this.#cursor.at < this.#cursor.chunks.length; this.#cursor.at += 1) {
      const next = this.#cursor.chunks[this.#cursor.at] as Chunk;
      if (this.#endsText(next) || isAside(next)) break;
      if (saysMore(next))
        throw stop(
          'doubtful_receiver',
          `It is not clear where "${textOf(chunk)} …" ends: "${textOf(next)}" says something of the rule; put a comma before what is watched`,
        );
    }
    const words = [...chunk.words, ...this.#cursor.wordsBetween(from, this.#cursor.at)];
    this.#leave('receiver', words, 'who is told is said by a notification policy: PUT /api/notification-policy');
  }

  #endsText(chunk: Chunk): boolean {
    if (chunk.words[0]?.kind === 'sign' && [',', ':', ';'].includes(chunk.words[0].text)) return true;
    if (chunk.kind !== 'phrase') return false;
    const { meaning } = chunk;
    return meaning.is === 'when' || (meaning.is === 'join' && textOf(chunk).toLowerCase() !== '&');
  }

  schedule(said: Extract<Meaning, { is: 'schedule' }>, chunk: Chunk): void {
    const behind = this.#cursor.wordsFrom(this.#cursor.at);
    const skip = ['from', 'between', ',', 'at'].includes(behind[0]?.lower ?? '') ? 1 : 0;
    const times = said.times === null ? readScheduleTimes(behind.slice(skip)) : null;
    this.leaveOut(
      chunk,
      times === null ? 0 : times.length + skip,
      said.days,
      times?.times ?? said.times,
      said.isOutside,
    );
  }

  /** A rule watches at all hours: when it is told is for a policy's time intervals. */
  leaveOut(
    chunk: Chunk,
    length: number,
    days: string | null,
    times: readonly [string, string] | null,
    isOutside: boolean,
  ): void {
    const words = [...chunk.words, ...this.#cursor.wordsFrom(this.#cursor.at).slice(0, length)];
    this.#cursor.skipWords(length);
    const interval = {
      ...(times === null ? {} : { times: rangesOf(times) }),
      ...(days === null ? {} : { weekdays: [days] }),
    };
    const field = isOutside ? 'mute_time_intervals' : 'active_time_intervals';
    const instead = `a rule watches at all hours; name the time interval ${JSON.stringify(interval)} in "${field}" of a route: PUT /api/notification-policy`;
    this.#leave('schedule', words, instead);
  }

  #leave(kind: LeftOut['kind'], words: readonly SaidWord[], instead: string): void {
    this.leftOut.push({ kind, words: this.text.slice(words[0]?.from, words.at(-1)?.to), instead });
  }
}

/** A channel, somebody's handle, or an address of mail. */
export const isReceiver = (chunk: Chunk): boolean => /^[#@]/.test(textOf(chunk)) || /^[^@]+@[^@]+$/.test(textOf(chunk));

const isAside = (chunk: Chunk): boolean =>
  chunk.kind === 'phrase' && (chunk.meaning.is === 'severity' || chunk.meaning.is === 'schedule');

/** What is no part of a receiver's name. */
const saysMore = (chunk: Chunk): boolean =>
  chunk.kind === 'quantity' ||
  (chunk.kind === 'phrase' && ['comparison', 'not', 'absent', 'none', 'except', 'change'].includes(chunk.meaning.is));

/** A night goes over midnight, which is two ranges of a day. */
function rangesOf([start, end]: readonly [string, string]): { start_time: string; end_time: string }[] {
  if (start < end) return [{ start_time: start, end_time: end }];
  return [
    { start_time: start, end_time: '24:00' },
    { start_time: '00:00', end_time: end },
  ];
}
