import { createHash } from 'node:crypto';
import { KEY_BYTES, seal, type SealedPlace, unseal } from './envelope.js';

/** A data key that only the named key opens. */
export interface WrappedKey {
  /** Names the key that wraps it. */
  readonly kek: string;
  readonly wrapped: string;
}

/** Wraps data keys. It lies in the process's configuration, or where only its owner can use it, as in a vault or a KMS. */
export interface KeyEncryptionKey {
  /** Says which key it is, and nothing of it. */
  readonly id: string;
  wrap(place: SealedPlace, key: Uint8Array): Promise<string>;
  /** @returns null when it was wrapped for another place, or was tampered with */
  unwrap(place: SealedPlace, wrapped: string): Promise<Uint8Array | null>;
}

/** Keys that do not lie where the data does. Several are known at once: the first one wraps, and each opens what it has wrapped. */
export class KeyRing {
  readonly #keys: ReadonlyMap<string, KeyEncryptionKey>;
  readonly #first: KeyEncryptionKey;

  /** @throws RangeError when there is no key */
  constructor(keys: readonly KeyEncryptionKey[]) {
    const [first] = keys;
    if (first === undefined) throw new RangeError('there must be a key');
    this.#keys = new Map(keys.map((key) => [key.id, key]));
    this.#first = first;
  }

  /** Whether a key was wrapped by the one that wraps now. */
  isCurrent({ kek }: WrappedKey): boolean {
    return kek === this.#first.id;
  }

  async wrap(place: SealedPlace, key: Uint8Array): Promise<WrappedKey> {
    return { kek: this.#first.id, wrapped: await this.#first.wrap(place, key) };
  }

  /** @throws Error when the key that wrapped it is not known, or it is not of this place */
  async unwrap(place: SealedPlace, { kek, wrapped }: WrappedKey): Promise<Uint8Array> {
    const known = this.#keys.get(kek);
    if (known === undefined)
      throw new Error(
        `the data key of ${place.tenantId} was wrapped by the key ${kek}, which is not among those known here (${[...this.#keys.keys()].join(', ')}): give it back to ENCRYPTION_KEY`,
      );
    const key = await known.unwrap(place, wrapped);
    if (key === null) throw new Error(`the data key of ${place.tenantId} was tampered with, or is of another place`);
    return key;
  }
}

/**
 * A key that the process was started with.
 *
 * @throws RangeError when it has another length than 32 bytes
 */
export function localKey(bytes: Uint8Array): KeyEncryptionKey {
  if (bytes.length !== KEY_BYTES) throw new RangeError(`a key must have ${KEY_BYTES} bytes`);
  const digest = createHash('sha256').update('key-encryption-key').update(bytes).digest('hex');
  return {
    id: `local-${digest.slice(0, 16)}`,
    wrap: async (place, key) => seal(bytes, place, key).toString('base64url'),
    unwrap: async (place, wrapped) => unseal(bytes, place, Buffer.from(wrapped, 'base64url')),
  };
}
