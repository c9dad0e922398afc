import { hkdfSync } from 'node:crypto';
import { KEY_BYTES, newDataKey, type SealedPlace } from './envelope.js';
import type { KeyRing, WrappedKey } from './key-encryption.js';

/** The wrapped keys of a tenant. */
export interface KeptTenantKeys {
  /** Counts the data keys that the tenant has had; the first one is 1. */
  readonly generation: number;
  readonly current: WrappedKey;
  /** The data key before it, while something may be sealed with it. */
  readonly old: WrappedKey | null;
  /** The key of receivers' secrets; null while it follows from the first data key. */
  readonly receivers: WrappedKey | null;
}

/** Where the wrapped keys of tenants are kept. */
export interface TenantKeyStore {
  /** Null where the tenant has none. */
  tenantKeys(tenant: string): Promise<KeptTenantKeys | null>;
  /** Keeps a tenant's first data key unless it has one. @returns what is kept */
  keepTenantKey(tenant: string, key: WrappedKey): Promise<KeptTenantKeys>;
  /** Puts keys in the place of others. @returns false when those are not there any more */
  replaceTenantKeys(tenant: string, from: KeptTenantKeys, to: KeptTenantKeys): Promise<boolean>;
  /** Every tenant that has a key. */
  tenantsWithKeys(): Promise<readonly string[]>;
  /** Those whose data key is being changed for another one. */
  tenantsRenewingKeys(): Promise<readonly string[]>;
}

/** What a key is for: keys for different ends are derived from the data key, so that none opens what is another's. */
export type NamePurpose = 'names-found' | 'subjects';

/** One of the data keys that a tenant has had. */
export interface KeyGeneration {
  readonly number: number;
  keyFor(purpose: NamePurpose): Buffer;
}

/** What opens the names of a tenant. Whatever is sealed now is sealed with the current one. */
export interface NameKeys {
  readonly current: KeyGeneration;
  readonly old: KeyGeneration | null;
}

interface OpenKeys {
  readonly names: NameKeys;
  readonly receivers: Uint8Array;
}

/** Tenants whose keys are remembered; each is some hundred bytes, and one that is not is unwrapped in under a millisecond. */
const KEYS_MAX = 10_000;

/** The data keys of each tenant, wrapped in the store and plain in memory alone. */
export class TenantKeys {
  readonly #keys = new Map<string, Promise<OpenKeys>>();

  constructor(
    private readonly store: TenantKeyStore,
    private readonly ring: KeyRing,
  ) {}

