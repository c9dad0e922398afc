import { defaultQuotas, quotaRefusal } from '@tocsin/domain/access/quotas';
import type { IssuedTokenRecord, Session } from '@tocsin/ports/access-store';
import type { AuthManager, IssuedToken, Principal, TokenRequest } from '../auth-manager.js';
import { type AccessContext, audit, forgetExpired, publishRevocations } from './access-context.js';
import { revokeSessions } from './sessions.js';

export type Issuing = ({ kind: 'issued' } & IssuedToken) | { kind: 'limit_reached'; message: string };
export type IssuingOnce = Issuing | { kind: 'used' };

/** A live session beside the name of its user. */
export type ListedSession = Session & { subject: string };

/** Tokens that were issued to be kept, each of which can be revoked by its name. */
export class IssuedTokens {
  constructor(
    private readonly context: AccessContext,
    private readonly auth: AuthManager,
  ) {}

  /** @param by - who asked for it: somebody, or a service by its name */
  async issue(by: Principal | string, request: Omit<TokenRequest, 'id'>): Promise<Issuing> {
    const issuing = await this.#issue(by, request);
    if (issuing.kind === 'used') throw new TypeError('a name that was just made up is taken');
    return issuing;
  }

  /** Issues a token of a name that is known before, unless there is one of that name. @param by - as for {@link issue} */
  issueOnce(by: Principal | string, request: TokenRequest & { id: string }): Promise<IssuingOnce> {
    return this.#issue(by, request);
  }

  async #issue(by: Principal | string, request: TokenRequest): Promise<IssuingOnce> {
    const { store, clock, subjects } = this.context;
    const { tenant, scopes, role = null, isOperator: operator = false } = request;
    const issuedBy = typeof by === 'string' ? by : await subjects.idIn(tenant, by);
    const subject = await subjects.idOf(tenant, request.subject);
    const issued = await this.auth.issue({ ...request, subject });
    const now = clock.now();
    return store.inTenant(tenant, async (tx): Promise<IssuingOnce> => {
      await tx.alone();
      await forgetExpired(tx, tenant, now);
      if ((await tx.token(issued.id)) !== null) return { kind: 'used' };
      const quotas = (await tx.tenant())?.quotas ?? defaultQuotas;
      const message = quotaRefusal('tokens', quotas, (await tx.tokens(now)).length);
      if (message !== null) return { kind: 'limit_reached', message };
      await tx.saveToken({
        id: issued.id,
        tenant_id: tenant,
        subject,
        scopes,
        role,
        operator,
        issued_by: issuedBy,
        created_at: now,
        expires_at: issued.expiresAt,
        revoked_at: null,
      });
      await audit(tx, this.context, {
        type: 'access_granted',
        tenant_id: tenant,
        actor: issuedBy,
        subject: `token/${issued.id}`,
        details: { for: subject, scopes: [...scopes], role, operator, expires_at: issued.expiresAt },
      });
      return { kind: 'issued', ...issued };
    });
  }

  /** ms since 1970. */
  now(): number {
    return this.context.clock.now();
  }

  /** What lets in now, or would if it had not been revoked. */
  list(tenant: string): Promise<{ tokens: IssuedTokenRecord[]; sessions: ListedSession[] }> {
    const now = this.context.clock.now();
    return this.context.store.inTenant(tenant, async (tx) => {
      const names = new Map((await tx.users()).map(({ id, name }) => [id, name]));
      const sessions = await tx.liveSessions(now);
      return {
        tokens: await tx.tokens(now),
        sessions: sessions.map((session) => ({ ...session, subject: names.get(session.user_id) ?? '' })),
      };
    });
  }

  /** Revokes a token, or a session with all that it has been given. @returns false when there is neither */
  async revoke(by: Principal, id: string): Promise<boolean> {
    const { store, clock, announce } = this.context;
    const now = clock.now();
    const revoked = await store.inTenant(by.tenant, async (tx) => {
      const [token, session] = [await tx.token(id), await tx.session(id)];
      if (token === null && session === null) return null;
      const entry = { type: 'configuration_changed', tenant_id: by.tenant, actor: by.subject } as const;
      const subject = token === null ? `session/${id}` : `token/${id}`;
      await audit(tx, this.context, { ...entry, subject, details: { revoked: true } });
      if (session !== null) return revokeSessions(tx, [session], now);
      if (token === null || token.revoked_at !== null) return [];
      await tx.saveToken({ ...token, revoked_at: now });
      const told = [{ tenant_id: by.tenant, id, at: now, until: token.expires_at }];
      await publishRevocations(tx, told);
      return told;
    });
    if (revoked === null) return false;
    await announce(revoked);
    return true;
  }
}
