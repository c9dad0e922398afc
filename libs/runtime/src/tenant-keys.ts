import { hkdfSync } from 'node:crypto';
import { KEY_BYTES, newDataKey, type SealedPlace } from './envelope.js';
import type { KeyRing, WrappedKey } from './key-encryption.js';

/** Where the wrapped data keys of tenants are kept. */
export interface TenantKeyStore {
  /** Null where the tenant has none. */
  tenantKey(tenant: string): Promise<WrappedKey | null>;
  /** Keeps a tenant's key unless it has one. @returns the one that is kept */
  keepTenantKey(tenant: string, key: WrappedKey): Promise<WrappedKey>;
  /** Puts a key in the place of another wrapping of it. @returns false when that one is not there any more */
  rewrapTenantKey(tenant: string, from: WrappedKey, to: WrappedKey): Promise<boolean>;
  /** Every tenant that has a key. */
  tenantsWithKeys(): Promise<readonly string[]>;
}

/** What a key is for: keys for different ends are derived from the data key, so that none opens what is another's. */
export type KeyPurpose = 'names-found' | 'subjects' | 'receiver-secrets';

/** Tenants whose keys are remembered; each is some hundred bytes, and one that is not is unwrapped in under a millisecond. */
const KEYS_MAX = 10_000;

/** The data key of each tenant, wrapped in the store and plain in memory alone. */
export class TenantKeys {
  readonly #keys = new Map<string, Promise<Uint8Array>>();

  constructor(
    private readonly store: TenantKeyStore,
    private readonly ring: KeyRing,
  ) {}

  /** The key for one end, made where the tenant has none yet. */
  async of(tenant: string, purpose: KeyPurpose): Promise<Buffer> {
    return derived(await this.#remembered(tenant, () => this.#openOrMake(tenant)), purpose);
  }

  /** The key for one end; null where the tenant has none. Strangers may name any tenant, and make no key by it. */
  async ofKnown(tenant: string, purpose: KeyPurpose): Promise<Buffer | null> {
    if (!this.#keys.has(tenant) && (await this.store.tenantKey(tenant)) === null) return null;
    return this.of(tenant, purpose);
  }

  /**
   * Wraps every tenant's key anew that another one than the first of the key-encryption keys has wrapped. The data keys stay
   * what they are, so that nothing that they have sealed needs to be looked at, and nobody waits.
   */
  async rotate(): Promise<{ tenants: number; rewrapped: number }> {
    const tenants = await this.store.tenantsWithKeys();
    let rewrapped = 0;
    for (const tenant of tenants) {
      const from = await this.store.tenantKey(tenant);
      if (from === null || this.ring.isCurrent(from)) continue;
      const to = await this.ring.wrap(placeOf(tenant), await this.ring.unwrap(placeOf(tenant), from));
      if (await this.store.rewrapTenantKey(tenant, from, to)) rewrapped += 1;
    }
    return { tenants: tenants.length, rewrapped };
  }

  async #openOrMake(tenant: string): Promise<Uint8Array> {
    const known = await this.store.tenantKey(tenant);
    const kept = known ?? (await this.store.keepTenantKey(tenant, await this.ring.wrap(placeOf(tenant), newDataKey())));
    return this.ring.unwrap(placeOf(tenant), kept);
  }

  #remembered(tenant: string, open: () => Promise<Uint8Array>): Promise<Uint8Array> {
    const known = this.#keys.get(tenant);
    if (known !== undefined) return known;
    const opened = open();
    const [oldest] = this.#keys.keys();
    if (this.#keys.size >= KEYS_MAX && oldest !== undefined) this.#keys.delete(oldest);
    this.#keys.set(tenant, opened);
    // What could not be opened now may be later.
    opened.catch(() => this.#keys.delete(tenant));
    return opened;
  }
}

const placeOf = (tenantId: string): SealedPlace => ({
  tenantId,
  table: 'tenant_keys',
  column: 'wrapped',
  id: tenantId,
  version: 1,
});

const derived = (key: Uint8Array, purpose: KeyPurpose): Buffer =>
  Buffer.from(hkdfSync('sha256', key, '', purpose, KEY_BYTES));
