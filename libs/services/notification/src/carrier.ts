import { encodeJson, topicName } from '@tocsin/contracts/define-topic';
import { notificationsOut } from '@tocsin/contracts/topics/notifications-out';
import { ruleKey } from '@tocsin/contracts/topics/rules';
import type { EventLog } from '@tocsin/ports/event-log';
import type { Mailer } from '@tocsin/ports/mailer';
import { ANSWER_TEXT_BYTES_MAX, type OutboundHttp } from '@tocsin/ports/outbound-http';
import { messageOf, type Verdict, verdictOf, verdictOfMail } from './delivery-verdict.js';
import type { Outgoing } from './formats/format.js';

export interface CarrierOptions {
  http: OutboundHttp;
  /** Null where the operator has named no server for mail. */
  mailer: Mailer | null;
  log: Pick<EventLog, 'append'>;
  topicPrefix: string;
}

/** What became of one attempt. */
export interface Carried {
  verdict: Verdict;
  /** Of HTTP; null where there was no answer, or the way is another. */
  status: number | null;
  /** In a few words, for people. */
  reason: string;
  /** The beginning of an answer that was text; empty where there was none. */
  answer: string;
}

/** Takes what is ready to be sent out of the house, by the way that it takes, and says what became of it. */
export class Carrier {
  constructor(private readonly options: CarrierOptions) {}

  /**
   * @param timeoutMs - how long the receiver has for its whole answer
   * @param secret - what is not to be shown, should the answer repeat it
   */
  async carry(outgoing: Outgoing, timeoutMs: number, secret: string | null = null): Promise<Carried> {
    const carried = await this.#carry(outgoing, timeoutMs);
    if (secret === null) return carried;
    return { ...carried, reason: withoutSecret(carried.reason, secret), answer: withoutSecret(carried.answer, secret) };
  }

  async #carry(outgoing: Outgoing, timeoutMs: number): Promise<Carried> {
    switch (outgoing.kind) {
      case 'http': {
        const result = await this.options.http.post({ ...outgoing.request, timeoutMs });
        const answered = result.kind === 'answered' ? result : null;
        const answer = answered?.text ?? '';
        return { verdict: verdictOf(result), status: answered?.status ?? null, reason: messageOf(result), answer };
      }
      case 'mail': {
        const { mailer } = this.options;
        if (mailer === null) return givenUp('the operator of the platform has named no server for mail');
        const result = await mailer.send({ ...outgoing.mail, timeoutMs });
        return { verdict: verdictOfMail(result), status: null, reason: result.message, answer: '' };
      }
      case 'log':
        return this.#append(outgoing);
    }
  }

  async #append({ event }: Extract<Outgoing, { kind: 'log' }>): Promise<Carried> {
    const { log, topicPrefix } = this.options;
    const key = ruleKey(event.tenant_id, event.receiver_id);
    try {
      await log.append(topicName(notificationsOut, topicPrefix), [{ key, value: encodeJson(notificationsOut, event) }]);
      return { verdict: { kind: 'delivered' }, status: null, reason: 'written to the log', answer: '' };
    } catch (error) {
      const reason = `the log did not take it: ${(error as Error).message}`;
      return { verdict: { kind: 'again', afterMs: null }, status: null, reason, answer: '' };
    }
  }
}

const givenUp = (reason: string): Carried => ({ verdict: { kind: 'given_up' }, status: null, reason, answer: '' });

/** Shorter pieces of an address than this are no secret, and would be found everywhere. */
const SECRET_PART_LENGTH_MIN = 8;

/** A server may repeat what it was sent; of an address, path and query are what must not be shown. */
function withoutSecret(text: string, secret: string): string {
  const parts = [secret];
  if (URL.canParse(secret)) {
    const { pathname, search } = new URL(secret);
    parts.push(pathname + search, pathname, search);
  }
  return parts
    .filter(({ length }) => length >= SECRET_PART_LENGTH_MIN)
    .reduce((shown, part) => shown.replaceAll(part, '***'), text)
    .slice(0, ANSWER_TEXT_BYTES_MAX);
}
