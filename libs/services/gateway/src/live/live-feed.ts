import { decodeJson, topicName } from '@tocsin/contracts/define-topic';
import { transitions } from '@tocsin/contracts/topics/transitions';
import type { AlertSeverity } from '@tocsin/domain/rules/alert-rule';
import type { AlertState, Transition } from '@tocsin/domain/engine/transition';
import type { Labels } from '@tocsin/domain/rules/labels';
import type { EventLog } from '@tocsin/ports/event-log';
import type { Principal } from '../auth-manager.js';
import { eventIdOf, eventPlaceOf } from './event-place.js';

/** What may wait for a listener while it reads what it missed; who falls further behind reads it by REST. */
const WAITING_EVENTS_MAX = 10_000;

/** What a listener wants to hear; what is left out does not matter. */
export interface Wants {
  states?: readonly AlertState[] | undefined;
  severities?: readonly AlertSeverity[] | undefined;
  /** Whether an alert's labels fit the listener's matchers. */
  fits?: ((labels: Labels) => boolean) | undefined;
}

export interface LiveEvent {
  id: string;
  transition: Transition;
}

/** Why a listener hears nothing any more. */
export type EndReason = 'slow' | 'revoked' | 'expired' | 'stopped' | 'failed';

/** Somebody at the other end of a connection. */
export interface Listener {
  readonly principal: Principal;
  /** @returns false when so much waits to be read that it must be let go */
  hear(event: LiveEvent): boolean;
  /** Some of what it missed is not kept any more. */
  gap(): void;
  end(reason: EndReason): void;
}

interface Place {
  partition: number;
  offset: number;
}

interface Member {
  listener: Listener;
  wants: Wants;
  /** Of each partition, the offset of what it has not heard of. */
  next: number[];
  /** What happened while it reads what it missed; null when it is up to date. */
  waiting: { transition: Transition; place: Place }[] | null;
}

export interface Subscription {
  change(wants: Wants): void;
  leave(): void;
}

/** Tells listeners of their tenant's transitions, each once and in the order of each alert, from wherever they want. */
export class LiveFeed {
  readonly #members = new Set<Member>();
  /** Of each partition, the offset of what has not been told yet. */
  #ends: number[] = [];

  constructor(
    private readonly log: Pick<EventLog, 'offsets' | 'read'>,
    private readonly topicPrefix: string,
    private readonly onError: (error: unknown) => void,
  ) {}

  get #topic(): string {
    return topicName(transitions, this.topicPrefix);
  }

  /** Begins where the topic ends now. */
  async start(): Promise<void> {
    const offsets = await this.log.offsets(this.#topic);
    this.#ends = offsets.map(({ latest }) => latest);
  }

  /** Where a listener begins that has heard nothing yet. */
  get lastEventId(): string {
    return eventIdOf(this.#ends);
  }

  /** Whether a text is the id of an event of this log. */
  knows(eventId: string): boolean {
    return eventPlaceOf(eventId, this.#ends.length) !== null;
  }

  /**
   * @param after - the id of the last event that was heard: what came since is told first; null begins now
   */
  join(listener: Listener, wants: Wants, after: string | null): Subscription {
    const from = after === null ? null : eventPlaceOf(after, this.#ends.length);
    const member: Member = { listener, wants, next: [...(from ?? this.#ends)], waiting: from === null ? null : [] };
    this.#members.add(member);
    if (from !== null) void this.#catchUp(member).catch((error: unknown) => this.#fail(member, error));
    return {
      change: (changed) => void (member.wants = changed),
      leave: () => void this.#members.delete(member),
    };
  }

  tell(transition: Transition, place: Place): void {
    this.#ends[place.partition] = place.offset + 1;
    for (const member of this.#members) {
      if (member.waiting === null) this.#pass(member, transition, place);
      else if (member.waiting.length < WAITING_EVENTS_MAX) member.waiting.push({ transition, place });
      else this.#end(member, 'slow');
    }
  }

  /** Ends whoever came in by what holds no more. */
  endWhere(isOver: (principal: Principal) => boolean, reason: EndReason): void {
    for (const member of this.#members) if (isOver(member.listener.principal)) this.#end(member, reason);
  }

  close(): void {
    this.endWhere(() => true, 'stopped');
  }

  async #catchUp(member: Member): Promise<void> {
    const known = await this.log.offsets(this.#topic);
    if (known.some(({ partition, earliest }) => (member.next[partition] ?? 0) < earliest)) member.listener.gap();
    const ranges = member.next.map((offset, partition) => ({ partition, offset }));
    for await (const { partition, records } of this.log.read(this.#topic, ranges)) {
      for (const { offset, value } of records) {
        const decoded = value === null ? null : decodeJson(transitions, value);
        if (decoded?.kind === 'value') this.#pass(member, decoded.value, { partition, offset });
      }
      if (!this.#members.has(member)) return;
    }
    const waiting = member.waiting ?? [];
    member.waiting = null;
    for (const { transition, place } of waiting) this.#pass(member, transition, place);
  }

  #pass(member: Member, transition: Transition, { partition, offset }: Place): void {
    const { listener, wants, next } = member;
    if (!this.#members.has(member) || offset < (next[partition] ?? 0)) return;
    next[partition] = offset + 1;
    if (listener.principal.tenant !== transition.tenant_id || !isWanted(wants, transition)) return;
    if (!listener.hear({ id: eventIdOf(next), transition })) this.#end(member, 'slow');
  }

  #fail(member: Member, error: unknown): void {
    this.onError(error);
    this.#end(member, 'failed');
  }

  #end(member: Member, reason: EndReason): void {
    if (this.#members.delete(member)) member.listener.end(reason);
  }
}

function isWanted({ states, severities, fits }: Wants, { state, severity, labels }: Transition): boolean {
  return (
    (states === undefined || states.includes(state)) &&
    (severities === undefined || severities.includes(severity)) &&
    (fits === undefined || fits(labels))
  );
}
