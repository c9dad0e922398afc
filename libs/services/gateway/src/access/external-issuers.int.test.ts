import { createHmac, createPublicKey } from 'node:crypto';
import { systemClock } from '@tocsin/runtime/system-clock';
import { AUDIENCE, OidcIssuer } from '@tocsin/testing/oidc-issuer';
import { AuthManager, type Principal } from '../auth-manager.js';
import { type ExternalIssuer, ExternalIssuers, ONLY_TENANT } from './external-issuers.js';
import { subjectsIn } from './subjects.fake.js';

/** Tokens of a real OpenID provider, which runs on loopback. */
const secret = 'a-secret-of-a-test-that-is-long-enough';
const subjects = subjectsIn(systemClock);
let issuer: OidcIssuer;
let config: ExternalIssuer;

beforeEach(async () => {
  issuer = await OidcIssuer.start();
  config = {
    issuer: issuer.url,
    audience: AUDIENCE,
    jwksUrl: issuer.jwksUrl,
    algorithms: ['RS256'],
    tenantClaim: 'company',
    tenants: { 'Acme Ltd.': 'acme' },
    roleClaim: 'groups',
    roles: { watchers: 'viewer', 'on-call': 'editor' },
  };
});
afterEach(() => issuer.stop());

/** Lets in by the issuers beside the platform's own tokens; time may be put forward. */
function doorOf(
  over: Partial<ExternalIssuer> = {},
  aheadMs = 0,
  cooldownMs?: number,
): (token: string) => Promise<Principal> {
  const clock = { ...systemClock, now: () => systemClock.now() + aheadMs };
  const doors = [new ExternalIssuers([{ ...config, ...over }], clock, cooldownMs)];
  const auth = new AuthManager({ secret, clock, ids: { next: () => 'id' }, subjects, isRevoked: () => false, doors });
  return (token) => auth.verify([`Bearer ${token}`]);
}

const sound = { company: 'Acme Ltd.', groups: ['watchers', 'on-call', 'others'] };
const refused = (code: string): object => ({ status: 401, code });

test('a token lets in with the tenant and the highest of the roles that its claims lead to', async () => {
  const admit = doorOf();
  const principal = await admit(await issuer.token(sound));
  expect(await subjects.nameOf('acme', principal.subject)).toBe(`${new URL(issuer.url).host}/program`);
  expect(principal).toMatchObject({
    subject: expect.stringMatching(/^subj_[0-9a-f]{32}$/),
    tenant: 'acme',
    role: 'editor',
    scopes: expect.arrayContaining(['rules:write']),
  });
  expect(await admit(await issuer.token({ ...sound, groups: 'watchers' }))).toMatchObject({ role: 'viewer' });
  expect(issuer.keysAsked).toBe(1);
});

test('nobody outside is the operator, whatever the token says', async () => {
  const token = await issuer.token({ ...sound, operator: true, role: 'admin', scope: 'admin:all' });
  const principal = await doorOf()(token);
  expect(principal.isOperator ?? false).toBe(false);
  expect(principal.scopes).not.toContain('admin:all');
});

test('an issuer of one tenant needs no claim for it', async () => {
  const admit = doorOf({ tenantClaim: null, tenants: { [ONLY_TENANT]: 'globex' } });
  expect(await admit(await issuer.token({ groups: ['watchers'] }))).toMatchObject({ tenant: 'globex' });
});

test.each<[string, object]>([
  ['of a tenant that the issuer does not speak for', { company: 'Globex' }],
  ['of the tenant itself, where the claim has another name for it', { company: 'acme' }],
  ['of the tenant __proto__', { company: '__proto__' }],
  ['of several tenants', { company: ['Acme Ltd.', 'Globex'] }],
  ['of no tenant', { company: undefined }],
  ['of no role that is known', { groups: ['others'] }],
  ['of the role __proto__', { groups: '__proto__' }],
  ['of no role', { groups: undefined }],
])('a token %s lets nobody in', async (_name, claims) => {
  const token = await issuer.token({ ...sound, ...claims });
  await expect(doorOf()(token)).rejects.toMatchObject(refused('token-wrong-claim'));
});

