import type { ApiKey } from '@tocsin/contracts/topics/api-keys';
import type { Tenant } from '@tocsin/contracts/topics/tenants';
import type { IssuedTokenRecord, ServiceAccount, Session, SubjectRow, User } from '@tocsin/ports/access-store';
import { EntitySchema, type EntitySchemaColumnOptions } from 'typeorm';

export interface ApiKeyRow {
  tenant_id: string;
  id: string;
  account_id: string;
  document: ApiKey;
  last_used_at: number | null;
}

const key = { type: 'text', primary: true } as const;
const text = { type: 'text' } as const;
/** Milliseconds since 1970, which the driver would give as text. */
const time: EntitySchemaColumnOptions = {
  type: 'bigint',
  transformer: {
    to: (value: unknown) => value,
    from: (value: string | null) => (value === null ? null : Number(value)),
  },
};
const timeOrNull: EntitySchemaColumnOptions = { ...time, nullable: true };

export const UserEntity = new EntitySchema<User>({
  name: 'users',
  columns: {
    tenant_id: key,
    id: key,
    name: text,
    role: text,
    disabled: { type: 'boolean' },
    password_hash: text,
    created_at: time,
    role_since: time,
  },
});

export const SessionEntity = new EntitySchema<Session>({
  name: 'sessions',
  columns: {
    tenant_id: key,
    id: key,
    user_id: text,
    rotation: { type: 'int' },
    created_at: time,
    expires_at: time,
    revoked_at: timeOrNull,
  },
});

export const IssuedTokenEntity = new EntitySchema<IssuedTokenRecord>({
  name: 'issued_tokens',
  columns: {
    tenant_id: key,
    id: key,
    subject: text,
    scopes: { type: 'jsonb' },
    role: { ...text, nullable: true },
    operator: { type: 'boolean' },
    issued_by: text,
    created_at: time,
    expires_at: time,
    revoked_at: timeOrNull,
  },
});

export const ServiceAccountEntity = new EntitySchema<ServiceAccount>({
  name: 'service_accounts',
  columns: { tenant_id: key, id: key, name: text, role: text, owners: { type: 'jsonb' }, created_at: time },
});

export const ApiKeyEntity = new EntitySchema<ApiKeyRow>({
  name: 'api_keys',
  columns: { tenant_id: key, id: key, account_id: text, document: { type: 'jsonb' }, last_used_at: timeOrNull },
});

export const TenantEntity = new EntitySchema<Tenant>({
  name: 'tenants',
  columns: { tenant_id: key, name: text, quotas: { type: 'jsonb' }, created_at: time, updated_at: time },
});

export const SubjectEntity = new EntitySchema<SubjectRow>({
  name: 'subjects',
  columns: {
    tenant_id: key,
    id: key,
    name_hash: text,
    sealed_name: text,
    sealed_key: text,
    key_generation: { type: 'integer' },
    created_at: time,
  },
});

export const accessEntities = [
  UserEntity,
  SessionEntity,
  IssuedTokenEntity,
  ServiceAccountEntity,
  ApiKeyEntity,
  TenantEntity,
  SubjectEntity,
];
