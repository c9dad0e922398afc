import { actorOf, type Decider } from '@tocsin/domain/healing/approval';
import type { Actor } from '@tocsin/domain/healing/playbook';
import type { AccessStore, AccessTransaction } from '@tocsin/ports/access-store';
import type { Principal } from '../auth-manager.js';

/**
 * Finds out who really stands behind a request that writes a playbook or decides about a run: what the token says is not
 * enough, since one person may have several.
 */
export class Deciders {
  constructor(private readonly access: Pick<AccessStore, 'inTenant'>) {}

  /** Whoever asks, with what is known of the role now; what nobody can tell is null, which decides nothing. */
  of(principal: Principal): Promise<Decider> {
    return this.access.inTenant(principal.tenant, async (tx) => {
      const { subject, tenant: tenantId } = principal;
      const stranger: Decider = {
        subject,
        tenantId,
        owners: [],
        issuedBy: null,
        isServiceAccount: false,
        role: principal.role ?? null,
        roleSince: null,
      };
      if (principal.account !== undefined) return ofAccount(tx, stranger, principal.account);
      if (principal.session !== undefined) return ofSession(tx, stranger, principal.session);
      const token = await tx.token(principal.revocableBy?.[0] ?? '');
      // A token of an issuer elsewhere: since when it gives the role, only it knows.
      if (token === null) return stranger;
      return { ...stranger, issuedBy: token.issued_by, role: token.role, roleSince: token.created_at };
    });
  }

  /** The same, as it stands in what was written. */
  async actorOf(principal: Principal): Promise<Actor> {
    return actorOf(await this.of(principal));
  }
}

async function ofAccount(tx: AccessTransaction, stranger: Decider, id: string): Promise<Decider> {
  const account = await tx.serviceAccount(id);
  if (account === null) return { ...stranger, isServiceAccount: true, owners: null, role: null };
  const { owners, role, created_at } = account;
  return { ...stranger, isServiceAccount: true, owners, role, roleSince: created_at };
}

async function ofSession(tx: AccessTransaction, stranger: Decider, id: string): Promise<Decider> {
  const session = await tx.session(id);
  const user = session === null ? null : await tx.user(session.user_id);
  if (user === null || user.disabled) return { ...stranger, role: null };
  return { ...stranger, role: user.role, roleSince: user.role_since };
}
