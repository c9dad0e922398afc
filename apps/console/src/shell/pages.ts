/** Where the ways to pages lead, in their order. */
export const pages = [
  { to: '/', label: 'Home' },
  { to: '/alerts', label: 'Alerts' },
  { to: '/incidents', label: 'Incidents' },
  { to: '/silences', label: 'Silences' },
  { to: '/rules', label: 'Rules' },
  { to: '/predictions', label: 'Predictions' },
  { to: '/anomalies', label: 'Anomalies' },
  { to: '/approvals', label: 'Approvals' },
  { to: '/healing', label: 'Healing' },
  { to: '/receivers', label: 'Receivers' },
  { to: '/audit', label: 'Audit' },
  { to: '/compliance', label: 'Compliance' },
] as const;
