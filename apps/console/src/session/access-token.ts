import type { Scope } from '@tocsin/domain/access/permission';

/** What an access token says of its holder. It is shown and never relied on: the platform judges by itself. */
export interface Holder {
  readonly tenant: string;
  /** A pseudonym, or a name. */
  readonly subject: string;
  readonly role: string | null;
  readonly scopes: readonly string[];
  /** Whether the holder makes tenants. */
  readonly isOperator: boolean;
  /** Names the token; null for one without a name. */
  readonly id: string | null;
}

/** Reads a token of the platform's own; null for one that tells nothing, as keys of service accounts do. */
export function holderOf(token: string): Holder | null {
  const claims = claimsOf(token.split('.')[1] ?? '');
  if (claims === null) return null;
  const { tenant, sub, role, scope, operator, jti } = claims;
  if (typeof tenant !== 'string' || typeof sub !== 'string') return null;
  return {
    tenant,
    subject: sub,
    role: typeof role === 'string' ? role : null,
    scopes: typeof scope === 'string' ? scope.split(' ') : [],
    isOperator: operator === true,
    id: typeof jti === 'string' ? jti : null,
  };
}

/** Whether a holder has a scope, as far as can be known here; who tells nothing is let try. */
export const may = (holder: Holder | null, scope: Scope): boolean =>
  holder === null || holder.scopes.includes('admin:all') || holder.scopes.includes(scope);

/** Whether a holder makes tenants, as far as can be known here; no key of a service account does. */
export const isOperator = (holder: Holder | null): boolean => holder?.isOperator === true;

function claimsOf(part: string): Record<string, unknown> | null {
  try {
    const bytes = Uint8Array.from(atob(part.replaceAll('-', '+').replaceAll('_', '/')), (one) => one.charCodeAt(0));
    const claims: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return typeof claims === 'object' && claims !== null ? { ...claims } : null;
  } catch {
    return null;
  }
}
