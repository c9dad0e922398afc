import type { Schema } from '@tocsin/client/call';

export type Quotas = Schema<'Quotas'>;
export type QuotaName = keyof Quotas;

/** What each quota counts, in the order in which they are shown. */
export const quotaWords: Readonly<Record<QuotaName, string>> = {
  rules: 'Rules',
  rule_groups: 'Rule groups',
  grouped_rules: 'Rules in groups',
  receivers: 'Receivers',
  series: 'Series of the last 24 hours',
  notifications_per_hour: 'Notifications this hour',
  history_hours: 'Hours of history',
  users: 'Users',
  service_accounts: 'Service accounts',
  tokens: 'Tokens',
};
export const quotaNames = Object.keys(quotaWords) as QuotaName[];
