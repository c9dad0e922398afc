import type { Clock } from '@tocsin/ports/clock';
import type { OutboundHttp, OutboundResult } from '@tocsin/ports/outbound-http';

/** As receivers have it. */
const ANSWER_TIMEOUT_MS = 10_000;

export type HeartbeatOutcome = 'taken' | 'not_taken' | 'refused';

/** `where` is the address without its path, which is a secret: whoever knows it can send heartbeats. */
export type HeartbeatReport =
  | { kind: 'failing'; where: string; reason: string }
  | { kind: 'taken'; where: string }
  | { kind: 'held_back'; reason: string }
  | { kind: 'goes_on' };

export interface HeartbeatOptions {
  /** Where heartbeats go; none: nowhere. */
  urls: readonly string[];
  intervalMs: number;
  http: OutboundHttp;
  clock: Pick<Clock, 'now'>;
  /** What became of one request. */
  sent(outcome: HeartbeatOutcome): void;
  /** A heartbeat was due, and the platform does not work as a whole. */
  heldBack(): void;
  /** Told when it changes, not with every heartbeat. */
  report(event: HeartbeatReport): void;
}

/**
 * The dead man's switch. It has no timer: a canary that has come is what makes it beat, so that it stops with the
 * platform, whatever it is that has stopped.
 */
export class Heartbeat {
  readonly #options: HeartbeatOptions;
  /** Requests that have no answer yet, by URL. */
  readonly #running = new Map<string, Promise<void>>();
  readonly #failing = new Set<string>();
  #dueAt = 0;
  #takenAt: number;
  #isHeldBack = false;

  constructor(options: HeartbeatOptions) {
    this.#options = options;
    this.#takenAt = options.clock.now();
  }

  /** Begins anew: nothing was sent for a while, because nobody was there. */
  begin(): void {
    this.#takenAt = this.#options.clock.now();
  }

  /** How long ago a heartbeat was taken by somebody, or the watch began; ms. */
  ageMs(): number {
    return this.#options.clock.now() - this.#takenAt;
  }

  /** Tells at once of addresses that could not be called if a heartbeat were due. */
  async check(): Promise<void> {
    const { urls, http } = this.#options;
    await Promise.all(
      urls.map(async (url) => {
        const reason = await http.refusal(url);
        if (reason !== null) this.#tellFailing(url, reason);
      }),
    );
  }

  /**
   * The canary has come. Beats if it is time to.
   *
   * @param canaryLatencyMs - how long it took
   * @param hindrance - what does not work although canaries come; null when all does
   */
  beat(canaryLatencyMs: number, hindrance: string | null): void {
    const { urls, clock, intervalMs, heldBack, report } = this.#options;
    const now = clock.now();
    if (urls.length === 0 || now < this.#dueAt) return;
    if (hindrance !== null) {
      heldBack();
      if (!this.#isHeldBack) report({ kind: 'held_back', reason: hindrance });
      this.#isHeldBack = true;
      return;
    }
    if (this.#isHeldBack) report({ kind: 'goes_on' });
    this.#isHeldBack = false;
    this.#dueAt = now + intervalMs;
    const body = JSON.stringify({ status: 'ok', at: new Date(now).toISOString(), canary_latency_ms: canaryLatencyMs });
    for (const url of urls) {
      if (this.#running.has(url)) continue;
      this.#running.set(
        url,
        this.#send(url, body).finally(() => this.#running.delete(url)),
      );
    }
  }

  /** Resolves when what is under way has ended. */
  async stop(): Promise<void> {
    await Promise.all(this.#running.values());
  }

  async #send(url: string, body: string): Promise<void> {
    const { http, sent, clock } = this.#options;
    const headers = { 'content-type': 'application/json', 'user-agent': 'tocsin' };
    const result = await http.post({ url, headers, body, timeoutMs: ANSWER_TIMEOUT_MS });
    const failure = failureOf(result);
    sent(failure === null ? 'taken' : result.kind === 'refused' ? 'refused' : 'not_taken');
    if (failure !== null) return this.#tellFailing(url, failure);
    this.#takenAt = clock.now();
    if (this.#failing.delete(url)) this.#options.report({ kind: 'taken', where: whereOf(url) });
  }

  #tellFailing(url: string, reason: string): void {
    if (this.#failing.has(url)) return;
    this.#failing.add(url);
    this.#options.report({ kind: 'failing', where: whereOf(url), reason });
  }
}

/** A redirect is an answer of somebody else than the one who was asked, and nothing is sent after it. */
function failureOf(result: OutboundResult): string | null {
  if (result.kind !== 'answered') return result.message;
  return result.status >= 200 && result.status < 300 ? null : `answered ${result.status}`;
}

const whereOf = (url: string): string => new URL(url).origin;
