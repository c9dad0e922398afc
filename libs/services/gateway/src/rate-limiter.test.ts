import type { Principal } from './auth-manager.js';
import { ProblemError } from './problem.js';
import { rateHeaders, RateLimiter } from './rate-limiter.js';

const viewer: Principal = { subject: 's', tenant: 'acme', scopes: ['rules:read'], tier: 'standard' };
const enabled = { enabled: true, perMinutePerAddress: 3 };

/** A counter whose windows end in 41.2 seconds. */
function counter() {
  const counts = new Map<string, number>();
  return {
    take: async (caller: string, limit: number) => {
      const count = (counts.get(caller) ?? 0) + 1;
      counts.set(caller, count);
      return { allowed: count <= limit, remaining: Math.max(0, limit - count), resetMs: 41_200 };
    },
  };
}

test('every counted answer tells what is left of both budgets', async () => {
  const limiter = new RateLimiter(counter(), enabled);
  const states = [await limiter.admitAddress('127.0.0.1'), await limiter.admit(viewer)];
  expect(rateHeaders(states)).toEqual({
    'ratelimit-policy': '"minute";q=3;w=60, "hour";q=1000;w=3600',
    ratelimit: '"minute";r=2;t=42, "hour";r=999;t=42',
  });
});

test('who has no budget is told of none', async () => {
  const limiter = new RateLimiter(counter(), enabled);
  expect(rateHeaders([await limiter.admit({ ...viewer, scopes: ['admin:all'] })])).toEqual({});
  const unlimited = new RateLimiter(counter(), { ...enabled, enabled: false });
  expect(rateHeaders([await unlimited.admitAddress('127.0.0.1'), await unlimited.admit(viewer)])).toEqual({});
});

test('who has used up a budget is told how long to wait', async () => {
  const limiter = new RateLimiter(counter(), enabled);
  for (let i = 0; i < 3; i += 1) await limiter.admitAddress('127.0.0.1');
  const refused: unknown = await limiter.admitAddress('127.0.0.1').catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(ProblemError);
  expect(refused).toMatchObject({
    status: 429,
    headers: { 'retry-after': '42', ratelimit: '"minute";r=0;t=42', 'ratelimit-policy': '"minute";q=3;w=60' },
  });
  expect(await limiter.admitAddress('127.0.0.2')).toMatchObject({ remaining: 2 });
});
