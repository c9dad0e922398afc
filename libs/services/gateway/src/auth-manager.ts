import type { Clock, IdSource } from '@tocsin/ports/clock';
import { TenantIdSchema } from '@tocsin/domain/rules/alert-rule';
import { errors, jwtVerify, SignJWT } from 'jose';
import { z } from 'zod';
import { ProblemError, unauthorized } from './problem.js';

export const ScopeSchema = z.enum(['rules:read', 'rules:write', 'rules:delete', 'metrics:read', 'admin:all']);
export type Scope = z.infer<typeof ScopeSchema>;
export const TierSchema = z.enum(['standard', 'premium']);
export type Tier = z.infer<typeof TierSchema>;

/** Who asks, and on behalf of which tenant. */
export interface Principal {
  subject: string;
  tenant: string;
  scopes: readonly Scope[];
  tier: Tier;
}

export interface TokenRequest {
  subject: string;
  tenant: string;
  scopes: readonly Scope[];
  tier?: Tier;
  expiresInSeconds: number;
}

const ISSUER = 'tocsin';
const AUDIENCE = 'tocsin';
const ALGORITHM = 'HS256';
/** Longest token that is looked at; ours have some 400 characters. */
const TOKEN_LENGTH_MAX = 8_192;

const ClaimsSchema = z.looseObject({
  sub: z.string().min(1).max(200),
  tenant: TenantIdSchema,
  scope: z
    .string()
    .transform((text) => text.split(' '))
    .pipe(z.array(ScopeSchema)),
  tier: TierSchema.default('standard'),
});

/** Issues and checks tokens: signed by HS256 with the platform's secret, and nothing else. */
export class AuthManager {
  readonly #key: Uint8Array;
  readonly #clock: Clock;
  readonly #ids: IdSource;

  constructor({ secret, clock, ids }: { secret: string; clock: Clock; ids: IdSource }) {
    this.#key = new TextEncoder().encode(secret);
    this.#clock = clock;
    this.#ids = ids;
  }

  /** @returns the token, and when it expires in milliseconds since 1970 */
  async issue({
    subject,
    tenant,
    scopes,
    tier = 'standard',
    expiresInSeconds,
  }: TokenRequest): Promise<{ token: string; expiresAt: number }> {
    const now = Math.floor(this.#clock.now() / 1_000);
    const token = await new SignJWT({ tenant, scope: scopes.join(' '), tier })
      .setProtectedHeader({ alg: ALGORITHM, typ: 'JWT' })
      .setSubject(subject)
      .setIssuer(ISSUER)
      .setAudience(AUDIENCE)
      .setIssuedAt(now)
      .setExpirationTime(now + expiresInSeconds)
      .setJti(this.#ids.next())
      .sign(this.#key);
    return { token, expiresAt: (now + expiresInSeconds) * 1_000 };
  }

  /** Checks what stands in an `Authorization` header. @throws ProblemError 401 */
  async verify(authorization: string | undefined): Promise<Principal> {
    if (authorization === undefined)
      throw unauthorized('token-missing', 'Send the header "Authorization: Bearer TOKEN".');
    const [scheme, token, ...rest] = authorization.split(' ');
    if (
      scheme?.toLowerCase() !== 'bearer' ||
      token === undefined ||
      rest.length > 0 ||
      token.length > TOKEN_LENGTH_MAX
    ) {
      throw unauthorized('token-malformed', 'The header must read "Authorization: Bearer TOKEN".');
    }
    const currentDate = new Date(this.#clock.now());
    try {
      const { payload } = await jwtVerify(token, this.#key, {
        algorithms: [ALGORITHM],
        issuer: ISSUER,
        audience: AUDIENCE,
        currentDate,
        requiredClaims: ['exp'],
      });
      const claims = ClaimsSchema.parse(payload);
      return { subject: claims.sub, tenant: claims.tenant, scopes: claims.scope, tier: claims.tier };
    } catch (error) {
      throw tokenProblem(error);
    }
  }

  /** @throws ProblemError 403 unless the principal has the scope; `admin:all` has every one */
  static demand(principal: Principal, scope: Scope): void {
    if (principal.scopes.includes(scope) || principal.scopes.includes('admin:all')) return;
    throw new ProblemError(
      403,
      'scope-missing',
      'The token does not allow this',
      `This needs the scope ${scope}; the token has: ${principal.scopes.join(', ')}.`,
    );
  }
}

function tokenProblem(error: unknown): ProblemError {
  if (error instanceof errors.JWTExpired)
    return unauthorized('token-expired', 'The token has expired; ask for a new one.');
  if (error instanceof errors.JWTClaimValidationFailed)
    return unauthorized(
      'token-wrong-claim',
      `The token is not made for this platform: its claim "${error.claim}" is not right.`,
    );
  if (error instanceof errors.JOSEAlgNotAllowed)
    return unauthorized('token-wrong-algorithm', `The token must be signed by ${ALGORITHM}.`);
  if (error instanceof errors.JWSSignatureVerificationFailed)
    return unauthorized('token-wrong-signature', 'The token was not signed by this platform.');
  if (error instanceof z.ZodError)
    return unauthorized('token-wrong-claim', 'The token lacks a subject, a tenant or known scopes.');
  return unauthorized('token-malformed', 'The token is no JSON Web Token.');
}