  /** The key of receivers' secrets, which stays when the data key is changed. Made where the tenant has none yet. */
  async ofReceivers(tenant: string): Promise<Uint8Array> {
    return (await this.#remembered(tenant)).receivers;
  }

  /** The keys of names, made where the tenant has none yet. */
  async ofNames(tenant: string): Promise<NameKeys> {
    return (await this.#remembered(tenant)).names;
  }

  /** The keys of names; null where the tenant has none. Strangers may name any tenant, and make no key by it. */
  async ofKnownNames(tenant: string): Promise<NameKeys | null> {
    if (!this.#keys.has(tenant) && (await this.store.tenantKeys(tenant)) === null) return null;
    return this.ofNames(tenant);
  }

  /** Reads a tenant's keys anew when they are needed next: another process has changed them. */
  forget(tenant: string): void {
    this.#keys.delete(tenant);
  }

  /**
   * Wraps every tenant's keys anew that another one than the first of the key-encryption keys has wrapped. The data keys stay
   * what they are, so that nothing that they have sealed needs to be looked at, and nobody waits.
   */
  async rotate(): Promise<{ tenants: number; rewrapped: number }> {
    const tenants = await this.store.tenantsWithKeys();
    let rewrapped = 0;
    for (const tenant of tenants) {
      const from = await this.store.tenantKeys(tenant);
      if (from === null || wrappedIn(from).every((key) => this.ring.isCurrent(key))) continue;
      const to = {
        generation: from.generation,
        current: await this.#rewrapped(placeOf(tenant), from.current),
        old: from.old && (await this.#rewrapped(placeOf(tenant), from.old)),
        receivers: from.receivers && (await this.#rewrapped(placeOfReceivers(tenant), from.receivers)),
      };
      if (await this.store.replaceTenantKeys(tenant, from, to)) rewrapped += 1;
    }
    return { tenants: tenants.length, rewrapped };
  }

  /**
   * Gives a tenant a new data key, unless it has one already that is not yet used for everything. From then on nothing more is
   * sealed with the old one, which stays until {@link endRenewal}.
   *
   * @returns the keys as they are now; null where the tenant has none
   */
  async beginRenewal(tenant: string): Promise<NameKeys | null> {
    const from = await this.store.tenantKeys(tenant);
    if (from === null) return null;
    this.forget(tenant);
    if (from.old === null) {
      const { receivers } = await this.#opened(tenant, from);
      const to = {
        generation: from.generation + 1,
        current: await this.ring.wrap(placeOf(tenant), newDataKey()),
        old: from.current,
        receivers: from.receivers ?? (await this.ring.wrap(placeOfReceivers(tenant), receivers)),
      };
      // Where another process was quicker, its key is the new one.
      await this.store.replaceTenantKeys(tenant, from, to);
    }
    return this.ofNames(tenant);
  }

  /** Destroys the data key before the one of this generation. Nothing may be sealed with it any more. */
  async endRenewal(tenant: string, generation: number): Promise<void> {
    for (;;) {
      const from = await this.store.tenantKeys(tenant);
      if (from === null || from.generation !== generation || from.old === null) break;
      if (await this.store.replaceTenantKeys(tenant, from, { ...from, old: null })) break;
    }
    this.forget(tenant);
  }

  /** Tenants of which a renewal has begun and not ended. */
  renewing(): Promise<readonly string[]> {
    return this.store.tenantsRenewingKeys();
  }

  async #openOrMake(tenant: string): Promise<OpenKeys> {
    const known = await this.store.tenantKeys(tenant);
    const kept = known ?? (await this.store.keepTenantKey(tenant, await this.ring.wrap(placeOf(tenant), newDataKey())));
    return this.#opened(tenant, kept);
  }

  async #opened(tenant: string, { generation, current, old, receivers }: KeptTenantKeys): Promise<OpenKeys> {
    const key = await this.ring.unwrap(placeOf(tenant), current);
    return {
      names: {
        current: generationOf(generation, key),
        old: old && generationOf(generation - 1, await this.ring.unwrap(placeOf(tenant), old)),
      },
      receivers:
        receivers === null
          ? derived(key, 'receiver-secrets')
          : await this.ring.unwrap(placeOfReceivers(tenant), receivers),
    };
  }

  async #rewrapped(place: SealedPlace, key: WrappedKey): Promise<WrappedKey> {
    return this.ring.wrap(place, await this.ring.unwrap(place, key));
  }

  #remembered(tenant: string): Promise<OpenKeys> {
    const known = this.#keys.get(tenant);
    if (known !== undefined) return known;
    const opened = this.#openOrMake(tenant);
    const [oldest] = this.#keys.keys();
    if (this.#keys.size >= KEYS_MAX && oldest !== undefined) this.#keys.delete(oldest);
    this.#keys.set(tenant, opened);
    // What could not be opened now may be later.
    opened.catch(() => this.#keys.get(tenant) === opened && this.#keys.delete(tenant));
    return opened;
  }
}

/** The generation of a number, if it is among the keys that are known. */
export const generationIn = ({ current, old }: NameKeys, number: number): KeyGeneration | null =>
  [current, old].find((generation) => generation?.number === number) ?? null;

const wrappedIn = ({ current, old, receivers }: KeptTenantKeys): WrappedKey[] =>
  [current, old, receivers].filter((key) => key !== null);

const generationOf = (number: number, key: Uint8Array): KeyGeneration => ({
  number,
  keyFor: (purpose) => derived(key, purpose),
});

const placeOf = (tenantId: string): SealedPlace => {
  return { tenantId, table: 'tenant_keys', column: 'wrapped', id: tenantId, version: 1 };
};
const placeOfReceivers = (tenantId: string): SealedPlace => ({ ...placeOf(tenantId), column: 'receivers_wrapped' });

const derived = (key: Uint8Array, purpose: NamePurpose | 'receiver-secrets'): Buffer =>
  Buffer.from(hkdfSync('sha256', key, '', purpose, KEY_BYTES));
