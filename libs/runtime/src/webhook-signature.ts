import { createHmac, hkdfSync } from 'node:crypto';

/** Signing secrets are derived from the platform's secret, so that none is stored beside a receiver. */
export function signingSecretOf(platformSecret: string, receiverId: string): string {
  const key = hkdfSync('sha256', platformSecret, '', `webhook/${receiverId}`, 32);
  return `whsec_${Buffer.from(key).toString('base64')}`;
}

/** Headers of the Standard Webhooks specification, version 1: id, time in seconds, HMAC-SHA256 over `id.time.body`. */
export function signedHeaders(secret: string, id: string, atMs: number, body: string): Record<string, string> {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const seconds = Math.floor(atMs / 1_000);
  const signature = createHmac('sha256', key).update(`${id}.${seconds}.${body}`).digest('base64');
  return { 'webhook-id': id, 'webhook-timestamp': String(seconds), 'webhook-signature': `v1,${signature}` };
}
