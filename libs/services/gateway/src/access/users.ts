import type { Role } from '@tocsin/domain/access/permission';
import { defaultQuotas, quotaRefusal } from '@tocsin/domain/access/quotas';
import type { User } from '@tocsin/ports/access-store';
import type { Principal } from '../auth-manager.js';
import { type AccessContext, audit } from './access-context.js';
import type { PasswordHasher } from './password-hasher.js';
import { revokeSessions } from './sessions.js';

/** A user as others may see one; the name is a pseudonym, as it is in the store. */
export type ShownUser = Omit<User, 'password_hash'>;

export type UserOutcome =
  | { kind: 'user'; user: ShownUser }
  | { kind: 'not_found' }
  | { kind: 'name_taken' }
  | { kind: 'limit_reached'; message: string };

/** The local users of tenants, as their admins keep them. */
export class Users {
  constructor(
    private readonly context: AccessContext,
    private readonly hasher: PasswordHasher,
  ) {}

  list(tenant: string): Promise<ShownUser[]> {
    return this.context.store.inTenant(tenant, async (tx) => (await tx.users()).map(shown));
  }

  async create(by: Principal, asked: { name: string; password: string; role: Role }): Promise<UserOutcome> {
    const { store, clock, ids, subjects } = this.context;
    const password_hash = await this.hasher.hash(asked.password);
    const name = await subjects.idOf(by.tenant, asked.name);
    return store.inTenant(by.tenant, async (tx): Promise<UserOutcome> => {
      await tx.alone();
      if ((await tx.userOfName(name)) !== null) return { kind: 'name_taken' };
      const quotas = (await tx.tenant())?.quotas ?? defaultQuotas;
      const message = quotaRefusal('users', quotas, (await tx.users()).length);
      if (message !== null) return { kind: 'limit_reached', message };
      const { role } = asked;
      const about = { id: ids.next(), tenant_id: by.tenant, created_at: clock.now() };
      const user = { ...about, name, role, role_since: about.created_at, disabled: false, password_hash };
      await tx.saveUser(user);
      await this.#audit(tx, by, user, { created: true, role });
      return { kind: 'user', user: shown(user) };
    });
  }

  /** Gives another role, or lets nobody in by this name any more. What was opened before is over. */
  change(by: Principal, id: string, change: { role: Role; disabled: boolean }): Promise<UserOutcome> {
    return this.#change(by, id, change);
  }

  async setPassword(by: Principal, id: string, password: string): Promise<UserOutcome> {
    return this.#change(by, id, { password_hash: await this.hasher.hash(password) });
  }

  async #change(
    by: Principal,
    id: string,
    change: Partial<Pick<User, 'role' | 'disabled' | 'password_hash'>>,
  ): Promise<UserOutcome> {
    const { store, clock, announce } = this.context;
    const changed = await store.inTenant(by.tenant, async (tx) => {
      const known = await tx.user(id);
      if (known === null) return null;
      const changesRole = (['role', 'disabled'] as const).some(
        (field) => (change[field] ?? known[field]) !== known[field],
      );
      const role_since = changesRole ? clock.now() : known.role_since;
      const user = { ...known, ...change, role_since };
      const fields = (['role', 'disabled', 'password_hash'] as const).filter((field) => user[field] !== known[field]);
      if (fields.length === 0) return { user, revoked: [] };
      await tx.saveUser(user);
      const { role, disabled } = user;
      const details = { role, disabled, ...(role === known.role ? {} : { role_before: known.role }) };
      const hasPassword = fields.includes('password_hash');
      await this.#audit(tx, by, user, hasPassword ? { ...details, password: 'changed' } : details);
      const revoked = await revokeSessions(tx, await tx.liveSessions(clock.now(), id), clock.now());
      return { user, revoked };
    });
    if (changed === null) return { kind: 'not_found' };
    await announce(changed.revoked);
    return { kind: 'user', user: shown(changed.user) };
  }

  #audit(
    tx: Parameters<typeof audit>[0],
    by: Principal,
    { id, name }: User,
    details: Parameters<typeof audit>[2]['details'],
  ): Promise<void> {
    const entry = { type: 'access_granted', tenant_id: by.tenant, actor: by.subject } as const;
    return audit(tx, this.context, { ...entry, subject: `user/${id}`, details: { for: name, ...details } });
  }
}

const shown = ({ password_hash: _hash, ...user }: User): ShownUser => user;
