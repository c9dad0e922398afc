import type { ActiveAlertStore } from '@tocsin/ports/active-alert-store';
import type { Clock } from '@tocsin/ports/clock';
import { Rounds } from '@tocsin/runtime/rounds';
import type { OutboundHttp } from '@tocsin/ports/outbound-http';
import type { Tracing } from '@tocsin/ports/tracing';
import { Counter, type Registry } from 'prom-client';
import {
  AlertmanagerEndpoint,
  type AlertmanagerEvent,
  type AlertOutcome,
  alertOutcomes,
} from './alertmanager-endpoint.js';
import { alertsAddressOf, RESEND_DELAY_MS, RESOLVED_RETENTION_MS } from './postable-alert.js';
import type { ReceiverDirectory } from './receiver-directory.js';

/** Most alerts claimed by one statement. */
const CLAIM_MAX = 1_000;
/** How often due alerts are looked for without being told of new ones. */
const LOOK_PERIOD_MS = 500;
const FORGET_PERIOD_MS = 60_000;

export interface AlertmanagerSenderOptions {
  store: ActiveAlertStore;
  receivers: Pick<ReceiverDirectory, 'all'>;
  http: OutboundHttp;
  clock: Clock;
  /** In [0, 1); spreads the retries of many processes. */
  random: () => number;
  /** Where the gateway is reached, for links to rules; empty when that is not known. */
  externalUrl: string;
  registry: Registry;
  /** Default: none. */
  tracing?: Tracing;
  report(event: AlertmanagerEvent): void;
  onError(error: unknown): void;
}

/**
 * Tells Alertmanagers what fires, as Prometheus does: at once, and again and again while it fires and for some time
 * after. Which alert's turn it is stands in the store, so that several processes share the work. How far each
 * Alertmanager has come does not: a process that meets one for the first time, because it was added or because the
 * process has just started, tells everything.
 */
export class AlertmanagerSender {
  readonly #options: AlertmanagerSenderOptions;
  readonly #counter: Counter<'outcome'>;
  readonly #endpoints = new Map<string, AlertmanagerEndpoint>();
  readonly #stopTimers: (() => void)[];
  readonly #rounds: Rounds;

  constructor(options: AlertmanagerSenderOptions) {
    this.#options = options;
    this.#rounds = new Rounds(() => this.#lookForDue(), options.onError);
    this.#counter = new Counter({
      name: 'tocsin_alertmanager_alerts_total',
      help: 'Alerts in requests to Alertmanagers, by what became of them; each sending of an alert counts.',
      labelNames: ['outcome'],
      registers: [options.registry],
    });
    // Whoever watches for growth sees the first refusal only if there was a 0 before it.
    for (const outcome of alertOutcomes) this.#counter.inc({ outcome }, 0);
    const { clock, store, onError } = options;
    this.#stopTimers = [
      clock.every(LOOK_PERIOD_MS, () => this.wake()),
      clock.every(FORGET_PERIOD_MS, () =>
        store.forgetResolvedBefore(clock.now() - RESOLVED_RETENTION_MS).catch(onError),
      ),
    ];
  }

  /** Looks for due alerts now; returns when they have been handed on to their Alertmanagers' requests. */
  wake(): Promise<void> {
    return this.#rounds.wake();
  }

  async stop(): Promise<void> {
    for (const stopTimer of this.#stopTimers) stopTimer();
    await this.#rounds.stop();
    await Promise.all([...this.#endpoints.values()].map((endpoint) => endpoint.stop()));
  }

  async #lookForDue(): Promise<void> {
    try {
      await this.#meetEndpoints();
      await this.#claim();
    } finally {
      for (const endpoint of this.#endpoints.values()) endpoint.wake();
    }
  }

  /** Follows the receivers. An Alertmanager that two receivers of a tenant name is told once. */
  async #meetEndpoints(): Promise<void> {
    const { receivers, store } = this.#options;
    const wanted = new Map<string, { tenantId: string; address: string }>();
    for (const receiver of receivers.all()) {
      if (receiver.type !== 'alertmanager') continue;
      for (const address of receiver.urls.map(alertsAddressOf))
        wanted.set(`${receiver.tenant_id} ${address}`, { tenantId: receiver.tenant_id, address });
    }
    for (const [key, endpoint] of this.#endpoints) {
      if (wanted.has(key)) continue;
      this.#endpoints.delete(key);
      void endpoint.stop();
    }
    const added = [...wanted].filter(([key]) => !this.#endpoints.has(key));
    if (added.length === 0) return;
    await store.makeDue([...new Set(added.map(([, { tenantId }]) => tenantId))]);
    for (const [key, { tenantId, address }] of added) {
      const count = (outcome: AlertOutcome, alerts: number): void => this.#counter.inc({ outcome }, alerts);
      this.#endpoints.set(key, new AlertmanagerEndpoint(tenantId, address, { ...this.#options, count }));
    }
  }

  async #claim(): Promise<void> {
    const { store, clock } = this.#options;
    const byTenant = Map.groupBy(this.#endpoints.values(), ({ tenantId }) => tenantId);
    if (byTenant.size === 0) return;
    let found: number;
    do {
      const now = clock.now();
      const due = await store.claimDue([...byTenant.keys()], now, now + RESEND_DELAY_MS, CLAIM_MAX);
      for (const [tenantId, alerts] of Map.groupBy(due, (alert) => alert.tenantId))
        for (const endpoint of byTenant.get(tenantId) ?? []) endpoint.owe(alerts.map(({ id }) => id));
      found = due.length;
    } while (found === CLAIM_MAX && !this.#rounds.isStopped);
  }
}
