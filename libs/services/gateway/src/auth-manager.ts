import { can, type Permission, type Role, RoleSchema, type Scope, ScopeSchema } from '@tocsin/domain/access/permission';
import { isPseudonym } from '@tocsin/domain/access/pseudonym';
import { TenantIdSchema } from '@tocsin/domain/rules/alert-rule';
import type { Clock, IdSource } from '@tocsin/ports/clock';
import { errors, jwtVerify, type JWTVerifyOptions, SignJWT } from 'jose';
import { z } from 'zod';
import type { Subjects } from './access/subjects.js';
import { ProblemError, unauthorized } from './problem.js';

export const TierSchema = z.enum(['standard', 'premium']);
export type Tier = z.infer<typeof TierSchema>;

/** Who asks, and on behalf of which tenant. */
export interface Principal {
  /** A pseudonym, or the name of a service account. */
  subject: string;
  tenant: string;
  scopes: readonly Scope[];
  tier: Tier;
  /** The role that the scopes came from; absent where they were given one by one. */
  role?: Role | undefined;
  /** Whether this is the platform's operator, who makes tenants and tokens for them. */
  isOperator?: boolean | undefined;
  /** What revokes this access: the token's own name, and that of the session that it belongs to. */
  revocableBy?: readonly string[] | undefined;
  /** The session that the token belongs to. */
  session?: string | undefined;
  /** The service account whose key this is. */
  account?: string | undefined;
  /** When the access ends by itself; ms since 1970. */
  expiresAt?: number | undefined;
}

export interface TokenRequest {
  /** Made up when left out. */
  id?: string | undefined;
  subject: string;
  tenant: string;
  scopes: readonly Scope[];
  role?: Role | undefined;
  isOperator?: boolean | undefined;
  tier?: Tier | undefined;
  /** The session that the token belongs to and ends with. */
  session?: string | undefined;
  expiresInSeconds: number;
}

export interface IssuedToken {
  id: string;
  token: string;
  /** Milliseconds since 1970. */
  expiresAt: number;
}

/** What renews a session. */
export interface RefreshRequest {
  tenant: string;
  session: string;
  rotation: number;
  /** Milliseconds since 1970. */
  expiresAt: number;
}

/** Somebody else who vouches for whoever shows a token: keys of service accounts, or an issuer elsewhere. */
export interface TokenDoor {
  /** Whether a token is of this door's kind; it is checked by no other then. */
  takes(token: string): boolean;
  /** Whether those who come in are programs, whose names are written down as they are. */
  readonly isOfPrograms: boolean;
  /** @throws ProblemError 401 */
  verify(token: string): Promise<Principal>;
}

export interface AuthManagerOptions {
  secret: string;
  clock: Clock;
  ids: IdSource;
  /** Knows pseudonyms for the names of those who come in. */
  subjects: Pick<Subjects, 'idOf' | 'find'>;
  /** Whether what has this name was revoked. */
  isRevoked(tenant: string, id: string): boolean;
  /** Doors beside that of the platform's own tokens. */
  doors?: readonly TokenDoor[];
  /** Hears of each refusal of somebody who is known. */
  onDenied?(principal: Principal, code: string): void;
}

const ISSUER = 'tocsin';
const AUDIENCE = 'tocsin';
const ALGORITHM = 'HS256';
const TYPE = 'JWT';
/** Of its own type and audience, so that neither kind of token is taken for the other. */
const REFRESH = { type: 'refresh+jwt', audience: 'tocsin/refresh' } as const;
const WELCOME = { type: 'welcome+jwt', audience: 'tocsin/welcome' } as const;
/** Longest token that is looked at; ours have some 400 characters. */
const TOKEN_LENGTH_MAX = 8_192;

const ClaimsSchema = z.looseObject({
  sub: z.string().min(1).max(200),
  jti: z.string().min(1).max(64),
  exp: z.number(),
  tenant: TenantIdSchema,
  scope: z
    .string()
    .transform((text) => text.split(' '))
    .pipe(z.array(ScopeSchema)),
  role: RoleSchema.optional(),
  operator: z.boolean().default(false),
  sid: z.string().min(1).max(64).optional(),
  tier: TierSchema.default('standard'),
});