test('a token for another audience, of another time or with another signature lets nobody in', async () => {
  const token = await issuer.token(sound);
  await expect(doorOf({ audience: 'urn:other' })(token)).rejects.toMatchObject(refused('token-wrong-claim'));
  await expect(doorOf({}, 600_000)(token)).rejects.toMatchObject(refused('token-expired'));
  await expect(doorOf({ algorithms: ['ES256'] })(token)).rejects.toMatchObject(refused('token-wrong-algorithm'));
  const [head = '', body = ''] = token.split('.');
  const other = Buffer.from(JSON.stringify({ ...JSON.parse(Buffer.from(body, 'base64url').toString()), sub: 'root' }));
  const forged = [head, other.toString('base64url'), token.split('.')[2]].join('.');
  await expect(doorOf()(forged)).rejects.toMatchObject(refused('token-wrong-signature'));
});

test("the issuer's public key is no secret to sign with", async () => {
  const admit = doorOf();
  const token = await issuer.token(sound);
  const { keys } = (await (await fetch(issuer.jwksUrl)).json()) as { keys: [{ kid: string }] };
  const pem = createPublicKey({ key: keys[0] as never, format: 'jwk' }).export({ type: 'spki', format: 'pem' });
  const head = Buffer.from(JSON.stringify({ alg: 'HS256', kid: keys[0].kid })).toString('base64url');
  const signed = `${head}.${token.split('.')[1] ?? ''}`;
  const forged = `${signed}.${createHmac('sha256', pem).update(signed).digest('base64url')}`;
  await expect(admit(forged)).rejects.toMatchObject(refused('token-wrong-algorithm'));
});

test('the platform says nothing for others, nor others for the platform', async () => {
  const clock = systemClock;
  const doors = [new ExternalIssuers([config], clock)];
  const auth = new AuthManager({ secret, clock, ids: { next: () => 'id' }, subjects, isRevoked: () => false, doors });
  const own = await auth.issue({ subject: 'x', tenant: 'acme', scopes: ['rules:read'], expiresInSeconds: 60 });
  expect(await auth.verify([`Bearer ${own.token}`])).toMatchObject({ subject: await subjects.idOf('acme', 'x') });
  const elsewhere = await OidcIssuer.start();
  await expect(auth.verify([`Bearer ${await elsewhere.token(sound)}`])).rejects.toMatchObject({ status: 401 });
  await elsewhere.stop();
});

test('new keys of the issuer are met by asking once, however many come with them', async () => {
  const admit = doorOf({}, 0, 0);
  const old = await issuer.token(sound);
  await admit(old);
  issuer.rotateKeys();
  const tokens = await Promise.all(Array.from({ length: 20 }, () => issuer.token(sound)));
  const principals = await Promise.all(tokens.map(admit));
  expect(principals.map(({ tenant }) => tenant)).toEqual(Array.from({ length: 20 }, () => 'acme'));
  expect(issuer.keysAsked).toBe(2);
  await expect(admit(old)).rejects.toMatchObject(refused('token-unknown-key'));
});

test('keys that are made up make nobody ask the issuer again and again', async () => {
  const admit = doorOf();
  await admit(await issuer.token(sound));
  const elsewhere = await issuer.token(sound);
  const [, body, signature] = elsewhere.split('.');
  for (let i = 0; i < 50; i += 1) {
    const head = Buffer.from(JSON.stringify({ alg: 'RS256', kid: `made up ${i}` })).toString('base64url');
    const forged = [head, body, signature].join('.');
    await expect(admit(forged)).rejects.toMatchObject(refused('token-unknown-key'));
  }
  expect(issuer.keysAsked).toBe(1);
});

test('while the issuer is away, known keys are enough, and without any the answer says to try again', async () => {
  const [known, unknown] = [doorOf(), doorOf()];
  const token = await issuer.token(sound);
  await known(token);
  issuer.setAway(true);
  expect(await known(token)).toMatchObject({ tenant: 'acme' });
  await expect(unknown(token)).rejects.toMatchObject({ status: 503, code: 'issuer-unavailable' });
});
