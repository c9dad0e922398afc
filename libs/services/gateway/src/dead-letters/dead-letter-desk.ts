import { decodeJson, encodeJson, topicName } from '@tocsin/contracts/define-topic';
import { allTopics } from '@tocsin/contracts/topics';
import { type AuditEvent, audit } from '@tocsin/contracts/topics/audit';
import { type DeadLetterReplay, deadLetterReplays } from '@tocsin/contracts/topics/dead-letter-replays';
import { type DeadLetter, deadLetters } from '@tocsin/contracts/topics/dead-letters';
import type { Clock, IdSource } from '@tocsin/ports/clock';
import type { EventLog, LogBatch } from '@tocsin/ports/event-log';

/** A dead letter where it lies, and whether it was brought back. */
export interface KeptDeadLetter {
  /** Its offset among the dead letters. */
  readonly id: number;
  readonly letter: DeadLetter;
  readonly replay: DeadLetterReplay | null;
}

/** What became of bringing one back; `busy` when another gateway is at it. */
export type ReplayOutcome =
  | { readonly kind: 'replayed'; readonly letter: KeptDeadLetter }
  | { readonly kind: 'replayed_before'; readonly replay: DeadLetterReplay }
  | { readonly kind: 'no_such_letter' | 'not_replayable' | 'busy' };

export interface DeadLetterDeskOptions {
  readonly log: EventLog;
  readonly topicPrefix: string;
  readonly clock: Pick<Clock, 'now'>;
  readonly ids: IdSource;
}

/** Looks through the dead letters, and brings them back, each once. */
export class DeadLetterDesk {
  readonly #letters: string;
  readonly #replays: string;

  constructor(private readonly options: DeadLetterDeskOptions) {
    this.#letters = topicName(deadLetters, options.topicPrefix);
    this.#replays = topicName(deadLetterReplays, options.topicPrefix);
  }

  /**
   * A page of letters, the newest first.
   *
   * @param before - those older than this one; null for the newest
   * @returns `next` is null where there is nothing older
   */
  async page(before: number | null, limit: number): Promise<{ letters: KeptDeadLetter[]; next: number | null }> {
    const [bounds] = await this.options.log.offsets(this.#letters);
    if (bounds === undefined) return { letters: [], next: null };
    const to = Math.min(before ?? bounds.latest, bounds.latest);
    // Of offsets, some are taken by the log itself; a page may therefore hold less than was asked for.
    const from = Math.max(bounds.earliest, to - limit);
    if (to <= from) return { letters: [], next: null };
    const letters = await this.#between(from, to);
    return { letters: letters.toReversed(), next: from > bounds.earliest ? from : null };
  }

  /** @returns null when there is none, or none any more */
  async get(id: number): Promise<KeptDeadLetter | null> {
    return (await this.#between(id, id + 1))[0] ?? null;
  }

  /**
   * Brings a letter back to where it came from. The record and the note that it was brought back become visible together, and
   * of several who try at once only the last may write: so it is brought back once, whoever asks and whoever dies.
   */
  async replay(id: number, principal: { readonly subject: string; readonly tenant: string }): Promise<ReplayOutcome> {
    const { log, topicPrefix } = this.options;
    const writer = await log.openTransactor(`${topicPrefix}.gateway.dead-letter-replays`);
    try {
      const found = await this.get(id);
      if (found === null) return { kind: 'no_such_letter' };
      if (found.replay !== null) return { kind: 'replayed_before', replay: found.replay };
      const { letter } = found;
      if (!isReplayable(letter.topic, topicPrefix)) return { kind: 'not_replayable' };
      const at = this.options.clock.now();
      const replay: DeadLetterReplay = { offset: id, by: principal.subject, at };
      const written = await writer.write({
        appends: [
          { topic: letter.topic, records: [recordOf(letter)] },
          { topic: this.#replays, records: [{ key: String(id), value: encodeJson(deadLetterReplays, replay) }] },
          { topic: topicName(audit, topicPrefix), records: [this.#audited(found, principal, at)] },
        ],
      });
      return written === 'fenced' ? { kind: 'busy' } : { kind: 'replayed', letter: { ...found, replay } };
    } finally {
      await writer.close();
    }
  }

  async #between(from: number, to: number): Promise<KeptDeadLetter[]> {
    const { log } = this.options;
    const replays = new Map<number, DeadLetterReplay>();
    for await (const batch of log.read(this.#replays))
      for (const { value } of decoded(deadLetterReplays, batch)) replays.set(value.offset, value);
    const letters: KeptDeadLetter[] = [];
    for await (const batch of log.read(this.#letters, [{ partition: 0, offset: from, to }]))
      for (const { offset, value } of decoded(deadLetters, batch))
        if (offset >= from && offset < to)
          letters.push({ id: offset, letter: value, replay: replays.get(offset) ?? null });
    return letters;
  }

  #audited(
    { id, letter }: KeptDeadLetter,
    { subject, tenant }: { readonly subject: string; readonly tenant: string },
    at: number,
  ): { key: string; value: Uint8Array } {
    const event: AuditEvent = {
      id: this.options.ids.next(),
      type: 'dead_letter_replayed',
      tenant_id: tenant,
      actor: subject,
      at,
      subject: `dead-letter/${id}`,
      details: { topic: letter.topic, partition: letter.partition, offset: letter.offset },
    };
    return { key: tenant, value: encodeJson(audit, event) };
  }
}

/**
 * What comes in by the gateway may come in again. What services tell each other is not: its place among the others is part of
 * what it says.
 */
const isReplayable = (name: string, prefix: string): boolean =>
  allTopics.some(
    (topic) => topic.deadLetter && topic.producers.includes('gateway') && topicName(topic, prefix) === name,
  );

/** As it was: its bytes, its headers and its partition. */
const recordOf = ({ key, headers, value_base64, partition }: DeadLetter) => ({
  key: key ?? '',
  value: value_base64 === null ? null : new Uint8Array(Buffer.from(value_base64, 'base64')),
  headers,
  partition,
});

/** The records of a batch that can be read; the others were written by another version, and say nothing here. */
function decoded<Topic extends Parameters<typeof decodeJson>[0]>(
  topic: Topic,
  { records }: LogBatch,
): { offset: number; value: ReturnType<Topic['schema']['parse']> }[] {
  return records.flatMap(({ offset, value }) => {
    const read = value === null ? null : decodeJson(topic, value);
    return read?.kind === 'value' ? [{ offset, value: read.value as ReturnType<Topic['schema']['parse']> }] : [];
  });
}
