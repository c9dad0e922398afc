import { encodeJson, topicName } from '@tocsin/contracts/define-topic';
import { type Command, commands } from '@tocsin/contracts/topics/commands';
import type { SealedReceiverDraft } from '@tocsin/contracts/topics/receivers';
import { hash128 } from '@tocsin/domain/engine/hash';
import type { RuleDraft } from '@tocsin/domain/rules/alert-rule';
import type { EventLog } from '@tocsin/ports/event-log';
import type { Surroundings } from './ports.js';

export interface Seed {
  tenant: string;
  rules: Readonly<Record<string, RuleDraft>>;
  /** Selectors of series that are marked for predictions, as long as nobody has marked any. */
  marks: readonly string[];
  /** Where the tenant's notifications go; null: nowhere, until somebody says so. */
  receiver: { id: string; draft: SealedReceiverDraft } | null;
}

/** A receiver inside this process, at an address that is another one each time. */
export const inboxReceiver = (tenant: string, url: string): NonNullable<Seed['receiver']> => ({
  id: `${tenant}-inbox`,
  draft: { name: 'inbox of this process', type: 'webhook', url, send_resolved: true },
});

/**
 * Asks for a tenant's first rules, its receiver and its marks. The commands' ids follow from what they ask for: asking again
 * changes nothing, and a rule that a user deleted stays deleted.
 */
export async function seedConfiguration(
  { config, clock }: Surroundings,
  log: EventLog,
  { tenant, rules, marks, receiver }: Seed,
): Promise<void> {
  const envelope = (what: unknown) => ({
    id: hash128(JSON.stringify([tenant, what])),
    tenant_id: tenant,
    actor: 'tocsin',
    at: clock.now(),
    reply_to: '',
  });
  const asked: Command[] = [
    ...(receiver === null
      ? []
      : [
          {
            type: 'receiver.put' as const,
            ...envelope(receiver.draft),
            receiver_id: receiver.id,
            draft: receiver.draft,
          },
        ]),
    ...Object.entries(rules).map(([rule_id, rule]): Command => ({
      type: 'rule.create',
      ...envelope([rule_id, rule]),
      rule_id,
      draft: rule,
    })),
    ...(marks.length === 0
      ? []
      : [
          {
            type: 'prediction-marks.put' as const,
            ...envelope({ marks }),
            draft: { selectors: [...marks] },
            if_version: 0,
          },
        ]),
  ];
  await log.append(
    topicName(commands, config.topicPrefix),
    asked.map((command) => ({ key: tenant, value: encodeJson(commands, command) })),
  );
}
