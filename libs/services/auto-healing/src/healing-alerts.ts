import { encodeJson, topicName } from '@tocsin/contracts/define-topic';
import { postedAlerts } from '@tocsin/contracts/topics/posted-alerts';
import { ruleKey } from '@tocsin/contracts/topics/rules';
import type { PostedAlert } from '@tocsin/domain/alerting/external-alert';
import { labelFingerprint } from '@tocsin/domain/alerting/label-fingerprint';
import { linkToRun } from '@tocsin/domain/alerting/page-links';
import type { RunNews } from '@tocsin/domain/healing/next-move';
import type { Run } from '@tocsin/domain/healing/run';
import type { RunEvent } from '@tocsin/domain/healing/run-event';
import { labelOfSeverity } from '@tocsin/domain/rules/severity-label';
import type { Clock } from '@tocsin/ports/clock';
import type { EventLog } from '@tocsin/ports/event-log';
import type { HealingAuditEntry, HealingNotifier } from './healing-world.js';

/** How long it is told that a person is needed, or that nothing helped: longer than a night. */
const ALERT_MS = 86_400_000;

export interface HealingAlertsOptions {
  log: Pick<EventLog, 'append'>;
  topicPrefix: string;
  clock: Pick<Clock, 'now'>;
  /** Where people reach the platform; empty when nobody has said. */
  externalUrl: string;
}

/** Tells people by alerts, so that the notification policy decides whom: the same news is the same alert. */
export class HealingAlerts implements HealingNotifier {
  constructor(private readonly options: HealingAlertsOptions) {}

  tell(run: Run, news: RunNews): Promise<void> {
    const { clock, externalUrl } = this.options;
    return this.#post([alertOf(run, news, clock.now(), externalUrl)]);
  }

  /** Ends what people were asked by and have answered, or need not answer any more. */
  async answered(entries: readonly HealingAuditEntry[]): Promise<void> {
    const { clock, externalUrl } = this.options;
    const now = clock.now();
    const over = entries.flatMap((entry) => {
      const question = entry.kind === 'run_event' ? answeredBy(entry.event) : null;
      if (entry.kind !== 'run_event' || question === null) return [];
      const isStillAsked = question.kind === 'approval_wanted' && entry.run.state === 'awaiting_approval';
      return isStillAsked ? [] : [{ ...alertOf(entry.run, question, now, externalUrl), ends_at: now }];
    });
    if (over.length > 0) await this.#post(over);
  }

  async #post(alerts: readonly PostedAlert[]): Promise<void> {
    const { log, topicPrefix } = this.options;
    await log.append(
      topicName(postedAlerts, topicPrefix),
      alerts.map((alert) => ({
        key: ruleKey(alert.tenant_id, labelFingerprint(alert.labels)),
        value: encodeJson(postedAlerts, alert),
      })),
    );
  }
}

/** Which question an event answers; what it says beside its kind is in no label. */
function answeredBy(event: RunEvent): RunNews | null {
  switch (event.type) {
    case 'approved':
    case 'rejected':
    case 'cancelled':
    case 'expired':
    case 'held':
      return { kind: 'approval_wanted', until: event.at, people: 0 };
    case 'effect_settled':
      return { kind: 'person_asked', effect: event, reason: event.reason };
    default:
      return null;
  }
}

function alertOf(run: Run, news: RunNews, now: number, externalUrl: string): PostedAlert {
  const { tenant_id, playbook_id, playbook_name, trigger, steps } = run.plan;
  const { alertname, severity, summary, description, until } = wordsOf(run, news);
  const effects = steps.flatMap(({ actions }) => actions.map(({ effect }) => effect));
  return {
    tenant_id,
    labels: { alertname, severity, playbook: playbook_id, healing_run: run.id },
    annotations: {
      summary: `${playbook_name}: ${summary}`,
      description: `${description} The alert: ${trigger.rule_name}. The plan: ${effects.join('; ')}.`,
    },
    generator_url: linkToRun(externalUrl, run.id),
    starts_at: run.createdAt,
    ends_at: until ?? now + ALERT_MS,
    received_at: now,
  };
}

interface Words {
  readonly alertname: string;
  readonly severity: string;
  readonly summary: string;
  readonly description: string;
  /** When it is over; a day from now when left out. */
  readonly until?: number;
}

function wordsOf(run: Run, news: RunNews): Words {
  // Who would not be woken by the alert is not woken by what is done about it, either.
  const severity = labelOfSeverity(run.plan.trigger.severity);
  switch (news.kind) {
    case 'approval_wanted':
      return {
        alertname: 'HealingApprovalWanted',
        severity,
        summary: news.people === 1 ? 'somebody has to approve' : `${news.people} people have to approve`,
        description: `Until ${new Date(news.until).toISOString()} the run ${run.id} waits; nobody approves what is their own.`,
        until: news.until,
      };
    case 'person_asked':
      return {
        alertname: 'HealingPersonAsked',
        // The world is in a state that nobody knows, whatever the alert was.
        severity: 'critical',
        summary: 'only a person can say whether an action was done',
        description: `Look, and settle it: step ${news.effect.step}, action ${news.effect.action}. ${news.reason}.`,
      };
    case 'ended':
      return {
        alertname: 'HealingDidNotHelp',
        severity,
        summary: `the run ended as ${run.state}`,
        description: `${run.reason}.`,
      };
  }
}
