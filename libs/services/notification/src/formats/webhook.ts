import { signedHeaders } from '@tocsin/runtime/webhook-signature';
import { jsonRequest, type Notice, type Outgoing } from './format.js';

/**
 * The payload of Alertmanager's webhook, version 4, signed as Standard Webhooks has it.
 *
 * @param now - the time of this attempt, which the signature holds
 */
export function webhookFormat(
  { id, message, receiver }: Notice<'webhook'>,
  signingSecret: string,
  now: number,
): Outgoing {
  const payload = { ...message, receiver: receiver.name };
  const body = JSON.stringify(payload);
  return jsonRequest(receiver.url, payload, { 'idempotency-key': id, ...signedHeaders(signingSecret, id, now, body) });
}
