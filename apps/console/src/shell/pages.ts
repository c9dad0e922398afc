import type { ConsoleAddress } from '@tocsin/contracts/console-addresses';

/** What pages are about, in the order of the navigation. */
export const pageGroups = ['Watch', 'Rules', 'Notify', 'Heal', 'Record', 'Admin'] as const;

export interface Page {
  readonly to: ConsoleAddress;
  readonly label: string;
  /** Watch when left out. */
  readonly group?: (typeof pageGroups)[number];
  /** Who gets a way there; everybody when left out. Whoever has the address all the same is told why they see nothing. */
  readonly of?: 'admin' | 'operator';
}

/** Where the ways to pages lead, in their order. */
export const pages: readonly Page[] = [
  { to: '/', label: 'Home' },
  { to: '/alerts', label: 'Alerts' },
  { to: '/incidents', label: 'Incidents' },
  { to: '/silences', label: 'Silences' },
  { to: '/predictions', label: 'Predictions' },
  { to: '/anomalies', label: 'Anomalies' },
  { to: '/rules', label: 'Rules', group: 'Rules' },
  { to: '/approvals', label: 'Approvals', group: 'Rules' },
  { to: '/receivers', label: 'Receivers', group: 'Notify' },
  { to: '/receivers/policy', label: 'Routing', group: 'Notify' },
  { to: '/healing', label: 'Healing', group: 'Heal' },
  { to: '/audit', label: 'Audit', group: 'Record', of: 'admin' },
  { to: '/compliance', label: 'Compliance', group: 'Record', of: 'admin' },
  { to: '/subjects', label: 'Data subjects', group: 'Record', of: 'admin' },
  { to: '/people', label: 'People', group: 'Admin', of: 'admin' },
  { to: '/keys', label: 'Keys and tokens', group: 'Admin', of: 'admin' },
  { to: '/quotas', label: 'Quotas', group: 'Admin', of: 'admin' },
  { to: '/tenants', label: 'Tenants', group: 'Admin', of: 'operator' },
  { to: '/settings', label: 'Settings', group: 'Admin' },
];
