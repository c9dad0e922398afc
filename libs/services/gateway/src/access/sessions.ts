import type { Revocation } from '@tocsin/contracts/topics/revocations';
import { scopesOf } from '@tocsin/domain/access/permission';
import type { AccessTransaction, Session, User } from '@tocsin/ports/access-store';
import type { AuthManager, IssuedToken } from '../auth-manager.js';
import { type AccessContext, audit, forgetExpired, publishRevocations } from './access-context.js';
import type { PasswordHasher } from './password-hasher.js';

/** Short, because a gateway that hears of no revocation lets a token in until it expires. */
export const ACCESS_SECONDS = 600;
/** After a month somebody gives the password again. */
const SESSION_MS = 30 * 86_400_000;
/** Most sessions of one user; each is a browser or a terminal. */
const SESSIONS_PER_USER_MAX = 50;

/** What lets somebody in for some minutes, and what renews it. */
export interface SessionTokens {
  session: Session;
  user: Pick<User, 'id' | 'name' | 'role'>;
  access: IssuedToken;
  refresh: string;
}

export type Opening = ({ kind: 'open' } & SessionTokens) | { kind: 'refused' } | { kind: 'too_many' };
export type Renewal = ({ kind: 'renewed' } & SessionTokens) | { kind: 'refused' } | { kind: 'reused' };

/** Opens sessions by passwords, renews them by refresh tokens and ends them. */
export class Sessions {
  constructor(
    private readonly context: AccessContext,
    private readonly auth: AuthManager,
    private readonly hasher: PasswordHasher,
    /** Hears of refused logins; nothing waits for what it does. */
    private readonly onRefused: (user: { tenant: string; subject: string }) => void,
  ) {}

  /** Takes as long for a user that there is not, or who may not come in: a refusal writes nothing before it answers. */
  async open({ tenant, name, password }: { tenant: string; name: string; password: string }): Promise<Opening> {
    const { store, clock, ids, subjects } = this.context;
    const subject = await subjects.find(tenant, name);
    const found = subject === null ? null : await store.inTenant(tenant, (tx) => tx.userOfName(subject.id));
    const fits = await this.hasher.fits(password, found?.disabled === false ? found.password_hash : null);
    if (found !== null && !fits) this.onRefused({ tenant, subject: found.name });
    if (found === null || !fits) return { kind: 'refused' };
    const now = clock.now();
    const opened = await store.inTenant(tenant, async (tx) => {
      const user = await tx.user(found.id);
      // Whoever was disabled, or got another password, while this one was checked.
      if (user?.disabled !== false || user.password_hash !== found.password_hash) return 'refused';
      await forgetExpired(tx, tenant, now);
      if ((await tx.liveSessions(now, user.id)).length >= SESSIONS_PER_USER_MAX) return 'too_many';
      const session = {
        id: ids.next(),
        tenant_id: tenant,
        user_id: user.id,
        rotation: 0,
        created_at: now,
        expires_at: now + SESSION_MS,
        revoked_at: null,
      };
      await tx.saveSession(session);
      const about = { tenant_id: tenant, actor: user.name, subject: `user/${user.id}` };
      await audit(tx, this.context, { type: 'access_granted', ...about, details: { session: session.id } });
      return { session, user };
    });
    if (typeof opened === 'string') return { kind: opened };
    return { kind: 'open', ...(await this.#tokens(opened)) };
  }

  /** Gives new tokens for a refresh token, once. Whoever shows it again has stolen it, or was stolen from: nobody goes on. */
  async renew(refreshToken: string): Promise<Renewal> {
    const { store, clock, announce } = this.context;
    const asked = await this.auth.readRefresh(refreshToken);
    if (asked === null) return { kind: 'refused' };
    const now = clock.now();
    const outcome = await store.inTenant(asked.tenant, async (tx) => {
      const session = await tx.session(asked.session);
      if (session === null || session.revoked_at !== null || session.expires_at <= now) return null;
      const user = await tx.user(session.user_id);
      if (user === null || user.disabled) return null;
      if (asked.rotation !== session.rotation) {
        const details = { reason: 'a refresh token was used twice; its session is over', session: session.id };
        const about = { tenant_id: asked.tenant, actor: user.name, subject: `user/${user.id}` };
        await audit(tx, this.context, { type: 'access_denied', ...about, details });
        return revokeSessions(tx, [session], now);
      }
      const renewed = { ...session, rotation: session.rotation + 1 };
      await tx.saveSession(renewed);
      return { session: renewed, user };
    });
    if (outcome === null) return { kind: 'refused' };
    if (!Array.isArray(outcome)) return { kind: 'renewed', ...(await this.#tokens(outcome)) };
    await announce(outcome);
    return { kind: 'reused' };
  }

  /** @returns false when there is no such session */
  async end(tenant: string, id: string): Promise<boolean> {
    const { store, clock, announce } = this.context;
    const revoked = await store.inTenant(tenant, async (tx) => {
      const session = await tx.session(id);
      return session === null ? null : revokeSessions(tx, [session], clock.now());
    });
    if (revoked === null) return false;
    await announce(revoked);
    return true;
  }

  async #tokens({ session, user }: { session: Session; user: User }): Promise<SessionTokens> {
    const { id, name, role } = user;
    const access = await this.auth.issue({
      subject: name,
      tenant: session.tenant_id,
      scopes: scopesOf(role),
      role,
      session: session.id,
      expiresInSeconds: ACCESS_SECONDS,
    });
    const refresh = await this.auth.issueRefresh({
      tenant: session.tenant_id,
      session: session.id,
      rotation: session.rotation,
      expiresAt: session.expires_at,
    });
    const shownName = (await this.context.subjects.nameOf(session.tenant_id, name)) ?? name;
    return { session, user: { id, name: shownName, role }, access, refresh };
  }
}

/** Ends sessions, and what of their access tokens may still be about. */
export async function revokeSessions(
  tx: AccessTransaction,
  sessions: readonly Session[],
  now: number,
): Promise<Revocation[]> {
  const live = sessions.filter(({ revoked_at }) => revoked_at === null);
  for (const session of live) await tx.saveSession({ ...session, revoked_at: now });
  const revoked = live.map(({ tenant_id, id }) => ({ tenant_id, id, at: now, until: now + ACCESS_SECONDS * 1_000 }));
  await publishRevocations(tx, revoked);
  return revoked;
}
