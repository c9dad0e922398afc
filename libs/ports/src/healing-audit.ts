import type { AuditEvent } from '@tocsin/contracts/topics/audit';
import type { KillSwitch } from '@tocsin/domain/healing/guards';
import type { Playbook } from '@tocsin/domain/healing/playbook';
import type { RunRequest } from '@tocsin/domain/healing/run-request';

/** Who does something, in which tenant, and when. */
export interface Doer {
  readonly tenantId: string;
  readonly actor: string;
  readonly at: number;
}

const changed = (
  { tenantId: tenant_id, actor, at }: Doer,
  id: string,
  subject: string,
  details: AuditEvent['details'],
): AuditEvent => ({ id, type: 'configuration_changed', tenant_id, actor, at, subject, details });

/** What a store tells the audit of a version of a playbook, in the step that keeps it: the last author has written it. */
export function auditOfPlaybook({
  tenant_id: tenantId,
  id,
  version,
  name,
  updated_at: at,
  authors,
  approval,
}: Playbook): AuditEvent {
  const actor = authors.at(-1)?.subject ?? '';
  const details = { version, name, approval: approval.policy };
  return changed({ tenantId, actor, at }, `playbook/${id}/${version}`, `playbook/${id}`, details);
}

/** What it tells of a deletion. */
export const auditOfDeletedPlaybook = (id: string, by: Doer): AuditEvent =>
  changed(by, `playbook/${id}/deleted/${by.at}`, `playbook/${id}`, { deleted: true });

/** What it tells of healing that is switched off. @param tenantId - of whoever does it */
export function auditOfSwitchOff({ tenantId, by: actor, at, reason }: KillSwitch, inTenant: string): AuditEvent {
  const details = { off: true, everybody: tenantId === null, reason };
  return changed({ tenantId: inTenant, actor, at }, `healing-switch/off/${actor}/${at}`, 'healing-switch', details);
}

/** What it tells of healing that goes on: of a tenant, or of everybody when null. */
export const auditOfSwitchOn = (tenantId: string | null, by: Doer): AuditEvent =>
  changed(by, `healing-switch/on/${by.actor}/${by.at}`, 'healing-switch', { off: false, everybody: tenantId === null });

/** What a keeper of requests tells of a run that a person asks for. */
export function auditOfRunRequest(request: RunRequest): AuditEvent {
  const { id, tenant_id: tenantId, playbook_id, trigger, requested_by, reason, at } = request;
  const details = { requested: true, playbook_id, alert_id: trigger.alert_id, reason };
  return changed(
    { tenantId, actor: requested_by.subject, at },
    `healing-run/${id}/requested`,
    `healing-run/${id}`,
    details,
  );
}
