import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/** Where a sealed value stands: sealed for one place, it cannot be opened at another. */
export interface SealedPlace {
  tenantId: string;
  table: string;
  column: string;
  /** Of the row. */
  id: string;
  /** Of the value's form. */
  version: number;
}

/** Of every key here: AES-256. */
export const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** A new data key. */
export const newDataKey = (): Buffer => randomBytes(KEY_BYTES);

/**
 * Encrypts by AES-256-GCM with the place as additional data.
 *
 * @returns nonce, ciphertext and tag
 */
export function seal(key: Uint8Array, place: SealedPlace, plain: Uint8Array | string): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(additionalData(place));
  return Buffer.concat([nonce, cipher.update(Buffer.from(plain)), cipher.final(), cipher.getAuthTag()]);
}

/** @returns the bytes; null when they were sealed with another key, for another place, or were tampered with */
export function unseal(key: Uint8Array, place: SealedPlace, sealed: Uint8Array): Buffer | null {
  if (sealed.length < NONCE_BYTES + TAG_BYTES) return null;
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, NONCE_BYTES))
    .setAAD(additionalData(place))
    .setAuthTag(sealed.subarray(-TAG_BYTES));
  try {
    return Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]);
  } catch {
    return null;
  }
}

/** The place as additional data; other parts never read the same. */
export const additionalData = ({ tenantId, table, column, id, version }: SealedPlace): Buffer =>
  Buffer.from(JSON.stringify([tenantId, table, column, id, version]));
