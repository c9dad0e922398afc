import { encodeJson, topicName } from '@tocsin/contracts/define-topic';
import { postedAlerts } from '@tocsin/contracts/topics/posted-alerts';
import { ruleKey } from '@tocsin/contracts/topics/rules';
import { labelFingerprint } from '@tocsin/domain/alerting/label-fingerprint';
import type { PostedAlert } from '@tocsin/domain/alerting/external-alert';
import type { Control, Violation } from '@tocsin/domain/compliance/control';
import { ControlWatch } from '@tocsin/domain/compliance/control-watch';
import type { RecordedEvent } from '@tocsin/domain/compliance/recorded-event';
import type { AuditLedgerReader } from '@tocsin/ports/audit-ledger';
import type { Clock } from '@tocsin/ports/clock';
import type { EventLog } from '@tocsin/ports/event-log';
import { Counter, type Registry } from 'prom-client';
import { entriesBack } from './entries-back.js';

/** How long an alert of a violation stands: whoever is away for a night finds it in the morning. */
const ALERT_MS = 86_400_000;
/** Most tenants whose past is held in memory at once; that of others is read again when something happens there. */
const TENANTS_MAX = 1_000;

export interface ComplianceMonitorOptions {
  ledger: Pick<AuditLedgerReader, 'size' | 'lines'>;
  log: Pick<EventLog, 'append'>;
  topicPrefix: string;
  clock: Pick<Clock, 'now'>;
  controls: readonly Control[];
  registry: Registry;
}

/** Judges what has come into the ledger by the controls, at once, and makes each violation an alert of the tenant. */
export class ComplianceMonitor {
  readonly #options: ComplianceMonitorOptions;
  readonly #watches = new Map<string, ControlWatch>();
  readonly #violations: Counter<'tenant_id' | 'control'>;

  constructor(options: ComplianceMonitorOptions) {
    this.#options = options;
    this.#violations = new Counter({
      name: 'tocsin_control_violations_total',
      help: 'Events that a control does not allow.',
      labelNames: ['tenant_id', 'control'],
      registers: [options.registry],
    });
  }

  /** Forgets what it knows: another process has read on in between. */
  forget(): void {
    this.#watches.clear();
  }

  /**
   * Judges events that stand in the ledger of their tenant. Asked again about the same ones, it tells of the same violations,
   * which are the same alerts.
   */
  async judge(tenantId: string, events: readonly RecordedEvent[]): Promise<void> {
    const { log, topicPrefix, clock } = this.#options;
    const watch = await this.#watchOf(tenantId, events);
    const violations = events.flatMap((event) => watch.take(event));
    if (violations.length === 0) return;
    const alerts = violations.map((violation) => alertOf(violation, clock.now()));
    await log
      .append(
        topicName(postedAlerts, topicPrefix),
        alerts.map((alert) => ({
          key: ruleKey(tenantId, labelFingerprint(alert.labels)),
          value: encodeJson(postedAlerts, alert),
        })),
      )
      .catch((error: unknown) => {
        // The events are judged again, and must not be taken for those that were.
        this.#watches.delete(tenantId);
        throw error;
      });
    for (const { control } of violations) this.#violations.inc({ tenant_id: tenantId, control: control.id });
  }

  async #watchOf(tenantId: string, events: readonly RecordedEvent[]): Promise<ControlWatch> {
    const known = this.#watches.get(tenantId);
    if (known !== undefined) return known;
    const { ledger, clock, controls } = this.#options;
    const watch = new ControlWatch(controls);
    const ids = new Set(events.map(({ id }) => id));
    const since = Math.min(clock.now(), ...events.map(({ at }) => at)) - watch.reachMs;
    for (const { event } of await entriesBack(ledger, tenantId, since)) if (!ids.has(event.id)) watch.take(event);
    for (const oldest of this.#watches.keys()) {
      if (this.#watches.size < TENANTS_MAX) break;
      this.#watches.delete(oldest);
    }
    this.#watches.set(tenantId, watch);
    return watch;
  }
}

/** Whoever did it is not named: the alert goes to whom the policy says, and the ledger to admins alone. */
function alertOf({ control, event }: Violation, now: number): PostedAlert {
  return {
    tenant_id: event.tenant_id,
    labels: {
      alertname: 'ControlViolated',
      control: control.id,
      severity: control.severity.toLowerCase(),
      subject: event.subject,
    },
    annotations: {
      summary: control.title,
      description: `${control.description} Event ${event.id} of the audit; ${control.references.join(', ')}.`,
    },
    generator_url: '',
    starts_at: event.at,
    ends_at: now + ALERT_MS,
    received_at: now,
  };
}
