import type { NotificationOut } from '@tocsin/contracts/topics/notifications-out';
import type { Clock } from '@tocsin/ports/clock';
import { CANARY_RULE } from './canary-configuration.js';

/**
 * Canaries that a watch which begins forgives: the rule may not be there yet, or its alert may be in the state already
 * that the first canary asks for.
 */
const FORGIVEN_AT_FIRST = 2;
/** Canaries whose arrival is still noticed when it comes late, so that it is told how late. */
const REMEMBERED_MAX = 20;

export type CanaryReport = { kind: 'late'; sentAt: number } | { kind: 'back'; latencyMs: number };

export interface CanaryOptions {
  clock: Pick<Clock, 'now'>;
  /** Brings the sample to where users' samples come in; resolves when it is there. */
  send(value: 0 | 1, at: number): Promise<void>;
  /** A canary has come, in time or late. */
  arrived(latencyMs: number, isInTime: boolean): void;
  /** A canary has not come by the time of the next one. */
  missed(): void;
  /** Told when it changes, not with every canary. */
  report(event: CanaryReport): void;
  onError(error: unknown): void;
}

/**
 * A sample that goes the way of every sample, changes the state of an alert, and is followed until the notification of
 * that change is here. One is under way at a time; one that is not here when the next one begins is late.
 */
export class Canary {
  readonly #options: CanaryOptions;
  /** Times of canaries that have not come; the last one is under way. */
  readonly #sent = new Set<number>();
  #underWay: number | null = null;
  #value: 0 | 1 = 0;
  #isSending = false;
  #forgiven = 0;
  #isLate = false;
  #wellAt: number;

  constructor(options: CanaryOptions) {
    this.#options = options;
    this.#wellAt = options.clock.now();
  }

  /** Begins anew: what was under way counts for nothing, because nobody was there to hear of it. */
  begin(): void {
    this.#sent.clear();
    this.#underWay = null;
    this.#forgiven = FORGIVEN_AT_FIRST;
    this.#wellAt = this.#options.clock.now();
  }

  /** How long ago a canary came in time, or the watch began; ms. */
  ageMs(): number {
    return this.#options.clock.now() - this.#wellAt;
  }

  /** Sends the next one. */
  beat(): void {
    const { clock, send, onError } = this.#options;
    if (this.#underWay !== null) this.#miss(this.#underWay);
    this.#underWay = clock.now();
    this.#sent.add(this.#underWay);
    for (const oldest of this.#sent) if (this.#sent.size > REMEMBERED_MAX) this.#sent.delete(oldest);
    // While the log does not take one, another one would only wait behind it.
    if (this.#isSending) return;
    this.#isSending = true;
    this.#value = this.#value === 0 ? 1 : 0;
    void send(this.#value, this.#underWay)
      .catch(onError)
      .finally(() => (this.#isSending = false));
  }

  /** Takes a notification of the canaries' receiver. @returns how long the canary under way has taken, in ms; else null */
  hear({ message }: NotificationOut): number | null {
    const times = message.alerts
      .filter(({ rule_id }) => rule_id === CANARY_RULE)
      .map(({ status, startsAt, endsAt }) => Date.parse(status === 'firing' ? startsAt : endsAt))
      .filter((time) => this.#sent.delete(time));
    const inTime = times.find((time) => time === this.#underWay);
    const now = this.#options.clock.now();
    for (const time of times) this.#options.arrived(now - time, time === inTime);
    if (inTime === undefined) return null;
    const latencyMs = now - inTime;
    this.#underWay = null;
    this.#forgiven = 0;
    this.#wellAt = now;
    if (this.#isLate) this.#options.report({ kind: 'back', latencyMs });
    this.#isLate = false;
    return latencyMs;
  }

  #miss(sentAt: number): void {
    if (this.#forgiven > 0) {
      this.#forgiven -= 1;
      return;
    }
    this.#options.missed();
    if (!this.#isLate) this.#options.report({ kind: 'late', sentAt });
    this.#isLate = true;
  }
}