const RefreshClaimsSchema = z.looseObject({
  tenant: TenantIdSchema,
  sid: z.string().min(1).max(64),
  rotation: z.int().min(0),
});
const WelcomeClaimsSchema = z.looseObject({ tenant: TenantIdSchema, jti: z.string().min(1).max(64) });

/** Issues and checks the platform's own tokens, signed by HS256 with its secret and nothing else; other doors check theirs. */
export class AuthManager {
  readonly #key: Uint8Array;
  readonly #options: AuthManagerOptions;

  constructor(options: AuthManagerOptions) {
    this.#key = new TextEncoder().encode(options.secret);
    this.#options = options;
  }

  async issue(request: TokenRequest): Promise<IssuedToken> {
    const { subject, tenant, scopes, role, isOperator, tier = 'standard', session, expiresInSeconds } = request;
    const now = Math.floor(this.#options.clock.now() / 1_000);
    const id = request.id ?? this.#options.ids.next();
    const claims = {
      tenant,
      scope: scopes.join(' '),
      tier,
      ...(role === undefined ? {} : { role }),
      ...(isOperator === true ? { operator: true } : {}),
      ...(session === undefined ? {} : { sid: session }),
    };
    const token = await new SignJWT(claims)
      .setProtectedHeader({ alg: ALGORITHM, typ: TYPE })
      .setSubject(subject)
      .setIssuer(ISSUER)
      .setAudience(AUDIENCE)
      .setIssuedAt(now)
      .setExpirationTime(now + expiresInSeconds)
      .setJti(id)
      .sign(this.#key);
    return { id, token, expiresAt: (now + expiresInSeconds) * 1_000 };
  }

  /** A token that opens no door and renews a session. */
  async issueRefresh({ tenant, session, rotation, expiresAt }: RefreshRequest): Promise<string> {
    return new SignJWT({ tenant, sid: session, rotation })
      .setProtectedHeader({ alg: ALGORITHM, typ: REFRESH.type })
      .setIssuer(ISSUER)
      .setAudience(REFRESH.audience)
      .setExpirationTime(Math.floor(expiresAt / 1_000))
      .sign(this.#key);
  }

  /** What a refresh token renews; null when it is none of this platform's, or has expired. */
  async readRefresh(token: string): Promise<Omit<RefreshRequest, 'expiresAt'> | null> {
    if (token.length > TOKEN_LENGTH_MAX) return null;
    try {
      const { payload } = await jwtVerify(token, this.#key, this.#expected(REFRESH.type, REFRESH.audience));
      const { tenant, sid, rotation } = RefreshClaimsSchema.parse(payload);
      return { tenant, session: sid, rotation };
    } catch {
      return null;
    }
  }

  /** What a link holds that lets the first admin of a tenant in. @param expiresAt - ms since 1970 */
  issueWelcome(tenant: string, expiresAt: number): Promise<string> {
    return new SignJWT({ tenant })
      .setProtectedHeader({ alg: ALGORITHM, typ: WELCOME.type })
      .setIssuer(ISSUER)
      .setAudience(WELCOME.audience)
      .setExpirationTime(Math.floor(expiresAt / 1_000))
      .setJti(this.#options.ids.next())
      .sign(this.#key);
  }

  /** Whom a link lets in, and its name; null when it is none of this platform's, or has expired. */
  async readWelcome(token: string): Promise<{ tenant: string; id: string } | null> {
    if (token.length > TOKEN_LENGTH_MAX) return null;
    try {
      const { payload } = await jwtVerify(token, this.#key, this.#expected(WELCOME.type, WELCOME.audience));
      const { tenant, jti } = WelcomeClaimsSchema.parse(payload);
      return { tenant, id: jti };
    } catch {
      return null;
    }
  }

  /**
   * Lets in whoever has the permission, or anybody who is known where none is asked for, by what stands in `Authorization` headers, of which there must be one.
   *
   * @throws ProblemError 401 or 403
   */
  async admit(authorization: readonly string[], permission: Permission | null): Promise<Principal> {
    const principal = await this.verify(authorization);
    try {
      if (permission !== null) AuthManager.demand(principal, permission);
    } catch (error) {
      this.denied(principal, error);
      throw error;
    }
    return principal;
  }

  /** @throws ProblemError 401 */
  async verify(authorization: readonly string[]): Promise<Principal> {
    const token = bearerOf(authorization);
    const door = this.#options.doors?.find((one) => one.takes(token));
    const principal = await (door?.verify(token) ?? this.#verifyOwn(token));
    const { subjects } = this.#options;
    const { tenant, subject: name } = principal;
    // Tokens of the platform's own hold pseudonyms; those of others, and those of before there were any, hold names.
    const isNamed = door?.isOfPrograms !== true && !isPseudonym(name);
    if (principal.revocableBy?.some((id) => this.#options.isRevoked(principal.tenant, id)) === true) {
      const problem = unauthorized('token-revoked', 'The token was revoked; ask for a new one.');
      // Somebody who was erased is not written down again by trying to come in.
      const subject = isNamed ? (await subjects.find(tenant, name))?.id : name;
      if (subject !== undefined) this.denied({ ...principal, subject }, problem);
      throw problem;
    }
    return isNamed ? { ...principal, subject: await subjects.idOf(tenant, name) } : principal;
  }

  /** Is told of a refusal of somebody who is known. */
  denied(principal: Principal, error: unknown): void {
    if (error instanceof ProblemError) this.#options.onDenied?.(principal, error.code);
  }

  /** @throws ProblemError 403 unless the principal has the permission */
  static demand(principal: Principal, permission: Permission): void {
    if (can(principal, permission)) return;
    throw new ProblemError(
      403,
      'scope-missing',
      'The token does not allow this',
      permission === 'rules:approve'
        ? `This needs the role approver; the token has ${principal.role === undefined ? 'none' : `the role ${principal.role}`}.`
        : `This needs the scope ${permission}; the token has: ${principal.scopes.join(', ')}.`,
    );
  }

  async #verifyOwn(token: string): Promise<Principal> {
    try {
      const { payload } = await jwtVerify(token, this.#key, {
        ...this.#expected(TYPE, AUDIENCE),
        requiredClaims: ['exp', 'jti'],
      });
      const { sub, jti, sid, exp, tenant, scope, role, operator, tier } = ClaimsSchema.parse(payload);
      return {
        subject: sub,
        tenant,
        scopes: scope,
        tier,
        role,
        isOperator: operator,
        revocableBy: sid === undefined ? [jti] : [jti, sid],
        session: sid,
        expiresAt: exp * 1_000,
      };
    } catch (error) {
      throw tokenProblem(error);
    }
  }

  #expected(typ: string, audience: string): JWTVerifyOptions {
    const currentDate = new Date(this.#options.clock.now());
    return { algorithms: [ALGORITHM], typ, issuer: ISSUER, audience, currentDate, requiredClaims: ['exp'] };
  }
}

function bearerOf(authorization: readonly string[]): string {
  const [header, ...others] = authorization;
  if (header === undefined) throw unauthorized('token-missing', 'Send the header "Authorization: Bearer TOKEN".');
  const [scheme, token, ...rest] = header.split(' ');
  if (
    others.length > 0 ||
    scheme?.toLowerCase() !== 'bearer' ||
    token === undefined ||
    rest.length > 0 ||
    token.length > TOKEN_LENGTH_MAX
  )
    throw unauthorized('token-malformed', 'One header must read "Authorization: Bearer TOKEN".');
  return token;
}

/** Why a JWT opens no door. */
export function tokenProblem(error: unknown, algorithms: readonly string[] = [ALGORITHM]): ProblemError {
  if (error instanceof errors.JWTExpired)
    return unauthorized('token-expired', 'The token has expired; ask for a new one.');
  if (error instanceof errors.JWTClaimValidationFailed)
    return unauthorized(
      'token-wrong-claim',
      `The token is not made for this platform: its claim "${error.claim}" is not right.`,
    );
  if (error instanceof errors.JOSEAlgNotAllowed)
    return unauthorized('token-wrong-algorithm', `The token must be signed by ${algorithms.join(' or ')}.`);
  if (error instanceof errors.JWSSignatureVerificationFailed)
    return unauthorized('token-wrong-signature', 'The signature is not of who is said to have signed the token.');
  if (error instanceof z.ZodError)
    return unauthorized('token-wrong-claim', 'The token lacks a subject, a tenant or known scopes.');
  return unauthorized('token-malformed', 'The token is no JSON Web Token.');
}
