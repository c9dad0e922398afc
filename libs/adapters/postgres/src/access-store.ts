import type {
  AccessStore,
  AccessTransaction,
  KeptTenantKeys,
  StoredApiKey,
  SubjectRow,
  WrappedTenantKey,
} from '@tocsin/ports/access-store';
import { type DataSource, type EntityManager, In, IsNull, LessThan, LessThanOrEqual, MoreThan } from 'typeorm';
import {
  ApiKeyEntity,
  type ApiKeyRow,
  IssuedTokenEntity,
  ServiceAccountEntity,
  SessionEntity,
  SubjectEntity,
  TenantEntity,
  UserEntity,
} from './access-entities.js';
import type { Database } from './database.js';
import { OutboxEntity } from './entities.js';
import { inTenant } from './in-tenant.js';

/** Users, sessions, tokens, service accounts and tenants on PostgreSQL. */
export class PostgresAccessStore implements AccessStore {
  readonly #app: DataSource;
  readonly #worker: DataSource;

  constructor({ app, worker }: Pick<Database, 'app' | 'worker'>) {
    this.#app = app;
    this.#worker = worker;
  }

  inTenant<Result>(tenant: string, work: (tx: AccessTransaction) => Promise<Result>): Promise<Result> {
    return inTenant(this.#app, tenant, (manager) => work(transactionOf(manager, tenant)));
  }

  async tenantKeys(tenant: string): Promise<KeptTenantKeys | null> {
    const [row] = await this.#onKey(tenant, 'SELECT * FROM tenant_keys WHERE tenant_id = $1');
    return row === undefined ? null : keysOf(row);
  }

  async keepTenantKey(tenant: string, key: WrappedTenantKey): Promise<KeptTenantKeys> {
    const sql = 'INSERT INTO tenant_keys (tenant_id, kek, wrapped) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING';
    await this.#onKey(tenant, sql, key.kek, key.wrapped);
    return (await this.tenantKeys(tenant)) ?? { generation: 1, current: key, old: null, receivers: null };
  }

  async replaceTenantKeys(tenant: string, from: KeptTenantKeys, to: KeptTenantKeys): Promise<boolean> {
    const sql = `WITH done AS (UPDATE tenant_keys SET generation = $2, kek = $3, wrapped = $4, old_kek = $5,
        old_wrapped = $6, receivers_kek = $7, receivers_wrapped = $8
      WHERE tenant_id = $1 AND wrapped = $9 AND old_wrapped IS NOT DISTINCT FROM $10
        AND receivers_wrapped IS NOT DISTINCT FROM $11 RETURNING *) SELECT * FROM done`;
    const [after, before] = [to, from].map(({ current, old, receivers }) => [current, old, receivers]);
    const replaced = await this.#onKey(
      tenant,
      sql,
      to.generation,
      ...(after ?? []).flatMap((key) => [key?.kek ?? null, key?.wrapped ?? null]),
      ...(before ?? []).map((key) => key?.wrapped ?? null),
    );
    return replaced.length > 0;
  }

