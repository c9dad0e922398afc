import type { Acknowledgement } from '@tocsin/domain/alerting/acknowledgement';
import type { AlertDetail } from './alert.js';

/** How long alerts that began to fire in some time waited until somebody cared for them. */
export interface AcknowledgeTimes {
  fired: number;
  acknowledged: number;
  /** Of those that were acknowledged; null when none was. */
  msP50: number | null;
  msP95: number | null;
}

/**
 * @param alerts - as far as they are kept
 * @param from - when they began to fire, in ms since 1970; before `to`
 */
export function acknowledgeTimes(
  alerts: Iterable<AlertDetail>,
  acknowledgementOf: (alertId: string) => Pick<Acknowledgement, 'at'> | null,
  from: number,
  to: number,
): AcknowledgeTimes {
  let fired = 0;
  const waited: number[] = [];
  for (const { id, fired_at } of alerts) {
    if (fired_at === null || fired_at < from || fired_at >= to) continue;
    fired += 1;
    const acknowledgement = acknowledgementOf(id);
    // Samples may carry times that are ahead of the clock of whoever acknowledged.
    if (acknowledgement !== null) waited.push(Math.max(0, acknowledgement.at - fired_at));
  }
  waited.sort((a, b) => a - b);
  return { fired, acknowledged: waited.length, msP50: quantile(waited, 0.5), msP95: quantile(waited, 0.95) };
}

/** The nearest rank; null of nothing. */
function quantile(sorted: readonly number[], share: number): number | null {
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? null;
}
