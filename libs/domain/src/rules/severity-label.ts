import type { AlertSeverity } from './alert-rule.js';

/** What people write into the label `severity`, and what it means here. */
const severities: ReadonlyMap<string, AlertSeverity> = new Map([
  ['critical', 'CRITICAL'],
  ['page', 'CRITICAL'],
  ['emergency', 'CRITICAL'],
  ['high', 'HIGH'],
  ['error', 'HIGH'],
  ['major', 'HIGH'],
  ['warning', 'MEDIUM'],
  ['medium', 'MEDIUM'],
  ['minor', 'LOW'],
  ['low', 'LOW'],
  ['info', 'INFO'],
  ['none', 'INFO'],
]);

const labels: Readonly<Record<AlertSeverity, string>> = {
  CRITICAL: 'critical',
  HIGH: 'high',
  MEDIUM: 'warning',
  LOW: 'low',
  INFO: 'info',
};

/** What the label `severity` says where nobody has written another one, the gravest first. */
export const severityLabels: readonly string[] = Object.values(labels);

/** The severity that a label tells; MEDIUM where it tells none. */
export const severityOfLabel = (label: string | undefined): AlertSeverity =>
  severities.get((label ?? '').toLowerCase()) ?? 'MEDIUM';

/** What the label `severity` says of a severity where nobody has written one. */
export const labelOfSeverity = (severity: AlertSeverity): string => labels[severity];
