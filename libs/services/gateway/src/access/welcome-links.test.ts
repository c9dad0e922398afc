import { FakeAccessStore } from '@tocsin/ports/access-store.fake';
import { FakeClock } from '@tocsin/ports/clock.fake';
import { AuthManager } from '../auth-manager.js';
import { IssuedTokens } from './issued-tokens.js';
import { subjectsIn } from './subjects.fake.js';
import { WelcomeLinks } from './welcome-links.js';

const MINUTE_MS = 60_000;
let clock: FakeClock;
let store: FakeAccessStore;
let auth: AuthManager;
let tokens: IssuedTokens;
let links: WelcomeLinks;

beforeEach(() => {
  clock = new FakeClock(1_763_900_000_000);
  store = new FakeAccessStore();
  let count = 0;
  const ids = { next: () => `id-${(count += 1)}` };
  const subjects = subjectsIn(clock, store);
  auth = new AuthManager({
    secret: 'a-secret-of-a-test-that-is-long-enough',
    clock,
    ids,
    subjects,
    isRevoked: () => false,
  });
  tokens = new IssuedTokens({ store, subjects, clock, ids, announce: async () => undefined }, auth);
  links = new WelcomeLinks(auth, tokens);
});

async function opened(secret: string): Promise<string> {
  const opening = await links.open(secret);
  if (opening?.kind !== 'issued') throw new Error(`the link came to ${opening?.kind ?? 'nothing'}`);
  return opening.token;
}

test('a link lets the admin in, once, for a day of work, and its token is listed and written down', async () => {
  const secret = await links.issue('acme');
  const token = await opened(secret);
  const principal = await auth.verify([`Bearer ${token}`]);
  expect(principal).toMatchObject({ tenant: 'acme', role: 'admin', isOperator: true, scopes: ['admin:all'] });
  expect(await links.open(secret)).toEqual({ kind: 'used' });
  expect((await tokens.list('acme')).tokens).toMatchObject([{ role: 'admin', issued_by: 'welcome link' }]);
  expect(store.outbox.filter(({ topic }) => topic === 'audit')).toHaveLength(1);
  await clock.advance(12 * 60 * MINUTE_MS);
  await expect(auth.verify([`Bearer ${token}`])).rejects.toMatchObject({ code: 'token-expired' });
  expect(await links.open(secret)).toBeNull();
});

test('of two who show a link at once, one is let in', async () => {
  const secret = await links.issue('acme');
  const openings = await Promise.all([links.open(secret), links.open(secret)]);
  expect(openings.map((opening) => opening?.kind).toSorted()).toEqual(['issued', 'used']);
});

test('a link is good for a quarter of an hour, and lets nobody in by itself', async () => {
  const secret = await links.issue('acme');
  await expect(auth.verify([`Bearer ${secret}`])).rejects.toMatchObject({ status: 401 });
  await clock.advance(15 * MINUTE_MS);
  expect(await links.open(secret)).toBeNull();
});

test('neither a token nor what renews a session is a link', async () => {
  const expiresAt = clock.now() + MINUTE_MS;
  const { token } = await auth.issue({ subject: 'ann', tenant: 'acme', scopes: ['admin:all'], expiresInSeconds: 60 });
  const refresh = await auth.issueRefresh({ tenant: 'acme', session: 's', rotation: 0, expiresAt });
  for (const secret of [token, refresh, 'nothing', '']) expect(await links.open(secret)).toBeNull();
});
