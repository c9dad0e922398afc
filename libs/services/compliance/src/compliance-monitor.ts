import { encodeJson, topicName } from '@tocsin/contracts/define-topic';
import { postedAlerts } from '@tocsin/contracts/topics/posted-alerts';
import { ruleKey } from '@tocsin/contracts/topics/rules';
import { labelFingerprint } from '@tocsin/domain/alerting/label-fingerprint';
import type { PostedAlert } from '@tocsin/domain/alerting/external-alert';
import type { Control, Violation } from '@tocsin/domain/compliance/control';
import { ControlWatch } from '@tocsin/domain/compliance/control-watch';
import type { RecordedEvent } from '@tocsin/domain/compliance/recorded-event';
import { labelOfSeverity } from '@tocsin/domain/rules/severity-label';
import type { AuditLedgerReader } from '@tocsin/ports/audit-ledger';
import type { Clock } from '@tocsin/ports/clock';
import type { EventLog } from '@tocsin/ports/event-log';
import { Counter, type Registry } from 'prom-client';
import { entriesBack } from './entries-back.js';

/** How long an alert of a violation stands: whoever is away for a night finds it in the morning. */
const ALERT_MS = 86_400_000;
/** Most tenants whose past is held in memory at once; that of others is read again when something happens there. */
const TENANTS_MAX = 1_000;
/** Most violations by silence that are remembered, so that they are told once by a process. */
const SILENT_MAX = 10_000;

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
  /** What nothing had followed in time and was told of for that. */
  readonly #silent = new Set<string>();
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
    const watch = await this.#watchOf(tenantId, events);
    await this.#tell(
      tenantId,
      events.flatMap((event) => watch.take(event)),
    );
  }

  /**
   * Judges what something should have followed by now, in tenants where nothing else may happen. What another process judges is
   * looked at afresh each time, since this one does not hear of it.
   */
  async judgeSilence(tenantIds: readonly string[]): Promise<void> {
    const { clock } = this.#options;
    for (const tenantId of tenantIds) {
      const watch = this.#watches.get(tenantId) ?? (await this.#watchSince(tenantId, clock.now(), new Set()));
      const overdue = watch.pass(clock.now()).filter((violation) => !this.#silent.has(idOf(violation)));
      await this.#tell(tenantId, overdue);
      for (const violation of overdue) this.#silent.add(idOf(violation));
      for (const oldest of this.#silent) {
        if (this.#silent.size <= SILENT_MAX) break;
        this.#silent.delete(oldest);
      }
    }
  }

  async #tell(tenantId: string, violations: readonly Violation[]): Promise<void> {
    const { log, topicPrefix, clock } = this.#options;
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
    const first = Math.min(this.#options.clock.now(), ...events.map(({ at }) => at));
    const watch = await this.#watchSince(tenantId, first, new Set(events.map(({ id }) => id)));
    for (const oldest of this.#watches.keys()) {
      if (this.#watches.size < TENANTS_MAX) break;
      this.#watches.delete(oldest);
    }
    this.#watches.set(tenantId, watch);
    return watch;
  }

  /** Knows what controls look back at from a time, but for what is yet to be judged. */
  async #watchSince(tenantId: string, first: number, unjudged: ReadonlySet<string>): Promise<ControlWatch> {
    const { ledger, controls } = this.#options;
    const watch = new ControlWatch(controls);
    for (const { event } of await entriesBack(ledger, tenantId, first - watch.reachMs))
      if (!unjudged.has(event.id)) watch.take(event);
    return watch;
  }
}

const idOf = ({ control, event }: Violation): string => `${control.id} ${event.id}`;

/** Whoever did it is not named: the alert goes to whom the policy says, and the ledger to admins alone. */
function alertOf({ control, event }: Violation, now: number): PostedAlert {
  return {
    tenant_id: event.tenant_id,
    labels: {
      alertname: 'ControlViolated',
      control: control.id,
      severity: labelOfSeverity(control.severity),
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
