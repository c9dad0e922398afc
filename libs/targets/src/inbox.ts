import { startWebhookInbox, type WebhookInbox } from '@tocsin/adapter-host/webhook-inbox';
import type { Config } from '@tocsin/runtime/config';

interface Received {
  status: string;
  alerts: { status: string; labels: Record<string, string> }[];
}

/** A receiver inside this process that says each notification in one line. */
export function startInbox(tenant: string, say: (line: string) => void): Promise<WebhookInbox> {
  return startWebhookInbox(0, (body) => {
    const { alerts } = JSON.parse(body) as Received;
    for (const { status, labels } of alerts) {
      say(
        `notification received (${tenant}): ${status.toUpperCase()} ${labels['alertname'] ?? ''}${labels['instance'] === undefined ? '' : ` on ${labels['instance']}`}`,
      );
    }
  });
}

/**
 * Whether whoever notifies gets to an inbox of this process: that listens on loopback, and processes of a cluster that listen
 * beyond it run on machines of their own.
 */
export const isHeardHere = ({ mode, host }: Pick<Config, 'mode' | 'host'>): boolean =>
  mode === 'standalone' || ['127.0.0.1', '::1', 'localhost'].includes(host);
