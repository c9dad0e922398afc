import { startWebhookInbox, type WebhookInbox } from '@tocsin/adapter-host/webhook-inbox';

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
