import type { Schema } from '@tocsin/client/call';

type Severity = Schema<'AlertSeverity'>;

/** From the worst. */
export const severities: readonly Severity[] = ['CRITICAL', 'HIGH', 'MEDIUM', 'LOW', 'INFO'];

/** How many there are of each severity that there are any of, from the worst. */
export function countsBySeverity(
  alerts: readonly { readonly severity: Severity }[],
): { readonly severity: Severity; readonly count: number }[] {
  return severities
    .map((severity) => ({ severity, count: alerts.filter((alert) => alert.severity === severity).length }))
    .filter(({ count }) => count > 0);
}

/** The worst of them, and of those the latest. */
export function worstOf<Alert extends { readonly severity: Severity; readonly updated_at: number }>(
  alerts: readonly Alert[],
  most: number,
): Alert[] {
  const rank = ({ severity }: Alert): number => severities.indexOf(severity);
  return alerts.toSorted((a, b) => rank(a) - rank(b) || b.updated_at - a.updated_at).slice(0, most);
}
