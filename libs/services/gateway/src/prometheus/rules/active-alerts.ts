import type { Alert } from '../../read-model/alert.js';
import type { ListedAlert } from './rule-listing.js';

/** An alert that is pending or fires, as Prometheus lists it; null for one that is over. */
export function listedAlert({ labels, annotations, state, started_at, value }: Alert): ListedAlert | null {
  if (state !== 'pending' && state !== 'firing') return null;
  return { labels, annotations, state, activeAt: new Date(started_at).toISOString(), value: exponentText(value) };
}

/** A number as Prometheus writes that of an alert: always with an exponent, of two digits at least. */
function exponentText(value: number | null): string {
  return value === null ? 'NaN' : value.toExponential().replace(/e([+-])(\d)$/, 'e$10$2');
}

/** The alerts that are pending or fire, by the ids of their rules. */
export function activeByRule(alerts: readonly Alert[]): Map<string, ListedAlert[]> {
  const active = new Map<string, ListedAlert[]>();
  for (const alert of alerts) {
    const listed = listedAlert(alert);
    if (listed === null) continue;
    const known = active.get(alert.rule_id);
    if (known === undefined) active.set(alert.rule_id, [listed]);
    else known.push(listed);
  }
  return active;
}

/** The state of a rule with these alerts. */
export function stateOf(alerts: readonly ListedAlert[]): 'inactive' | ListedAlert['state'] {
  if (alerts.some(({ state }) => state === 'firing')) return 'firing';
  return alerts.length > 0 ? 'pending' : 'inactive';
}
