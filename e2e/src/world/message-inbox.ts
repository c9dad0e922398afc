import { startWebhookInbox } from '@tocsin/adapter-host/webhook-inbox';
import { systemClock } from '@tocsin/runtime/system-clock';
import { z } from 'zod';

const MessageSchema = z.object({
  receiver: z.string(),
  groupKey: z.string(),
  status: z.enum(['firing', 'resolved']),
  groupLabels: z.record(z.string(), z.string()),
  commonLabels: z.record(z.string(), z.string()),
  alerts: z.array(
    z.object({
      status: z.enum(['firing', 'resolved']),
      labels: z.record(z.string(), z.string()),
      startsAt: z.string(),
      alert_id: z.string(),
    }),
  ),
});
export type Message = z.infer<typeof MessageSchema> & { key: string; body: string };

/** A webhook that gathers messages about groups, and fails where it is told to. */
export class MessageInbox {
  private constructor(
    readonly url: string,
    readonly messages: readonly Message[],
    readonly stop: () => Promise<void>,
  ) {}

  /** @param isRefused - asked of each message with how many came before it; it is gathered in either case */
  static async start(isRefused: (count: number) => boolean = () => false): Promise<MessageInbox> {
    const messages: Message[] = [];
    const { url, stop } = await startWebhookInbox(
      0,
      (body, headers) =>
        void messages.push({ ...MessageSchema.parse(JSON.parse(body)), key: String(headers['idempotency-key']), body }),
      () => (isRefused(messages.length - 1) ? 503 : 200),
    );
    return new MessageInbox(url, messages, stop);
  }

  /** Waits for messages that are as wanted; the test's own time-out ends what never comes. */
  async until(isThere: (messages: readonly Message[]) => boolean): Promise<void> {
    while (!isThere(this.messages)) await systemClock.wait(20);
  }
}

/** A message in a few words: its state, then each alert's state and the value of one label. */
export function essenceOf({ status, alerts }: Message, label: string): string {
  const parts = alerts.map((alert) => `${alert.status} ${alert.labels[label] ?? ''}`).sort();
  return `${status}: ${parts.join(', ')}`;
}
