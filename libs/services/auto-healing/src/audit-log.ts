import { encodeJson, topicName } from '@tocsin/contracts/define-topic';
import { audit, type AuditEvent } from '@tocsin/contracts/topics/audit';
import type { HealingPlan } from '@tocsin/domain/healing/plan';
import type { RunEvent } from '@tocsin/domain/healing/run-event';
import type { EventLog } from '@tocsin/ports/event-log';
import type { HealingAudit, HealingAuditEntry } from './healing-world.js';

/** The actor of what nobody asked for. */
const SELF = 'auto-healing';

/** Tells the audit of each event of a run, under an id that is the same each time, and of what was held back. */
export class AuditLog implements HealingAudit {
  constructor(
    private readonly log: Pick<EventLog, 'append'>,
    private readonly topicPrefix: string,
  ) {}

  async record(entries: readonly HealingAuditEntry[]): Promise<void> {
    await this.log.append(
      topicName(audit, this.topicPrefix),
      entries.map(auditEventOf).map((event) => ({ key: event.tenant_id, value: encodeJson(audit, event) })),
    );
  }
}

function auditEventOf(entry: HealingAuditEntry): AuditEvent {
  const { id } = entry;
  if (entry.kind === 'held_back') {
    const { tenantId: tenant_id, at, playbookId, targets, guard, reason } = entry;
    const about = { id, type: 'healing_held', tenant_id, actor: SELF, at, subject: `playbook/${playbookId}` } as const;
    return { ...about, details: { guard, reason, targets: [...targets] } };
  }
  const { run, event } = entry;
  const { tenant_id, playbook_id, playbook_version } = run.plan;
  return {
    id,
    type: 'healing_run',
    tenant_id,
    actor: 'by' in event ? event.by.subject : SELF,
    at: event.at,
    subject: `healing-run/${run.id}`,
    details: { playbook_id, playbook_version, ...detailsOf(run.plan, event) },
  };
}

/** What happened, without what stands in the plan already; of a plan, its hash and what it would do. */
function detailsOf({ steps, authors }: HealingPlan, event: RunEvent): AuditEvent['details'] {
  if (event.type === 'planned' || event.type === 'replanned') {
    const effects = steps.flatMap(({ actions }) => actions.map(({ effect }) => effect));
    return { event: event.type, hash: event.hash, effects, authors: authors.map(({ subject }) => subject) };
  }
  if (event.type === 'approved') {
    const { type, at: _at, by, until = null, ...rest } = event;
    return { event: type, by: by.subject, ...rest, until };
  }
  if ('by' in event) {
    const { type, at: _at, by, ...rest } = event;
    return { event: type, by: by.subject, ...rest };
  }
  const { type, at: _at, ...rest } = event;
  return { event: type, ...rest };
}
