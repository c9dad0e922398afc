import type { Schema } from '@tocsin/client/call';
import { ProblemError } from '@tocsin/client/problem-error';
import { createTocsinClient, type TocsinClient } from '@tocsin/client/tocsin-client';
import { holderOf } from './access-token.js';
import type { Credentials } from './session-keeper.js';

/** The platform that this page came from. @param token - of who asks */
export const clientWith = (token: string | null | (() => Promise<string>)): TocsinClient =>
  createTocsinClient({ baseUrl: location.origin, token });

/** Opens a session. @throws ProblemError when there is no such user, or the password is another one */
export async function signInByPassword({
  tenant,
  user,
  password,
}: {
  /** Empty for the first admin's. */
  readonly tenant: string;
  readonly user: string;
  readonly password: string;
}): Promise<Credentials> {
  const named = tenant.trim() === '' ? {} : { tenant_id: tenant.trim() };
  const { data } = await clientWith(null).logIn({ body: { user, password, ...named } });
  return credentialsOf(data);
}

/** Tries a token. @throws ProblemError when the platform does not take it, or it may not even read */
export async function signInByToken(token: string): Promise<Credentials> {
  await clientWith(token).listRules({ limit: 1 });
  const holder = holderOf(token);
  return { token, name: holder?.role ?? 'a token', renewal: null };
}

/** Comes in by the secret of a link that the platform said at its start. @throws ProblemError when it lets nobody in */
export async function signInByLink(secret: string): Promise<Credentials> {
  const { data } = await clientWith(null).openWelcomeLink({ body: { secret } });
  return { token: data.token, name: 'admin', renewal: null };
}

/** Ends the token that a visit to another tenant was made by. @throws ProblemError when the platform refuses */
export async function endVisit({ token }: Credentials): Promise<void> {
  const id = holderOf(token)?.id ?? null;
  if (id !== null) await clientWith(token).deleteToken({ id });
}

/** Ends a session; a token that was pasted belongs to none. @throws ProblemError when the platform refuses */
export async function signOff({ token, renewal, before }: Credentials): Promise<void> {
  if (renewal !== null) await clientWith(token).logOut();
  if (before !== undefined) await signOff(before);
}

/** Renews a session, once. @throws ProblemError when it is over */
export async function renewSession(refreshToken: string): Promise<Credentials> {
  const { data } = await clientWith(null).refreshSession({ body: { refresh_token: refreshToken } });
  return credentialsOf(data);
}

/** Whether an error says that a token is good no more. */
export const isRefusal = (error: unknown): boolean => error instanceof ProblemError && error.status === 401;

function credentialsOf({ access_token, expires_at, refresh_token, user }: Schema<'Session'>): Credentials {
  return {
    token: access_token,
    name: user.name,
    renewal: { refreshToken: refresh_token, tokenEndsAt: expires_at },
  };
}
