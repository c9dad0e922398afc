import type { Tenant } from '@tocsin/contracts/topics/tenants';
import type {
  AccessStore,
  AccessTransaction,
  IssuedTokenRecord,
  ServiceAccount,
  Session,
  StoredApiKey,
  SubjectRow,
  User,
  KeptTenantKeys,
  WrappedTenantKey,
} from './access-store.js';
import type { OutboxEvent } from './configuration-store.js';

interface Kept {
  users: Map<string, User>;
  sessions: Map<string, Session>;
  tokens: Map<string, IssuedTokenRecord>;
  accounts: Map<string, ServiceAccount>;
  keys: Map<string, StoredApiKey>;
  subjects: Map<string, SubjectRow>;
  tenant: Tenant | null;
}

/** An {@link AccessStore} in memory, for tests. What is to be published stands in `outbox`. */
export class FakeAccessStore implements AccessStore {
  outbox: OutboxEvent[] = [];
  readonly #tenants = new Map<string, Kept>();
  readonly #keys = new Map<string, KeptTenantKeys>();
  #last: Promise<unknown> = Promise.resolve();

  /** One after the other; a transaction that fails changes nothing. */
  inTenant<Result>(tenant: string, work: (tx: AccessTransaction) => Promise<Result>): Promise<Result> {
    const result = this.#last.then(async () => {
      const kept = copyOf(this.#tenants.get(tenant));
      const events: OutboxEvent[] = [];
      const done = await work(transactionOf(kept, events, this.#keys.get(tenant)?.generation ?? null));
      this.#tenants.set(tenant, kept);
      this.outbox.push(...events);
      return done;
    });
    this.#last = result.catch(() => undefined);
    return result;
  }

  async tenantKeys(tenant: string): Promise<KeptTenantKeys | null> {
    return this.#keys.get(tenant) ?? null;
  }

  async keepTenantKey(tenant: string, key: WrappedTenantKey): Promise<KeptTenantKeys> {
    const kept = this.#keys.get(tenant) ?? { generation: 1, current: key, old: null, receivers: null };
    this.#keys.set(tenant, kept);
    return kept;
  }

  async replaceTenantKeys(tenant: string, from: KeptTenantKeys, to: KeptTenantKeys): Promise<boolean> {
    if (textOf(this.#keys.get(tenant)) !== textOf(from)) return false;
    this.#keys.set(tenant, to);
    return true;
  }

  async tenantsRenewingKeys(): Promise<string[]> {
    return [...this.#keys].filter(([, { old }]) => old !== null).map(([tenant]) => tenant);
  }

  async tenantsWithKeys(): Promise<string[]> {
    return [...this.#keys.keys()];
  }
}

const textOf = (keys: KeptTenantKeys | undefined): string =>
  JSON.stringify([keys?.generation, keys?.current.wrapped, keys?.old?.wrapped, keys?.receivers?.wrapped]);

const copyOf = (kept: Kept | undefined): Kept => ({
  users: new Map(kept?.users),
  sessions: new Map(kept?.sessions),
  tokens: new Map(kept?.tokens),
  accounts: new Map(kept?.accounts),
  keys: new Map(kept?.keys),
  subjects: new Map(kept?.subjects),
  tenant: kept?.tenant ?? null,
});

function transactionOf(kept: Kept, events: OutboxEvent[], generation: number | null): AccessTransaction {
  const { users, sessions, tokens, accounts, keys, subjects } = kept;
  const subjectOfHash = async (hashes: readonly string[]): Promise<SubjectRow | null> =>
    [...subjects.values()].find(({ name_hash }) => hashes.includes(name_hash)) ?? null;
  return {
    alone: async () => undefined,
    user: async (id) => users.get(id) ?? null,
    userOfName: async (name) => [...users.values()].find((user) => user.name === name) ?? null,
    users: async () => [...users.values()],
    saveUser: async (user) => void users.set(user.id, user),
    deleteUser: async (id) => {
      for (const { id: session, user_id } of sessions.values()) if (user_id === id) sessions.delete(session);
      users.delete(id);
    },
    session: async (id) => sessions.get(id) ?? null,
    liveSessions: async (now, userId) =>
      [...sessions.values()].filter(
        ({ revoked_at, expires_at, user_id }) =>
          revoked_at === null && expires_at > now && (userId === undefined || user_id === userId),
      ),
    saveSession: async (session) => void sessions.set(session.id, session),
    token: async (id) => tokens.get(id) ?? null,
    tokens: async (now) => [...tokens.values()].filter(({ expires_at }) => expires_at > now),
    saveToken: async (token) => void tokens.set(token.id, token),
    deleteToken: async (id) => void tokens.delete(id),
    subjectOfHash,
    subjects: async (ids) => [...subjects.values()].filter(({ id }) => ids.includes(id)),
    subjectsBefore: async (before, limit) =>
      [...subjects.values()]
        .filter(({ key_generation }) => key_generation < before)
        .toSorted((a, b) => (a.id < b.id ? -1 : 1))
        .slice(0, limit),
    addSubject: async (subject, hashes) => {
      if (subject.key_generation !== generation) return null;
      const known = await subjectOfHash(hashes);
      if (known === null) subjects.set(subject.id, subject);
      return known ?? subject;
    },
    keyGeneration: async () => generation,
    saveSubject: async (subject) => void subjects.set(subject.id, subject),
    deleteSubject: async (id) => void subjects.delete(id),
    serviceAccount: async (id) => accounts.get(id) ?? null,
    serviceAccounts: async () => [...accounts.values()],
    saveServiceAccount: async (account) => void accounts.set(account.id, account),
    deleteServiceAccount: async (id) => {
      accounts.delete(id);
      for (const { id: key, account_id } of keys.values()) if (account_id === id) keys.delete(key);
    },
    apiKeysOf: async (accountId) => [...keys.values()].filter(({ account_id }) => account_id === accountId),
    saveApiKey: async (key) => void keys.set(key.id, { ...key, last_used_at: keys.get(key.id)?.last_used_at ?? null }),
    deleteApiKey: async (id) => void keys.delete(id),
    touchApiKeys: async (uses) => {
      for (const { id, at } of uses) {
        const key = keys.get(id);
        if (key !== undefined) keys.set(id, { ...key, last_used_at: at });
      }
    },
    forgetExpired: async (now) => [...forget(sessions, now), ...forget(tokens, now)],
    tenant: async () => kept.tenant,
    saveTenant: async (tenant) => void (kept.tenant = tenant),
    publish: async (event) => void events.push(event),
  };
}

function forget(
  kept: Map<string, { id: string; expires_at: number; revoked_at: number | null }>,
  now: number,
): string[] {
  const expired = [...kept.values()].filter(({ expires_at }) => expires_at <= now);
  for (const { id } of expired) kept.delete(id);
  return expired.filter(({ revoked_at }) => revoked_at !== null).map(({ id }) => id);
}
