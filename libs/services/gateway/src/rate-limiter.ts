import type { RateCounter } from '@tocsin/ports/rate-counter';
import type { Principal } from './auth-manager.js';
import { ProblemError } from './problem.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
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

  /** @throws ProblemError 429 */
  async admitAddress(address: string): Promise<void> {
    if (this.limits.enabled)
      await this.#take(`address/${address}`, this.limits.perMinutePerAddress, MINUTE_MS, 'An address');
  }

  /** @throws ProblemError 429 */
  async admit(principal: Principal): Promise<void> {
    if (!this.limits.enabled || principal.scopes.includes('admin:all')) return;
    await this.#take(
      `subject/${principal.tenant}/${principal.subject}`,
      PER_HOUR[principal.tier],
      HOUR_MS,
      `A token of tier ${principal.tier}`,
    );
  }

  async #take(caller: string, limit: number, windowMs: number, who: string): Promise<void> {
    const { allowed, retryAfterMs } = await this.counter.take(caller, limit, windowMs);
    if (allowed) return;
    const seconds = Math.max(1, Math.ceil(retryAfterMs / 1_000));
    const headers = {
      'retry-after': String(seconds),
      ratelimit: `"${windowMs === HOUR_MS ? 'hour' : 'minute'}";r=0;t=${seconds}`,
    };
    const per = windowMs === HOUR_MS ? 'an hour' : 'a minute';
    const detail = `${who} may make ${limit} requests ${per}. Try again in ${seconds} s.`;
    throw new ProblemError(429, 'rate-limited', 'Too many requests', detail, { headers });
  }
}
