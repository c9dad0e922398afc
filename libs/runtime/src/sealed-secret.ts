import { createDecipheriv, hkdfSync } from 'node:crypto';
import { seal, type SealedPlace, unseal } from './envelope.js';

/** What a sealed secret belongs to: sealed for one, it cannot be opened for another. */
export interface SecretOwner {
  tenantId: string;
  receiverId: string;
  /** The receiver's field, such as `bot_token`. */
  field: string;
}

/** What opens a receiver's secret. */
export interface SecretKeys {
  /** The tenant's key for them. */
  tenantKey: Uint8Array;
  /** Opens those that were sealed before tenants had keys. */
  platformSecret: string;
}

const VERSION = 2;
const PREFIX = `v${VERSION}.`;
const FIRST_PREFIX = 'v1.';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Seals a receiver's secret with the key of its tenant.
 *
 * @returns the version, then what is sealed in base64url
 */
export const sealSecret = (tenantKey: Uint8Array, owner: SecretOwner, secret: string): string =>
  PREFIX + seal(tenantKey, placeOf(owner), secret).toString('base64url');

/** @returns the secret; null when it was sealed for another owner, with other keys, or was tampered with */
export function openSecret(
  { tenantKey, platformSecret }: SecretKeys,
  owner: SecretOwner,
  sealed: string,
): string | null {
  if (sealed.startsWith(FIRST_PREFIX)) return openFirst(platformSecret, owner, bytesOf(sealed, FIRST_PREFIX));
  if (!sealed.startsWith(PREFIX)) return null;
  return unseal(tenantKey, placeOf(owner), bytesOf(sealed, PREFIX))?.toString('utf8') ?? null;
}

/** What was sealed with a key that all tenants had, derived from the platform's secret. */
function openFirst(platformSecret: string, { tenantId, receiverId, field }: SecretOwner, bytes: Buffer): string | null {
  if (bytes.length < NONCE_BYTES + TAG_BYTES) return null;
  const key = Buffer.from(hkdfSync('sha256', platformSecret, '', 'receiver-secrets', 32));
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, NONCE_BYTES))
    .setAAD(Buffer.from(JSON.stringify([tenantId, receiverId, field])))
    .setAuthTag(bytes.subarray(-TAG_BYTES));
  try {
    const text = decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES));
    return Buffer.concat([text, decipher.final()]).toString('utf8');
  } catch {
    return null;
  }
}

const bytesOf = (sealed: string, prefix: string): Buffer => Buffer.from(sealed.slice(prefix.length), 'base64url');

const placeOf = ({ tenantId, receiverId, field }: SecretOwner): SealedPlace => {
  return { tenantId, table: 'receivers', column: field, id: receiverId, version: VERSION };
};
