import type { Schema } from '@tocsin/client/call';

/** What came of a test that a receiver was sent. */
export function attemptText({ address, outcome, status, latency_ms, reason }: Schema<'TestAttempt'>): string {
  const where = address === undefined ? '' : `${address}: `;
  const how = outcome === 'delivered' ? `delivered in ${latency_ms} ms` : `not delivered: ${reason}`;
  return `${where}${how}${status === null ? '' : ` (${status})`}`;
}
