import { createHmac } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { startWebhookInbox } from '@tocsin/adapter-host/webhook-inbox';
import { systemClock } from '@tocsin/runtime/system-clock';
import { z } from 'zod';

const PayloadSchema = z.object({
  version: z.literal('4'),
  status: z.enum(['firing', 'resolved']),
  alerts: z
    .array(
      z.object({
        status: z.string(),
        labels: z.record(z.string(), z.string()),
        startsAt: z.string(),
        endsAt: z.string(),
        fingerprint: z.string(),
      }),
    )
    .length(1),
});

export interface Received {
  notice: string;
  id: string;
  body: string;
  headers: IncomingHttpHeaders;
  at: number;
}

/** A receiver of the test's own: what came, in the order in which it came. */
export class Inbox {
  private constructor(
    readonly url: string,
    readonly received: readonly Received[],
    readonly stop: () => Promise<void>,
  ) {}

  static async start(): Promise<Inbox> {
    const received: Received[] = [];
    const { url, stop } = await startWebhookInbox(0, (body, headers) => {
      const [alert] = PayloadSchema.parse(JSON.parse(body)).alerts;
      if (alert === undefined) return;
      const { status, labels, fingerprint, startsAt, endsAt } = alert;
      const notice = JSON.stringify([
        status,
        labels['alertname'],
        labels['instance'] ?? '',
        fingerprint,
        startsAt,
        status === 'resolved' ? endsAt : '',
      ]);
      received.push({ notice, id: String(headers['webhook-id']), body, headers, at: systemClock.now() });
    });
    return new Inbox(url, received, stop);
  }

  async until(isThere: (received: readonly Received[]) => boolean): Promise<void> {
    while (!isThere(this.received)) await systemClock.wait(20);
  }
}

/** Whether a notification was signed with the secret, as Standard Webhooks has it. */
export function isSigned({ headers, body }: Received, secret: string): boolean {
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
  const signed = `${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.${body}`;
  return headers['webhook-signature'] === `v1,${createHmac('sha256', key).update(signed).digest('base64')}`;
}
