import { createHash } from 'node:crypto';
import { KEY_BYTES, seal, type SealedPlace, unseal } from './envelope.js';

/** A data key that only the named key opens. */
export interface WrappedKey {
  /** Names the key that wraps it. */
  readonly kek: string;
  readonly wrapped: string;
}

/**
 * Wraps data keys by keys that do not lie where the data does. Several may be known at once: the first one wraps, and each
 * opens what it has wrapped.
 */
export interface KeyEncryption {
  /** Whether a key was wrapped by the one that wraps now. */
  isCurrent(wrapped: WrappedKey): boolean;
  wrap(place: SealedPlace, key: Uint8Array): Promise<WrappedKey>;
  /** @throws Error when the key that wrapped it is not known, or it is not of this place */
  unwrap(place: SealedPlace, wrapped: WrappedKey): Promise<Uint8Array>;
}

/** Key-encryption keys that the process was started with. */
export class LocalKeyEncryption implements KeyEncryption {
  readonly #keys: ReadonlyMap<string, Uint8Array>;
  readonly #current: string;

  /** @param keys - of 32 bytes each; the first one wraps. @throws RangeError when there is none, or one of another length */
  constructor(keys: readonly Uint8Array[]) {
    if (keys.some(({ length }) => length !== KEY_BYTES)) throw new RangeError(`a key must have ${KEY_BYTES} bytes`);
    const [first] = keys;
    if (first === undefined) throw new RangeError('there must be a key');
    this.#keys = new Map(keys.map((key) => [nameOf(key), key]));
    this.#current = nameOf(first);
  }

  isCurrent({ kek }: WrappedKey): boolean {
    return kek === this.#current;
  }

  async wrap(place: SealedPlace, key: Uint8Array): Promise<WrappedKey> {
    const current = this.#keys.get(this.#current) as Uint8Array;
    return { kek: this.#current, wrapped: seal(current, place, key).toString('base64url') };
  }

  async unwrap(place: SealedPlace, { kek, wrapped }: WrappedKey): Promise<Uint8Array> {
    const known = this.#keys.get(kek);
    if (known === undefined)
      throw new Error(
        `the data key of ${place.tenantId} was wrapped by the key ${kek}, which is not among those known here (${[...this.#keys.keys()].join(', ')}): give it back to ENCRYPTION_KEY`,
      );
    const key = unseal(known, place, Buffer.from(wrapped, 'base64url'));
    if (key === null) throw new Error(`the data key of ${place.tenantId} was tampered with, or is of another place`);
    return key;
  }
}

/** Says which key it is, and nothing of it. */
const nameOf = (key: Uint8Array): string =>
  `local-${createHash('sha256').update('key-encryption-key').update(key).digest('hex').slice(0, 16)}`;
