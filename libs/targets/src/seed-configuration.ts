import { encodeJson, topicName } from '@tocsin/contracts/define-topic';
import { type Command, commands } from '@tocsin/contracts/topics/commands';
import { hash128 } from '@tocsin/domain/engine/hash';
import type { RuleDraft } from '@tocsin/domain/rules/alert-rule';
import type { EventLog } from '@tocsin/ports/event-log';
import type { Surroundings } from './ports.js';

export interface Seed {
  tenant: string;
  rules: Readonly<Record<string, RuleDraft>>;
  /** Where the tenant's notifications go. */
  inboxUrl: string;
}

/**
 * Asks for a tenant's first rules and its receiver. The commands' ids follow from what they ask for: asking again
 * changes nothing, and a rule that a user deleted stays deleted.
 */
export async function seedConfiguration(
  { config, clock }: Surroundings,
  log: EventLog,
  { tenant, rules, inboxUrl }: Seed,
): Promise<void> {
  const envelope = (what: unknown) => ({
    id: hash128(JSON.stringify([tenant, what])),
    tenant_id: tenant,
    actor: 'tocsin',
    at: clock.now(),
    reply_to: '',
  });
  const inbox = { name: 'inbox of this process', type: 'webhook', url: inboxUrl, send_resolved: true } as const;
  const asked: Command[] = [
    { type: 'receiver.put', ...envelope(inbox), receiver_id: `${tenant}-inbox`, draft: inbox },
    ...Object.entries(rules).map(([rule_id, draft]): Command => ({
      type: 'rule.create',
      ...envelope([rule_id, draft]),
      rule_id,
      draft,
    })),
  ];
  await log.append(
    topicName(commands, config.topicPrefix),
    asked.map((command) => ({ key: tenant, value: encodeJson(commands, command) })),
  );
}
