import type { AccessStore, AccessTransaction, StoredApiKey, WrappedTenantKey } from '@tocsin/ports/access-store';
import { type DataSource, type EntityManager, In, IsNull, LessThanOrEqual, MoreThan } from 'typeorm';
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

  async tenantKey(tenant: string): Promise<WrappedTenantKey | null> {
    const [key] = await this.#onKey(tenant, 'SELECT kek, wrapped FROM tenant_keys WHERE tenant_id = $1');
    return key ?? null;
  }

  async keepTenantKey(tenant: string, { kek, wrapped }: WrappedTenantKey): Promise<WrappedTenantKey> {
    const sql = 'INSERT INTO tenant_keys (tenant_id, kek, wrapped) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING';
    await this.#onKey(tenant, sql, kek, wrapped);
    return (await this.tenantKey(tenant)) ?? { kek, wrapped };
  }

  async rewrapTenantKey(tenant: string, from: WrappedTenantKey, to: WrappedTenantKey): Promise<boolean> {
    const sql = `WITH done AS (UPDATE tenant_keys SET kek = $2, wrapped = $3
      WHERE tenant_id = $1 AND wrapped = $4 RETURNING kek, wrapped) SELECT * FROM done`;
    return (await this.#onKey(tenant, sql, to.kek, to.wrapped, from.wrapped)).length > 0;
  }

  async tenantsWithKeys(): Promise<string[]> {
    const sql = 'SELECT tenant_id FROM tenant_keys ORDER BY tenant_id';
    return (await this.#worker.query<{ tenant_id: string }[]>(sql)).map(({ tenant_id }) => tenant_id);
  }

  #onKey(tenant: string, sql: string, ...more: string[]): Promise<WrappedTenantKey[]> {
    return inTenant(this.#app, tenant, (manager) => manager.query<WrappedTenantKey[]>(sql, [tenant, ...more]));
  }
}

/** The kind of lock by which one transaction of a tenant is alone. The number has no meaning beyond being ours. */
const ALONE = 7_627;
const keys = ['tenant_id', 'id'];

function transactionOf(manager: EntityManager, tenant_id: string): AccessTransaction {
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

    subjectOfHash: (name_hash) => manager.findOneBy(SubjectEntity, { tenant_id, name_hash }),
    subjects: (ids) => manager.findBy(SubjectEntity, { tenant_id, id: In([...ids]) }),
    addSubject: async (subject) => {
      await manager.createQueryBuilder().insert().into(SubjectEntity).values(subject).orIgnore().execute();
      return (await manager.findOneBy(SubjectEntity, { tenant_id, name_hash: subject.name_hash })) ?? subject;
    },
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
