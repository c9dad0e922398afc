import type { ApiKey } from '@tocsin/contracts/topics/api-keys';
import type { Revocation } from '@tocsin/contracts/topics/revocations';
import type { Role } from '@tocsin/domain/access/permission';
import { defaultQuotas, quotaRefusal } from '@tocsin/domain/access/quotas';
import type { AccessTransaction, ServiceAccount, StoredApiKey } from '@tocsin/ports/access-store';
import type { Principal } from '../auth-manager.js';
import { type AccessContext, audit, publishRevocations } from './access-context.js';
import { hashOfApiKey, newApiKeyText } from './api-key-text.js';

/** One in use and one to come while a program is moved over, for a handful of programs. */
export const KEYS_PER_ACCOUNT_MAX = 10;

export type NewKey = { kind: 'key'; key: ApiKey; text: string } | { kind: 'not_found' } | { kind: 'limit_reached' };
export type NewAccount =
  { kind: 'account'; account: ServiceAccount } | { kind: 'name_taken' } | { kind: 'limit_reached'; message: string };

/** A service account with its keys, none of which holds its secret. */
export type AccountWithKeys = ServiceAccount & { keys: StoredApiKey[] };

/** Programs that come in by keys of their own. */
export class ServiceAccounts {
  constructor(
    private readonly context: AccessContext,
    /** Lets this gateway know a key before the topic does. */
    private readonly learn: (key: ApiKey) => void,
  ) {}

  list(tenant: string): Promise<AccountWithKeys[]> {
    return this.context.store.inTenant(tenant, async (tx) => {
      const accounts = [];
      for (const account of await tx.serviceAccounts())
        accounts.push({ ...account, keys: await tx.apiKeysOf(account.id) });
      return accounts;
    });
  }

  create(by: Principal, { name, role }: { name: string; role: Role }): Promise<NewAccount> {
    const { store, clock, ids } = this.context;
    return store.inTenant(by.tenant, async (tx): Promise<NewAccount> => {
      await tx.alone();
      const accounts = await tx.serviceAccounts();
      if (accounts.some((one) => one.name === name)) return { kind: 'name_taken' };
      const message = quotaRefusal('service_accounts', (await tx.tenant())?.quotas ?? defaultQuotas, accounts.length);
      if (message !== null) return { kind: 'limit_reached', message };
      const about = { id: ids.next(), tenant_id: by.tenant, owners: [by.subject], created_at: clock.now() };
      const account = { ...about, name, role };
      await tx.saveServiceAccount(account);
      await this.#audit(tx, by, account.id, { created: true, name, role });
      return { kind: 'account', account };
    });
  }

  /** Takes an account away, and every key of it. @returns false when there is none */
  async delete(by: Principal, id: string): Promise<boolean> {
    const revoked = await this.context.store.inTenant(by.tenant, async (tx) => {
      if ((await tx.serviceAccount(id)) === null) return null;
      const told = [];
      for (const key of await tx.apiKeysOf(id)) told.push(...(await this.#revoke(tx, key)));
      await tx.deleteServiceAccount(id);
      await this.#audit(tx, by, id, { deleted: true });
      return told;
    });
    if (revoked === null) return false;
    await this.context.announce(revoked);
    return true;
  }

  async addKey(by: Principal, accountId: string, lifeMs: number): Promise<NewKey> {
    const made = await this.context.store.inTenant(by.tenant, async (tx): Promise<NewKey> => {
      await tx.alone();
      const account = await tx.serviceAccount(accountId);
      if (account === null) return { kind: 'not_found' };
      const keys = await tx.apiKeysOf(accountId);
      const live = keys.filter(({ expires_at }) => expires_at > this.context.clock.now());
      if (live.length >= KEYS_PER_ACCOUNT_MAX) return { kind: 'limit_reached' };
      return this.#newKey(tx, by, account, lifeMs);
    });
    if (made.kind === 'key') this.learn(made.key);
    return made;
  }

  /** Makes a key in place of another one, which opens the door for a while yet: a program is not moved in an instant. */
  async rotateKey(by: Principal, accountId: string, keyId: string, overlapMs: number): Promise<NewKey> {
    const now = this.context.clock.now();
    const made = await this.context.store.inTenant(by.tenant, async (tx) => {
      await tx.alone();
      const account = await tx.serviceAccount(accountId);
      const old = (await tx.apiKeysOf(accountId)).find(({ id }) => id === keyId);
      if (account === null || old === undefined) return null;
      const { last_used_at: _used, ...kept } = old;
      const ending = { ...kept, expires_at: Math.min(old.expires_at, now + overlapMs) };
      if (overlapMs > 0) await this.#save(tx, ending);
      const told = overlapMs > 0 ? [] : await this.#revoke(tx, old);
      const key = await this.#newKey(tx, by, account, old.expires_at - old.created_at);
      return { key, ending, told };
    });
    if (made === null) return { kind: 'not_found' };
    this.learn(made.key.key);
    if (overlapMs > 0) this.learn(made.ending);
    await this.context.announce(made.told);
    return made.key;
  }

  /** @returns false when there is no such key */
  async revokeKey(by: Principal, accountId: string, keyId: string): Promise<boolean> {
    const revoked = await this.context.store.inTenant(by.tenant, async (tx) => {
      const key = (await tx.apiKeysOf(accountId)).find(({ id }) => id === keyId);
      if (key === undefined) return null;
      await this.#audit(tx, by, accountId, { key: keyId, revoked: true });
      return this.#revoke(tx, key);
    });
    if (revoked === null) return false;
    await this.context.announce(revoked);
    return true;
  }

  async #newKey(
    tx: AccessTransaction,
    by: Principal,
    account: ServiceAccount,
    lifeMs: number,
  ): Promise<Extract<NewKey, { kind: 'key' }>> {
    const id = this.context.ids.next();
    const text = newApiKeyText(id);
    const now = this.context.clock.now();
    const { tenant_id, role, name } = account;
    const about = { tenant_id, id, account_id: account.id, account: name, role };
    const key = { ...about, hash: hashOfApiKey(text), created_at: now, expires_at: now + lifeMs };
    await this.#save(tx, key);
    // Whoever has seen a key can do what the account may.
    await tx.saveServiceAccount({ ...account, owners: [...new Set([...account.owners, by.subject])] });
    await this.#audit(tx, by, account.id, { key: id, expires_at: key.expires_at });
    return { kind: 'key', key, text };
  }

  async #save(tx: AccessTransaction, key: ApiKey): Promise<void> {
    await tx.saveApiKey(key);
    await tx.publish({ topic: 'api-keys', key: `${key.tenant_id}/${key.id}`, value: key });
  }

  async #revoke(tx: AccessTransaction, { tenant_id, id, expires_at }: ApiKey): Promise<Revocation[]> {
    const told = [{ tenant_id, id, at: this.context.clock.now(), until: expires_at }];
    await tx.deleteApiKey(id);
    await publishRevocations(tx, told);
    await tx.publish({ topic: 'api-keys', key: `${tenant_id}/${id}`, value: null });
    return told;
  }

  #audit(
    tx: AccessTransaction,
    by: Principal,
    id: string,
    details: Parameters<typeof audit>[2]['details'],
  ): Promise<void> {
    const entry = { type: 'access_granted', tenant_id: by.tenant, actor: by.subject } as const;
    return audit(tx, this.context, { ...entry, subject: `service-account/${id}`, details });
  }
}
