import type { ApiKey } from '@tocsin/contracts/topics/api-keys';
import type { Tenant } from '@tocsin/contracts/topics/tenants';
import type { Role, Scope } from '@tocsin/domain/access/permission';
import type { OutboxEvent } from './configuration-store.js';

/** Somebody who proves by a password who they are. The hash leaves the store for whoever checks it and for nobody else. */
export interface User {
  id: string;
  tenant_id: string;
  name: string;
  role: Role;
  disabled: boolean;
  /** In the PHC format. */
  password_hash: string;
  created_at: number;
  /** Since when this is the role, without a break. */
  role_since: number;
}

/** What a user began with a password and goes on with by refresh tokens. */
export interface Session {
  id: string;
  tenant_id: string;
  user_id: string;
  /** How often it went on; the refresh token of any other number is an old one. */
  rotation: number;
  created_at: number;
  expires_at: number;
  revoked_at: number | null;
}

/** A token that was issued to be kept; its text is not kept. */
export interface IssuedTokenRecord {
  id: string;
  tenant_id: string;
  subject: string;
  scopes: readonly Scope[];
  role: Role | null;
  operator: boolean;
  issued_by: string;
  created_at: number;
  expires_at: number;
  revoked_at: number | null;
}

export interface ServiceAccount {
  id: string;
  tenant_id: string;
  name: string;
  role: Role;
  /** Who answers for it: whoever made it, or a key of it. */
  owners: readonly string[];
  created_at: number;
}

/** An API key as its store has it: beside what gateways check, when it was used last. */
export type StoredApiKey = ApiKey & { last_used_at: number | null };

/** Somebody who was ever let in: a pseudonym, and the name that it stands for, sealed with a key that goes with the row. */
export interface SubjectRow {
  tenant_id: string;
  /** The pseudonym. */
  id: string;
  /** By which the name is found; only who has the tenant's key can make it. */
  name_hash: string;
  /** The name, sealed with the subject's key. */
  sealed_name: string;
  /** The subject's key, sealed with the tenant's. */
  sealed_key: string;
  /** Which of the tenant's data keys made the hash and sealed the key. */
  key_generation: number;
  created_at: number;
}

/** A tenant's data key, wrapped by the key that is named. */
export interface WrappedTenantKey {
  readonly kek: string;
  readonly wrapped: string;
}

/** The wrapped keys of a tenant. */
export interface KeptTenantKeys {
  /** Counts the data keys that the tenant has had; the first one is 1. */
  readonly generation: number;
  readonly current: WrappedTenantKey;
  /** The data key before it, while something may be sealed with it. */
  readonly old: WrappedTenantKey | null;
  /** The key of receivers' secrets; null while it follows from the data key. */
  readonly receivers: WrappedTenantKey | null;
}

/** What lets people and programs into one tenant, inside one transaction. */
export interface AccessTransaction {
  user(id: string): Promise<User | null>;
  userOfName(name: string): Promise<User | null>;
  users(): Promise<User[]>;
  saveUser(user: User): Promise<void>;
  /** Takes a user away, and every session. */
  deleteUser(id: string): Promise<void>;

  /** Holds the session until the transaction ends, so that of two uses of one refresh token one comes second. */
  session(id: string): Promise<Session | null>;
  /** Those that have neither expired nor were revoked, of one user or of all. */
  liveSessions(now: number, userId?: string): Promise<Session[]>;
  saveSession(session: Session): Promise<void>;

  token(id: string): Promise<IssuedTokenRecord | null>;
  /** Those that have not expired, the revoked ones too. */
  tokens(now: number): Promise<IssuedTokenRecord[]>;
  saveToken(token: IssuedTokenRecord): Promise<void>;
  deleteToken(id: string): Promise<void>;

  /** The subject of a name, which may have been hashed with several keys. */
  subjectOfHash(nameHashes: readonly string[]): Promise<SubjectRow | null>;
  /** Those of these pseudonyms that there are. */
  subjects(ids: readonly string[]): Promise<SubjectRow[]>;
  /** Those that an earlier data key has sealed, in the order of their ids. */
  subjectsBefore(keyGeneration: number, limit: number): Promise<SubjectRow[]>;
  /**
   * Adds a subject unless the name has one by any of the hashes.
   *
   * @returns the one that the name has; null when the tenant's data key is another one than has sealed it, and nothing was done
   */
  addSubject(subject: SubjectRow, nameHashes: readonly string[]): Promise<SubjectRow | null>;
  /** Which data key the tenant has; null where it has none. It stays so until the transaction ends. */
  keyGeneration(): Promise<number | null>;
  /** Gives a subject another name, which no other may have. */
  saveSubject(subject: SubjectRow): Promise<void>;
  /** Takes a subject away, and its key. */
  deleteSubject(id: string): Promise<void>;

  serviceAccount(id: string): Promise<ServiceAccount | null>;
  serviceAccounts(): Promise<ServiceAccount[]>;
  saveServiceAccount(account: ServiceAccount): Promise<void>;
  deleteServiceAccount(id: string): Promise<void>;

  apiKeysOf(accountId: string): Promise<StoredApiKey[]>;
  saveApiKey(key: ApiKey): Promise<void>;
  deleteApiKey(id: string): Promise<void>;
  /** Writes down when keys were used last. */
  touchApiKeys(uses: readonly { id: string; at: number }[]): Promise<void>;

  /** Waits until no other transaction of the tenant is alone: what is counted here stays so until this one ends. */
  alone(): Promise<void>;

  /** Forgets tokens and sessions that have expired. @returns the names of those that had been revoked */
  forgetExpired(now: number): Promise<string[]>;

  tenant(): Promise<Tenant | null>;
  saveTenant(tenant: Tenant): Promise<void>;

  /** Stands beside the change and is published afterwards. */
  publish(event: OutboxEvent): Promise<void>;
}

/** Users, sessions, tokens, service accounts and tenants. */
export interface AccessStore {
  /** Runs work in one transaction that sees one tenant. */
  inTenant<Result>(tenant: string, work: (tx: AccessTransaction) => Promise<Result>): Promise<Result>;
  /** Null where the tenant has none. */
  tenantKeys(tenant: string): Promise<KeptTenantKeys | null>;
  /** Keeps a tenant's first data key unless it has one. @returns what is kept */
  keepTenantKey(tenant: string, key: WrappedTenantKey): Promise<KeptTenantKeys>;
  /** Puts keys in the place of others. @returns false when those are not there any more */
  replaceTenantKeys(tenant: string, from: KeptTenantKeys, to: KeptTenantKeys): Promise<boolean>;
  /** Every tenant that has a key. */
  tenantsWithKeys(): Promise<string[]>;
  /** Those that have an old key beside the current one. */
  tenantsRenewingKeys(): Promise<string[]>;
}
