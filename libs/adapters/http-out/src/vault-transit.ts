import { additionalData, type SealedPlace } from '@tocsin/runtime/envelope';
import type { KeyEncryptionKey } from '@tocsin/runtime/key-encryption';

export interface VaultTransitOptions {
  /** Of the server, without a slash at the end. */
  address: string;
  token: string;
  /** Where the engine is mounted, such as `transit`. */
  mount: string;
  /** The name of the key, which must authenticate additional data: aes256-gcm96 or chacha20-poly1305. */
  key: string;
}

/** Whoever comes in while the key of the tenant is not known waits for this. */
const TIMEOUT_MS = 5_000;

/** A key of HashiCorp Vault's transit engine, which never leaves it. What it has wrapped survives its rotation there. */
export class VaultTransitKey implements KeyEncryptionKey {
  readonly id: string;

  constructor(private readonly options: VaultTransitOptions) {
    this.id = `vault-${options.mount}-${options.key}`;
  }

  async wrap(place: SealedPlace, key: Uint8Array): Promise<string> {
    const { status, data } = await this.#ask('encrypt', place, { plaintext: Buffer.from(key).toString('base64') });
    if (typeof data['ciphertext'] === 'string') return data['ciphertext'];
    throw this.#failed('encrypt', status);
  }

  async unwrap(place: SealedPlace, wrapped: string): Promise<Uint8Array | null> {
    const { status, data } = await this.#ask('decrypt', place, { ciphertext: wrapped });
    if (typeof data['plaintext'] === 'string') return Buffer.from(data['plaintext'], 'base64');
    // What does not open is answered as a bad request.
    if (status === 400) return null;
    throw this.#failed('decrypt', status);
  }

  async #ask(
    what: 'encrypt' | 'decrypt',
    place: SealedPlace,
    body: object,
  ): Promise<{ status: number; data: Record<string, unknown> }> {
    const { address, token, mount, key } = this.options;
    const response = await fetch(`${address}/v1/${mount}/${what}/${encodeURIComponent(key)}`, {
      method: 'POST',
      headers: { 'x-vault-token': token, 'content-type': 'application/json' },
      body: JSON.stringify({ ...body, associated_data: additionalData(place).toString('base64') }),
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    }).catch((error: Error) => {
      throw new Error(`the vault at ${address} does not answer: ${error.message}`);
    });
    const answer = (await response.json().catch(() => null)) as { data?: Record<string, unknown> } | null;
    return { status: response.status, data: response.ok ? (answer?.data ?? {}) : {} };
  }

  #failed(what: string, status: number): Error {
    const { address, mount, key } = this.options;
    return new Error(
      `the vault at ${address} did not ${what} with ${mount}/${key} and answered ${status}; see that the token may, and that the key is there`,
    );
  }
}
