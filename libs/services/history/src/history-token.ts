import { createHmac } from 'node:crypto';

/** What gateways show to history processes: derived from the secret that all processes of a platform share. */
export function historyTokenOf(platformSecret: string): string {
  return createHmac('sha256', platformSecret).update('history').digest('base64url');
}
