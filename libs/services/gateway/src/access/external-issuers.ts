import { type Role, RoleSchema, scopesOf } from '@tocsin/domain/access/permission';
import { TenantIdSchema } from '@tocsin/domain/rules/alert-rule';
import type { Clock } from '@tocsin/ports/clock';
import { createRemoteJWKSet, decodeJwt, errors, type JWTPayload, jwtVerify, type JWTVerifyGetKey } from 'jose';
import type { Principal, TokenDoor } from '../auth-manager.js';
import { tokenProblem } from '../auth-manager.js';
import { unauthorized, unavailable } from '../problem.js';

/** Somebody elsewhere whose tokens let people in, as the operator has configured it. */
export interface ExternalIssuer {
  issuer: string;
  audience: string;
  jwksUrl: string;
  /** Which signatures are taken; those by a shared secret are none of them. */
  algorithms: readonly string[];
  /** The claim that names the tenant; null where all tokens are of the one tenant of `tenants`. */
  tenantClaim: string | null;
  /** Our tenants by the claim's values: an issuer speaks for these and for no other. */
  tenants: Readonly<Record<string, string>>;
  /** The claim that holds a role, or several. */
  roleClaim: string;
  /** Our roles by the claim's values. */
  roles: Readonly<Record<string, Role>>;
}

/** The key of `tenants` where no claim names the tenant. */
export const ONLY_TENANT = '*';
/** A token that nobody here can revoke must end by itself within a day. */
const LIFE_MS_MAX = 86_400_000;
/** Who sends made-up keys makes us ask the issuer this seldom. */
const KEYS_COOLDOWN_MS = 5_000;
/** How long a key is trusted that its issuer has taken back. */
const KEYS_AGE_MS_MAX = 600_000;
const KEYS_TIMEOUT_MS = 5_000;
const SUBJECT_LENGTH_MAX = 150;

interface Known extends ExternalIssuer {
  keys: JWTVerifyGetKey;
}

/** The door for tokens of other issuers; their keys are fetched, kept, and fetched again when a token names a new one. */
export class ExternalIssuers implements TokenDoor {
  readonly isOfPrograms = false;
  readonly #issuers: ReadonlyMap<string, Known>;

  constructor(
    issuers: readonly ExternalIssuer[],
    private readonly clock: Clock,
    cooldownMs = KEYS_COOLDOWN_MS,
  ) {
    const options = {
      cooldownDuration: cooldownMs,
      cacheMaxAge: KEYS_AGE_MS_MAX,
      timeoutDuration: KEYS_TIMEOUT_MS,
    };
    this.#issuers = new Map(
      issuers.map((one) => [one.issuer, { ...one, keys: createRemoteJWKSet(new URL(one.jwksUrl), options) }]),
    );
  }

  takes(token: string): boolean {
    return this.#issuerOf(token) !== null;
  }

  async verify(token: string): Promise<Principal> {
    const issuer = this.#issuerOf(token);
    if (issuer === null) throw unauthorized('token-wrong-claim', 'The token is of no issuer that is known here.');
    const { algorithms, audience, keys } = issuer;
    const now = this.clock.now();
    const verified = jwtVerify(token, keys, {
      algorithms: [...algorithms],
      issuer: issuer.issuer,
      audience,
      currentDate: new Date(now),
      requiredClaims: ['exp', 'sub'],
    });
    const { payload } = await verified.catch((error: unknown) => {
      throw problemOf(error, algorithms);
    });
    const expiresAt = (payload.exp ?? 0) * 1_000;
    if (expiresAt - now > LIFE_MS_MAX)
      throw unauthorized(
        'token-lives-too-long',
        'The token lives for more than a day, and nobody here could revoke it.',
      );
    const role = roleOf(issuer, payload);
    return {
      subject: subjectOf(issuer, payload),
      tenant: tenantOf(issuer, payload),
      scopes: scopesOf(role),
      role,
      tier: 'standard',
      expiresAt,
    };
  }

  /** By what the token says of itself, which is checked before it is believed. */
  #issuerOf(token: string): Known | null {
    try {
      const { iss } = decodeJwt(token);
      return iss === undefined ? null : (this.#issuers.get(iss) ?? null);
    } catch {
      return null;
    }
  }
}

function problemOf(error: unknown, algorithms: readonly string[]): Error {
  if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys)
    return unauthorized('token-unknown-key', 'The token was signed by a key that its issuer does not have.');
  const isOfToken = error instanceof errors.JOSEError && !(error instanceof errors.JWKSTimeout);
  const isOfKeys = !isOfToken || error.code === 'ERR_JOSE_GENERIC' || error instanceof errors.JWKSInvalid;
  if (isOfKeys) return unavailable('issuer-unavailable', "The issuer's keys cannot be had at the moment.");
  return tokenProblem(error, algorithms);
}

function subjectOf({ issuer }: ExternalIssuer, { sub }: JWTPayload): string {
  if (typeof sub === 'string' && sub.length <= SUBJECT_LENGTH_MAX && /^[^\p{C}]+$/u.test(sub))
    // No local name holds a slash, so nobody from elsewhere passes for somebody from here.
    return `${new URL(issuer).host}/${sub}`;
  throw unauthorized('token-wrong-claim', 'The subject of the token is too long, or cannot be shown.');
}

function tenantOf({ tenantClaim, tenants }: ExternalIssuer, payload: JWTPayload): string {
  const named = tenantClaim === null ? ONLY_TENANT : payload[tenantClaim];
  const tenant = typeof named === 'string' && Object.hasOwn(tenants, named) ? tenants[named] : undefined;
  const { success, data } = TenantIdSchema.safeParse(tenant);
  if (success) return data;
  throw unauthorized('token-wrong-claim', 'The token names no tenant that its issuer speaks for.');
}

/** The one that may most, of those that the token's values lead to. */
function roleOf({ roleClaim, roles }: ExternalIssuer, payload: JWTPayload): Role {
  const values = [payload[roleClaim]].flat();
  const held = values.flatMap((value) =>
    typeof value === 'string' && Object.hasOwn(roles, value) ? [roles[value]] : [],
  );
  const most = RoleSchema.options.findLast((role) => held.includes(role));
  if (most !== undefined) return most;
  throw unauthorized('token-wrong-claim', 'The token has no role that leads to one of this platform.');
}
