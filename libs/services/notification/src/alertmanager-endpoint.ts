import type { ActiveAlert, ActiveAlertStore } from '@tocsin/ports/active-alert-store';
import type { Clock } from '@tocsin/ports/clock';
import type { OutboundHttp, OutboundResult } from '@tocsin/ports/outbound-http';
import { noTracing, type Span, TENANT_ATTRIBUTE, traced, type Tracing } from '@tocsin/ports/tracing';
import { causesOf, changedAt } from './alert-traces.js';
import { messageOf, verdictOf } from './delivery-verdict.js';
import { hasPlainNames, type PostableAlert, postableOf, RESEND_DELAY_MS, withPlainNames } from './postable-alert.js';

/** Most alerts of one request; Prometheus's default. */
export const BATCH_MAX = 256;
/**
 * Most alerts that wait for one Alertmanager: ten times as many as in Prometheus, as only their ids wait here. Those
 * that are left out come with the next sending.
 */
export const WAITING_MAX = 100_000;
/** An Alertmanager has this long to answer, as in Prometheus. */
const ANSWER_TIMEOUT_MS = 10_000;
/** First pause after a failed attempt; doubles with each up to the resend delay, which comes anyhow. */
const PAUSE_MS_FIRST = 1_000;

/** What became of alerts: `sent`, `retried` (soon again), `refused` (not before the next sending) or `dropped`. */
export const alertOutcomes = ['sent', 'retried', 'refused', 'dropped'] as const;
export type AlertOutcome = (typeof alertOutcomes)[number];

/** Said when an Alertmanager begins to fail or to refuse what it is sent, and when it takes alerts again. */
export interface AlertmanagerEvent {
  kind: 'failing' | 'refusing' | 'recovered';
  tenantId: string;
  address: string;
  message: string;
}

export interface AlertmanagerEndpointOptions {
  store: Pick<ActiveAlertStore, 'load'>;
  http: OutboundHttp;
  clock: Clock;
  /** In [0, 1); spreads the retries of many processes. */
  random: () => number;
  externalUrl: string;
  /** Default: none. */
  tracing?: Tracing;
  count(outcome: AlertOutcome, alerts: number): void;
  report(event: AlertmanagerEvent): void;
  onError(error: unknown): void;
}

/**
 * One Alertmanager of one tenant, told at its own pace: whatever it does, the others do not wait for it. Only names of
 * alerts wait here; what is sent is read from the store at the moment of sending, so that a late attempt never tells
 * of a state that is over.
 */
export class AlertmanagerEndpoint {
  readonly #waiting = new Set<string>();
  #posting: Promise<void> | null = null;
  #failures = 0;
  #pausedUntil = 0;
  #last: AlertmanagerEvent['kind'] = 'recovered';
  #wantsPlainNames = false;
  #stopped = false;

  constructor(
    readonly tenantId: string,
    readonly address: string,
    private readonly options: AlertmanagerEndpointOptions,
  ) {}

  /** Takes in which alerts must be sent. */
  owe(ids: Iterable<string>): void {
    for (const id of ids) this.#waiting.add(id);
    const tooMany = [...take(this.#waiting, this.#waiting.size - WAITING_MAX)];
    for (const id of tooMany) this.#waiting.delete(id);
    if (tooMany.length > 0) this.options.count('dropped', tooMany.length);
  }

  /** Sends what is owed, unless a request is under way or the last one failed a short while ago. */
  wake(): void {
    const isPaused = this.options.clock.now() < this.#pausedUntil;
    if (this.#stopped || isPaused || this.#posting !== null || this.#waiting.size === 0) return;
    this.#posting = this.#postBatch().finally(() => {
      this.#posting = null;
      this.wake();
    });
  }

  /** Ends when the request that is under way has. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#posting;
  }

  async #postBatch(): Promise<void> {
    const { onError } = this.options;
    const ids = [...take(this.#waiting, BATCH_MAX)];
    for (const id of ids) this.#waiting.delete(id);
    try {
      const result = await this.#attempt(ids);
      if (result !== null) this.#conclude(ids, result);
    } catch (error) {
      onError(error);
      this.#tryAgain(ids, null);
    }
  }

  /** @returns null when all of these alerts have been forgotten meanwhile */
  async #attempt(ids: readonly string[]): Promise<OutboundResult | null> {
    const { store, clock, externalUrl, tracing = noTracing } = this.options;
    const now = clock.now();
    const loaded = await store.load(ids);
    if (loaded.length === 0) return null;
    const alerts = loaded.map((alert) => postableOf(alert, now, externalUrl));
    return traced(tracing, this.#beginSpan(loaded, now), () => this.#deliver(alerts));
  }

  /** What changed longer ago than alerts rest has been told before, or should have been. */
  #beginSpan(alerts: readonly ActiveAlert[], now: number): Span | null {
    const { tracing = noTracing } = this.options;
    const isRepeated = alerts.every((alert) => now - changedAt(alert) >= RESEND_DELAY_MS);
    return tracing.begin('deliver alerts', {
      ...causesOf(alerts, isRepeated),
      attributes: {
        [TENANT_ATTRIBUTE]: this.tenantId,
        'tocsin.receiver.type': 'alertmanager',
        'tocsin.notification.alerts': alerts.length,
      },
    });
  }

  async #deliver(alerts: readonly PostableAlert[]): Promise<OutboundResult> {
    const result = await this.#post(this.#wantsPlainNames ? alerts.map(withPlainNames) : alerts);
    const isForNames = result.kind === 'answered' && result.status === 400 && !alerts.every(hasPlainNames);
    if (this.#wantsPlainNames || !isForNames) return result;
    this.#wantsPlainNames = true;
    return this.#post(alerts.map(withPlainNames));
  }

  #post(alerts: readonly PostableAlert[]): Promise<OutboundResult> {
    return this.options.http.post({
      url: this.address,
      headers: { 'content-type': 'application/json', 'user-agent': 'tocsin' },
      body: JSON.stringify(alerts),
      timeoutMs: ANSWER_TIMEOUT_MS,
    });
  }

  #conclude(ids: readonly string[], result: OutboundResult): void {
    const { count } = this.options;
    const verdict = verdictOf(result);
    const message = messageOf(result);
    if (verdict.kind === 'again') {
      this.#report('failing', message);
      return this.#tryAgain(ids, verdict.afterMs);
    }
    this.#failures = 0;
    const isTaken = verdict.kind === 'delivered';
    this.#report(isTaken ? 'recovered' : 'refusing', message);
    count(isTaken ? 'sent' : 'refused', ids.length);
  }

  #tryAgain(ids: readonly string[], afterMs: number | null): void {
    const { clock, random, count } = this.options;
    const pause = Math.min(PAUSE_MS_FIRST * 2 ** Math.min(this.#failures, 20), RESEND_DELAY_MS);
    this.#failures += 1;
    this.#pausedUntil = clock.now() + Math.round(Math.max(afterMs ?? 0, pause * (0.8 + 0.4 * random())));
    count('retried', ids.length);
    this.owe(ids);
  }

  #report(kind: AlertmanagerEvent['kind'], message: string): void {
    if (kind === this.#last) return;
    this.#last = kind;
    this.options.report({ kind, tenantId: this.tenantId, address: this.address, message });
  }
}

function* take<Item>(items: Iterable<Item>, most: number): Iterable<Item> {
  let taken = 0;
  for (const item of items) {
    if (taken >= most) return;
    taken += 1;
    yield item;
  }
}