  async tenantsRenewingKeys(): Promise<string[]> {
    const sql = 'SELECT tenant_id FROM tenant_keys WHERE is_renewing ORDER BY tenant_id';
    return (await this.#worker.query<{ tenant_id: string }[]>(sql)).map(({ tenant_id }) => tenant_id);
  }

  async tenantsWithKeys(): Promise<string[]> {
    const sql = 'SELECT tenant_id FROM tenant_keys ORDER BY tenant_id';
    return (await this.#worker.query<{ tenant_id: string }[]>(sql)).map(({ tenant_id }) => tenant_id);
  }

  #onKey(tenant: string, sql: string, ...more: (string | number | null)[]): Promise<TenantKeyRow[]> {
    return inTenant(this.#app, tenant, (manager) => manager.query<TenantKeyRow[]>(sql, [tenant, ...more]));
  }
}

interface TenantKeyRow extends WrappedTenantKey {
  generation: number;
  old_kek: string | null;
  old_wrapped: string | null;
  receivers_kek: string | null;
  receivers_wrapped: string | null;
}

const keysOf = (row: TenantKeyRow): KeptTenantKeys => ({
  generation: row.generation,
  current: { kek: row.kek, wrapped: row.wrapped },
  old: wrappedOf(row.old_kek, row.old_wrapped),
  receivers: wrappedOf(row.receivers_kek, row.receivers_wrapped),
});

const wrappedOf = (kek: string | null, wrapped: string | null): WrappedTenantKey | null =>
  kek === null || wrapped === null ? null : { kek, wrapped };

/** The kind of lock by which one transaction of a tenant is alone. The number has no meaning beyond being ours. */
const ALONE = 7_627;
const keys = ['tenant_id', 'id'];

function transactionOf(manager: EntityManager, tenant_id: string): AccessTransaction {
  const subjectOfHash = (hashes: readonly string[]): Promise<SubjectRow | null> =>
    manager.findOneBy(SubjectEntity, { tenant_id, name_hash: In([...hashes]) });
  const keyGeneration = async (): Promise<number | null> => {
    // Held, so that no other key comes while something is being sealed with this one.
    const sql = 'SELECT generation FROM tenant_keys WHERE tenant_id = $1 FOR SHARE';
    const [row] = await manager.query<{ generation: number }[]>(sql, [tenant_id]);
    return row?.generation ?? null;
  };
  return {
    alone: async () => void (await manager.query('SELECT pg_advisory_xact_lock($1, hashtext($2))', [ALONE, tenant_id])),
    user: (id) => manager.findOneBy(UserEntity, { tenant_id, id }),
    userOfName: (name) => manager.findOneBy(UserEntity, { tenant_id, name }),
    users: () => manager.findBy(UserEntity, { tenant_id }),
    saveUser: async (user) => void (await manager.upsert(UserEntity, user, keys)),
    deleteUser: async (id) => {
      await manager.delete(SessionEntity, { tenant_id, user_id: id });
      await manager.delete(UserEntity, { tenant_id, id });
    },

    session: (id) => manager.findOne(SessionEntity, { where: { tenant_id, id }, lock: { mode: 'pessimistic_write' } }),
    liveSessions: (now, user_id) =>
      manager.findBy(SessionEntity, {
        tenant_id,
        revoked_at: IsNull(),
        expires_at: MoreThan(now),
        ...(user_id === undefined ? {} : { user_id }),
      }),
    saveSession: async (session) => void (await manager.upsert(SessionEntity, session, keys)),

    token: (id) => manager.findOneBy(IssuedTokenEntity, { tenant_id, id }),
    tokens: (now) => manager.findBy(IssuedTokenEntity, { tenant_id, expires_at: MoreThan(now) }),
    saveToken: async (token) =>
      void (await manager.upsert(IssuedTokenEntity, { ...token, scopes: [...token.scopes] }, keys)),
    deleteToken: async (id) => void (await manager.delete(IssuedTokenEntity, { tenant_id, id })),

    subjectOfHash,
    subjects: (ids) => manager.findBy(SubjectEntity, { tenant_id, id: In([...ids]) }),
    subjectsBefore: (generation, limit) =>
      manager.find(SubjectEntity, {
        where: { tenant_id, key_generation: LessThan(generation) },
        order: { id: 'ASC' },
        take: limit,
      }),
    addSubject: async (subject, hashes) => {
      if ((await keyGeneration()) !== subject.key_generation) return null;
      const known = await subjectOfHash(hashes);
      if (known !== null) return known;
      await manager.createQueryBuilder().insert().into(SubjectEntity).values(subject).orIgnore().execute();
      return (await subjectOfHash(hashes)) ?? subject;
    },
    keyGeneration,
    saveSubject: async (subject) => void (await manager.upsert(SubjectEntity, subject, keys)),
    deleteSubject: async (id) => void (await manager.delete(SubjectEntity, { tenant_id, id })),

    serviceAccount: (id) => manager.findOneBy(ServiceAccountEntity, { tenant_id, id }),
    serviceAccounts: () => manager.findBy(ServiceAccountEntity, { tenant_id }),
    saveServiceAccount: async (account) => void (await manager.upsert(ServiceAccountEntity, account, keys)),
    deleteServiceAccount: async (id) => void (await manager.delete(ServiceAccountEntity, { tenant_id, id })),

    apiKeysOf: async (account_id) => (await manager.findBy(ApiKeyEntity, { tenant_id, account_id })).map(storedKey),
    saveApiKey: async (key) => {
      const { id, account_id } = key;
      await manager.upsert(ApiKeyEntity, { tenant_id, id, account_id, document: key }, keys);
    },
    deleteApiKey: async (id) => void (await manager.delete(ApiKeyEntity, { tenant_id, id })),
    touchApiKeys: async (uses) => {
      for (const { id, at } of uses) await manager.update(ApiKeyEntity, { tenant_id, id }, { last_used_at: at });
    },

    forgetExpired: async (now) => {
      const revoked: string[] = [];
      for (const entity of [SessionEntity, IssuedTokenEntity]) {
        const expired = await manager.findBy(entity, { tenant_id, expires_at: LessThanOrEqual(now) });
        if (expired.length === 0) continue;
        revoked.push(...expired.filter(({ revoked_at }) => revoked_at !== null).map(({ id }) => id));
        await manager.delete(entity, { tenant_id, id: In(expired.map(({ id }) => id)) });
      }
      return revoked;
    },

    tenant: () => manager.findOneBy(TenantEntity, { tenant_id }),
    saveTenant: async (tenant) => void (await manager.upsert(TenantEntity, tenant, ['tenant_id'])),

    publish: async ({ topic, key, value }) =>
      void (await manager.insert(OutboxEntity, { tenant_id, topic, key, value })),
  };
}

const storedKey = ({ document, last_used_at }: ApiKeyRow): StoredApiKey => ({ ...document, last_used_at });
