import type { HealingAction } from '@tocsin/domain/healing/action';
import type { ActionExecutor, ActionOutcome, ActionState, Rehearsal, Traces } from '@tocsin/ports/action-executor';
import type { OutboundHttp, OutboundResult } from '@tocsin/ports/outbound-http';
import type { Clock } from '@tocsin/ports/clock';
import { signedHeaders } from '@tocsin/runtime/webhook-signature';

/** Of what a receiver is sent or answers, as much as a person reads. */
const TOLD_LENGTH_MAX = 200;
/** A request's body, in bytes as JSON; whoever needs more has it fetched. */
const BODY_BYTES_MAX = 65_536;

export interface WebhookExecutorOptions {
  readonly http: OutboundHttp;
  readonly clock: Pick<Clock, 'now'>;
  /** As `signingSecretOf` of a receiver makes it, for the address that is called. */
  signingSecretOf(url: string): string;
  /** For the whole of a request and its answer. */
  readonly timeoutMs: number;
}

type Webhook = Extract<HealingAction, { kind: 'webhook' }>;

/**
 * Has an action done by whoever answers a signed POST (Standard Webhooks, as notifications are signed). The key travels as
 * `idempotency-key` and as `webhook-id`: a receiver that does each id once makes one effect of two requests.
 */
export class WebhookExecutor implements ActionExecutor {
  readonly kinds: ReadonlySet<HealingAction['kind']> = new Set<HealingAction['kind']>(['webhook']);

  constructor(private readonly options: WebhookExecutorOptions) {}

  /** Asks nobody, since a receiver has no dry run: only whether the address may be called, which a look-up tells. */
  async rehearse(action: HealingAction, signal: AbortSignal): Promise<Rehearsal> {
    if (action.kind !== 'webhook') return notOurs(action);
    if (signal.aborted) return { kind: 'refused', reason: `POST ${placeOf(action)}: given up before it was asked` };
    const problem = await this.#problemOf(action);
    if (problem !== null) return { kind: 'refused', reason: problem };
    return { kind: 'feasible', effect: `POST ${placeOf(action)} with ${toldBody(action)}`, state: {}, group: null };
  }

  async perform(action: HealingAction, key: string, signal: AbortSignal): Promise<ActionOutcome> {
    if (action.kind !== 'webhook') return notOurs(action);
    const place = `POST ${placeOf(action)}`;
    const problem = await this.#problemOf(action);
    if (problem !== null) return { kind: 'refused', reason: problem, mayHelp: false };
    if (signal.aborted) return { kind: 'refused', reason: `${place}: given up before it was asked`, mayHelp: true };
    const { http, clock, signingSecretOf, timeoutMs } = this.options;
    const body = bodyOf(action);
    const headers = {
      'content-type': 'application/json',
      'idempotency-key': key,
      ...signedHeaders(signingSecretOf(action.url), key, clock.now(), body),
    };
    const answered = new AbortController();
    const givenUp = new Promise<'given_up'>((resolve) =>
      signal.addEventListener('abort', () => resolve('given_up'), { once: true, signal: answered.signal }),
    );
    const result = await Promise.race([http.post({ url: action.url, headers, body, timeoutMs }), givenUp]);
    answered.abort();
    if (result === 'given_up') return { kind: 'unknown', reason: `${place}: given up while it was under way` };
    return outcomeOf(place, result);
  }

  /** A receiver is not asked: that it knows of an id would have to be a protocol of its own. */
  async inquire(action: HealingAction, key: string): Promise<Traces> {
    const place = action.kind === 'webhook' ? placeOf(action) : action.kind;
    return { kind: 'unknown', reason: `${place} cannot be asked what became of ${key}; look there` };
  }

  async undo(action: HealingAction, _before: ActionState): Promise<ActionOutcome> {
    if (action.kind !== 'webhook') return notOurs(action);
    const reason = `what ${placeOf(action)} did on a request is not known here, and cannot be taken back by another`;
    return { kind: 'refused', reason, mayHelp: false };
  }

  async #problemOf(action: Webhook): Promise<string | null> {
    const bytes = Buffer.byteLength(bodyOf(action));
    if (bytes > BODY_BYTES_MAX)
      return `POST ${placeOf(action)}: its body has ${bytes} bytes, and ${BODY_BYTES_MAX} are the most`;
    const refusal = await this.options.http.refusal(action.url);
    return refusal === null ? null : `POST ${placeOf(action)}: ${refusal}`;
  }
}

/**
 * What an answer says of the effect. A status of 500 or more says that something was begun and went wrong, so that nobody
 * knows; 503, 429 and 425 are said by who turned the request away (a receiver that is full, a balancer without one), and 501 by
 * who cannot do it. A redirect is not followed: the signature was for this address.
 */
function outcomeOf(place: string, result: OutboundResult): ActionOutcome {
  if (result.kind === 'refused') return { kind: 'refused', reason: `${place}: ${result.message}`, mayHelp: false };
  if (result.kind === 'unreachable' && result.isUnsent === true)
    return { kind: 'refused', reason: `${place}: ${result.message}`, mayHelp: true };
  if (result.kind === 'unreachable') return { kind: 'unknown', reason: `${place}: ${result.message}` };
  const { status } = result;
  const answer = `${place}: answered with status ${status}${toldOf(result.text)}`;
  if (status >= 200 && status < 300) return { kind: 'done', effect: answer };
  if (status === 429 || status === 503 || status === 425) return { kind: 'refused', reason: answer, mayHelp: true };
  if (status >= 300 && status < 400)
    return {
      kind: 'refused',
      reason: `${answer}; redirects are not followed, so write the address that it leads to`,
      mayHelp: false,
    };
  // Taken up, and not ended in the receiver's own time.
  if (status === 408 || (status >= 500 && status !== 501)) return { kind: 'unknown', reason: answer };
  return { kind: 'refused', reason: answer, mayHelp: false };
}

/** Without the query, in which people put secrets. */
function placeOf({ url }: Webhook): string {
  const { origin, pathname } = new URL(url);
  return `${origin}${pathname}`;
}

const bodyOf = ({ body }: Webhook) => JSON.stringify(body);

/** What is sent, as far as it fits a line; who approves must see more of it than its length. */
function toldBody(action: Webhook): string {
  const body = bodyOf(action);
  const signs = Array.from(body.replace(/\p{C}/gu, ' '));
  if (signs.length <= TOLD_LENGTH_MAX) return signs.join('');
  return `${signs.slice(0, TOLD_LENGTH_MAX).join('')}… (${Buffer.byteLength(body)} bytes of JSON)`;
}

function toldOf(text: string | undefined): string {
  const line = (text ?? '').replace(/[\p{C}\s]+/gu, ' ').trim();
  return line === '' ? '' : `: ${line.slice(0, TOLD_LENGTH_MAX)}`;
}

function notOurs({ kind }: HealingAction) {
  return { kind: 'refused', mayHelp: false, reason: `${kind} is nothing that is done by a webhook` } as const;
}
