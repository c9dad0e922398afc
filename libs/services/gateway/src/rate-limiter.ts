import type { RateCounter } from '@tocsin/ports/rate-counter';
import type { Principal } from './auth-manager.js';
import { ProblemError } from './problem.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const QUARTER_MS = 900_000;
/**
 * Logins in a quarter of an hour. Few for one user from one address, so that nobody guesses; more for a user from anywhere,
 * so that somebody elsewhere who guesses does not lock the user out at once; and what an office behind one address needs.
 */
const LOGINS = { userAtAddress: 10, user: 100, address: 60 } as const;
const windows: Readonly<Record<number, { name: string; told: string }>> = {
  [MINUTE_MS]: { name: 'minute', told: 'requests a minute' },
  [HOUR_MS]: { name: 'hour', told: 'requests an hour' },
  [QUARTER_MS]: { name: 'quarter', told: 'logins in 15 minutes' },
};
/** Requests an hour, by tier. Admins are not counted. */
const PER_HOUR = { standard: 1_000, premium: 5_000 } as const;

export interface RateLimits {
  enabled: boolean;
  perMinutePerAddress: number;
}

/** Bounds how many requests an address and a caller may make. Samples are bounded by what the platform can take instead. */
export class RateLimiter {
  constructor(
    private readonly counter: RateCounter,
    private readonly limits: RateLimits,
  ) {}

  /** @returns what is left of the address's budget. @throws ProblemError 429 */
  async admitAddress(address: string): Promise<RateState | null> {
    if (!this.limits.enabled) return null;
    return this.#take(`address/${address}`, this.limits.perMinutePerAddress, MINUTE_MS, 'An address');
  }

  /** @returns what is left of the caller's budget; null where it has none. @throws ProblemError 429 */
  async admit(principal: Principal): Promise<RateState | null> {
    if (!this.limits.enabled || principal.scopes.includes('admin:all')) return null;
    return this.#take(
      `subject/${principal.tenant}/${principal.subject}`,
      PER_HOUR[principal.tier],
      HOUR_MS,
      `A token of tier ${principal.tier}`,
    );
  }

  /**
   * Bounds how many passwords an address may try, and how many may be tried for a user; whether requests are limited or not.
   *
   * @throws ProblemError 429
   */
  async admitLogin(address: string, tenant: string, user: string): Promise<void> {
    const tried: [string, number, string][] = [
      [`login/address/${address}`, LOGINS.address, 'An address'],
      [`login/user/${tenant}/${user}/${address}`, LOGINS.userAtAddress, 'An address, for one user,'],
      [`login/user/${tenant}/${user}`, LOGINS.user, 'A user'],
    ];
    for (const [caller, limit, who] of tried) await this.#take(caller, limit, QUARTER_MS, who);
  }

  async #take(caller: string, limit: number, windowMs: number, who: string): Promise<RateState> {
    const { allowed, remaining, resetMs } = await this.counter.take(caller, limit, windowMs);
    const state = { limit, windowMs, remaining, resetSeconds: Math.max(1, Math.ceil(resetMs / 1_000)) };
    if (allowed) return state;
    const headers = { 'retry-after': String(state.resetSeconds), ...rateHeaders([state]) };
    const detail = `${who} may make ${limit} ${windows[windowMs]?.told}. Try again in ${state.resetSeconds} s.`;
    throw new ProblemError(429, 'rate-limited', 'Too many requests', detail, { headers });
  }
}

/** What is left of a budget. */
export interface RateState {
  limit: number;
  windowMs: number;
  remaining: number;
  resetSeconds: number;
}

/** Budgets as the IETF's draft of RateLimit header fields for HTTP tells them; nothing where there are none. */
export function rateHeaders(states: readonly (RateState | null)[]): Record<string, string> {
  const told = states.filter((state) => state !== null);
  if (told.length === 0) return {};
  const nameOf = ({ windowMs }: RateState): string => `"${windows[windowMs]?.name}"`;
  return {
    'ratelimit-policy': told.map((state) => `${nameOf(state)};q=${state.limit};w=${state.windowMs / 1_000}`).join(', '),
    ratelimit: told.map((state) => `${nameOf(state)};r=${state.remaining};t=${state.resetSeconds}`).join(', '),
  };
}
