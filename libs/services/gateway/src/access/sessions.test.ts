import type { AuditEvent } from '@tocsin/contracts/topics/audit';
import type { Revocation } from '@tocsin/contracts/topics/revocations';
import { FakeAccessStore } from '@tocsin/ports/access-store.fake';
import { FakeClock } from '@tocsin/ports/clock.fake';
import { AuthManager, type Principal } from '../auth-manager.js';
import { PasswordHasher } from './password-hasher.js';
import { subjectsIn } from './subjects.fake.js';
import { Sessions, type SessionTokens } from './sessions.js';
import { Users } from './users.js';

const DAY_MS = 86_400_000;
const admin: Principal = { subject: 'admin', tenant: 'acme', scopes: ['admin:all'], tier: 'standard' };
const password = 'correct horse battery staple';
const hasher = new PasswordHasher();

let clock: FakeClock;
let store: FakeAccessStore;
let revoked: Revocation[];
let auth: AuthManager;
let sessions: Sessions;
let users: Users;
let annId: string;
/** The pseudonym. */
let ann: string;
let refusals: string[];

beforeEach(async () => {
  clock = new FakeClock(1_763_900_000_000);
  store = new FakeAccessStore();
  revoked = [];
  let count = 0;
  const ids = { next: () => `id-${(count += 1)}` };
  const isRevoked = (tenant: string, id: string): boolean =>
    revoked.some((one) => one.tenant_id === tenant && one.id === id);
  const subjects = subjectsIn(clock, store);
  auth = new AuthManager({ secret: 'a-secret-of-a-test-that-is-long-enough', clock, ids, subjects, isRevoked });
  const announce = async (some: readonly Revocation[]): Promise<void> => void revoked.push(...some);
  const context = { store, subjects, clock, ids, announce };
  refusals = [];
  sessions = new Sessions(context, auth, hasher, ({ subject }) => refusals.push(subject));
  users = new Users(context, hasher);
  const created = await users.create(admin, { name: 'ann', password, role: 'editor' });
  annId = created.kind === 'user' ? created.user.id : '';
  ann = await subjects.idOf('acme', 'ann');
});

async function logIn(): Promise<SessionTokens> {
  const opening = await sessions.open({ tenant: 'acme', name: 'ann', password });
  if (opening.kind !== 'open') throw new Error(`the login came to ${opening.kind}`);
  return opening;
}

async function renewed(token: string): Promise<SessionTokens> {
  const renewal = await sessions.renew(token);
  if (renewal.kind !== 'renewed') throw new Error(`the renewal came to ${renewal.kind}`);
  return renewal;
}

const admitted = ({ access }: SessionTokens): Promise<Principal> => auth.verify([`Bearer ${access.token}`]);
const audited = (): AuditEvent[] => store.outbox.flatMap((event) => (event.topic === 'audit' ? [event.value] : []));

test('the right password opens a session, whose token has the role of its user and ends after minutes', async () => {
  const opened = await logIn();
  expect(await admitted(opened)).toMatchObject({ subject: ann, tenant: 'acme', role: 'editor', isOperator: false });
  await clock.advance(600_000);
  await expect(admitted(opened)).rejects.toMatchObject({ status: 401, code: 'token-expired' });
  expect(audited().at(-1)).toMatchObject({ type: 'access_granted', actor: ann, subject: `user/${annId}` });
});

test('a wrong password, an unknown user, another tenant and a disabled user are refused alike', async () => {
  const refused = { kind: 'refused' };
  expect(await sessions.open({ tenant: 'acme', name: 'ann', password: 'wrong' })).toEqual(refused);
  expect(await sessions.open({ tenant: 'acme', name: 'bob', password })).toEqual(refused);
  expect(await sessions.open({ tenant: 'globex', name: 'ann', password })).toEqual(refused);
  await users.change(admin, annId, { role: 'editor', disabled: true });
  expect(await sessions.open({ tenant: 'acme', name: 'ann', password })).toEqual(refused);
  expect(refusals).toEqual([ann, ann]);
});

test('a refresh token goes on once; the one it gave goes on next', async () => {
  const first = await logIn();
  const second = await renewed(first.refresh);
  const third = await renewed(second.refresh);
  expect(third.session.rotation).toBe(2);
  await expect(admitted(third)).resolves.toMatchObject({ subject: ann });
});

test('a refresh token that is used twice ends the session, for the thief and for the one who was stolen from', async () => {
  const first = await logIn();
  const second = await renewed(first.refresh);
  expect(await sessions.renew(first.refresh)).toEqual({ kind: 'reused' });
  expect(await sessions.renew(second.refresh)).toEqual({ kind: 'refused' });
  await expect(admitted(second)).rejects.toMatchObject({ code: 'token-revoked' });
  await expect(admitted(await logIn())).resolves.toMatchObject({ subject: ann });
  expect(audited().some(({ type, details }) => type === 'access_denied' && 'session' in details)).toBe(true);
});

test('of two that use one refresh token at once, at most one goes on', async () => {
  const { refresh } = await logIn();
  const kinds = (await Promise.all([sessions.renew(refresh), sessions.renew(refresh)])).map(({ kind }) => kind);
  expect(kinds.toSorted()).toEqual(['renewed', 'reused']);
});

test('neither kind of token is taken for the other', async () => {
  const opened = await logIn();
  await expect(auth.verify([`Bearer ${opened.refresh}`])).rejects.toMatchObject({ code: 'token-wrong-claim' });
  expect(await sessions.renew(opened.access.token)).toEqual({ kind: 'refused' });
  expect(await sessions.renew('x'.repeat(9_000))).toEqual({ kind: 'refused' });
});

test('after a month the password is asked for again', async () => {
  let { refresh } = await logIn();
  await clock.advance(29 * DAY_MS);
  ({ refresh } = await renewed(refresh));
  await clock.advance(DAY_MS);
  expect(await sessions.renew(refresh)).toEqual({ kind: 'refused' });
});

test('another role, another password and being disabled end what was open', async () => {
  const changes = [
    () => users.change(admin, annId, { role: 'viewer', disabled: false }),
    () => users.setPassword(admin, annId, password),
    () => users.change(admin, annId, { role: 'viewer', disabled: true }),
  ];
  for (const change of changes) {
    const opened = await logIn();
    await change();
    await expect(admitted(opened)).rejects.toMatchObject({ code: 'token-revoked' });
    expect(await sessions.renew(opened.refresh)).toEqual({ kind: 'refused' });
  }
});

test('what changes nothing ends nothing', async () => {
  const opened = await logIn();
  await users.change(admin, annId, { role: 'editor', disabled: false });
  await expect(admitted(opened)).resolves.toMatchObject({ subject: ann });
});

test('a revocation is taken out of the log once what it is about has expired', async () => {
  const { session } = await logIn();
  await sessions.end('acme', session.id);
  await clock.advance(31 * DAY_MS);
  await logIn();
  const told = store.outbox.filter(({ topic }) => topic === 'revocations');
  expect(told.map(({ key, value }) => [key, value === null])).toEqual([
    [`acme/${session.id}`, false],
    [`acme/${session.id}`, true],
  ]);
});

test('no event, of whichever topic, holds a password, its hash or the name of who came in', async () => {
  expect((await renewed((await logIn()).refresh)).user.name).toBe('ann');
  await users.setPassword(admin, annId, 'another long password');
  expect(JSON.stringify(store.outbox)).not.toMatch(/argon2|correct horse|another long|ann\b/);
});
