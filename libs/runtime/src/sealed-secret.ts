import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

/** What a sealed secret belongs to: sealed for one, it cannot be opened for another. */
export interface SecretOwner {
  tenantId: string;
  receiverId: string;
  /** The receiver's field, such as `bot_token`. */
  field: string;
}

const VERSION = 'v1.';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Encrypts a receiver's secret by AES-256-GCM, with a key derived from the platform's secret by HKDF and the owner as
 * associated data.
 *
 * @returns version, then nonce, ciphertext and tag in base64url
 */
export function sealSecret(platformSecret: string, owner: SecretOwner, secret: string): string {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', keyOf(platformSecret), nonce).setAAD(associated(owner));
  const sealed = Buffer.concat([nonce, cipher.update(secret, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  return VERSION + sealed.toString('base64url');
}

/** @returns the secret; null when it was sealed for another owner, with another platform's secret, or was tampered with */
export function openSecret(platformSecret: string, owner: SecretOwner, sealed: string): string | null {
  if (!sealed.startsWith(VERSION)) return null;
  const bytes = Buffer.from(sealed.slice(VERSION.length), 'base64url');
  if (bytes.length < NONCE_BYTES + TAG_BYTES) return null;
  const decipher = createDecipheriv('aes-256-gcm', keyOf(platformSecret), bytes.subarray(0, NONCE_BYTES))
    .setAAD(associated(owner))
    .setAuthTag(bytes.subarray(-TAG_BYTES));
  try {
    const text = decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES));
    return Buffer.concat([text, decipher.final()]).toString('utf8');
  } catch {
    return null;
  }
}

const keyOf = (platformSecret: string): Buffer =>
  Buffer.from(hkdfSync('sha256', platformSecret, '', 'receiver-secrets', 32));

const associated = ({ tenantId, receiverId, field }: SecretOwner): Buffer =>
  Buffer.from(JSON.stringify([tenantId, receiverId, field]));
