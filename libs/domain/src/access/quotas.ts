import { z } from 'zod';

const count = (most: number, told: string) => z.int().min(0).max(most).default(most).meta({ description: told });

/** How much a tenant may have. The defaults are the most that the platform bears, so a quota only takes away. */
export const QuotasSchema = z
  .strictObject({
    // Each rule costs memory on every partition that holds one of its series.
    rules: count(10_000, 'Rules of conditions.'),
    // Each group is evaluated at times of its own; the largest published sets have some hundred.
    rule_groups: count(1_000, 'Groups of rules.'),
    // Each of them is a query, once an interval.
    grouped_rules: count(10_000, 'Rules in all groups.'),
    // Each transition is delivered to every one of them.
    receivers: count(50, 'Receivers.'),
    // What eight partitions, the usual number, bear of one tenant; each bears 200,000.
    series: count(
      1_600_000,
      'Series that came within the last 24 hours. Samples of further ones are left out; what comes within a second may go beyond it.',
    ),
    // Some 280 a second.
    notifications_per_hour: count(
      1_000_000,
      'Notifications sent within an hour of the clock. What is beyond it waits for the next hour, and receivers are told so.',
    ),
    history_hours: count(
      8_784,
      'For how many hours samples are kept, by whole blocks of two hours; never longer than the platform keeps them.',
    ),
    users: count(1_000, 'Local users.'),
    service_accounts: count(200, 'Service accounts.'),
    // Each is kept in memory by every gateway until it expires once it was revoked.
    tokens: count(1_000, 'Tokens that have not expired.'),
  })
  .meta({ id: 'Quotas' });
export type Quotas = z.infer<typeof QuotasSchema>;
export type QuotaName = keyof Quotas;

export const defaultQuotas: Quotas = QuotasSchema.parse({});

const words: Readonly<Record<QuotaName, string>> = {
  rules: 'rules',
  rule_groups: 'rule groups',
  grouped_rules: 'rules in groups',
  receivers: 'receivers',
  series: 'series',
  notifications_per_hour: 'notifications this hour',
  history_hours: 'hours of history',
  users: 'users',
  service_accounts: 'service accounts',
  tokens: 'tokens',
};

/**
 * Why a tenant may not have so many more of something, naming the limit and the use; null when it may. Who adds nothing
 * is never refused, however much there is.
 */
export function quotaRefusal(name: QuotaName, quotas: Quotas, use: number, more = 1): string | null {
  if (more <= 0 || use + more <= quotas[name]) return null;
  return `the tenant has ${use} ${words[name]} and would have ${use + more}; ${quotas[name]} is the most it may have`;
}
