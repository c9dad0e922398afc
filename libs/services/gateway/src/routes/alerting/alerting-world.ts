import type { Command } from '@tocsin/contracts/topics/commands';
import type { Receiver } from '@tocsin/contracts/topics/receivers';
import type { Acknowledgement } from '@tocsin/domain/alerting/acknowledgement';
import type { NotificationPolicy } from '@tocsin/domain/alerting/notification-policy';
import type { Silence } from '@tocsin/domain/alerting/silence';
import type { Finding } from '@tocsin/domain/rules/finding';
import type { Clock, IdSource } from '@tocsin/ports/clock';
import type { CompactedDirectory } from '@tocsin/ports/compacted-directory';
import type { AlertStatuses } from '../../alerting/alert-status.js';
import type { CommandSender } from '../../command-sender.js';
import { invalid } from '../../problem.js';
import type { ReceiverWriter } from '../../receivers/receiver-writer.js';
import type { AlertDirectory } from '../../read-model/alert-directory.js';
import { principalOf, type RouteRequest } from '../../route.js';

/** What the routes of alerting need. */
export interface AlertingWorld {
  alerts: Pick<AlertDirectory, 'get' | 'ofTenant'>;
  statuses: AlertStatuses;
  policies: CompactedDirectory<NotificationPolicy>;
  silences: CompactedDirectory<Silence>;
  acknowledgements: CompactedDirectory<Acknowledgement>;
  receivers: Pick<CompactedDirectory<Receiver>, 'get' | 'ofTenant' | 'learn'>;
  sender: Pick<CommandSender, 'send'>;
  /** Checks receivers and seals their secrets. */
  writer: Pick<ReceiverWriter, 'create' | 'refusalOfType'>;
  clock: Clock;
  ids: IdSource;
  processName: string;
}

type Envelope = Pick<Command, 'id' | 'tenant_id' | 'actor' | 'at' | 'reply_to'>;

/** What every command carries; for the several commands that one request may lead to. */
export function freshEnvelopeOf(
  request: RouteRequest,
  { clock, ids, processName }: Pick<AlertingWorld, 'clock' | 'ids' | 'processName'>,
): Envelope {
  const { tenant, subject } = principalOf(request);
  return { id: ids.next(), tenant_id: tenant, actor: subject, at: clock.now(), reply_to: processName };
}

/** @throws ProblemError 422 when something is wrong */
export function refuseFindings(findings: readonly Finding[]): void {
  if (findings.length > 0) throw invalid(findings.map(({ severity: _severity, ...detail }) => detail));
}
