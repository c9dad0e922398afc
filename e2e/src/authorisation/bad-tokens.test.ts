import { createPrivateKey, generateKeyPairSync, sign } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { type IncomingMessage, request } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { WebSocket } from 'ws';
import { Standalone } from '../world/standalone.js';
import { base64, seconds, TokenForger } from './forged-token.js';

/** What stands in the header; several values are several headers. */
type Headers = string | string[] | undefined;

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const rsaPublicPem = String(rsa.publicKey.export({ type: 'spki', format: 'pem' }));
const rsaPrivate = createPrivateKey(rsa.privateKey.export({ type: 'pkcs8', format: 'pem' }));

let standalone: Standalone;
let forger: TokenForger;

beforeAll(async () => {
  standalone = await Standalone.start();
  forger = new TokenForger((await readFile(join(standalone.home, 'platform.secret'), 'utf8')).trim());
}, 60_000);
afterAll(() => standalone.remove());

/** Answers of both doors; neither client mends what is wrong. */
async function answersTo(authorization: Headers, query = ''): Promise<IncomingMessage[]> {
  const headers = (authorization === undefined ? {} : { authorization }) as Record<string, string>;
  const rest = new Promise<IncomingMessage>((resolve, reject) =>
    request(`${standalone.api.base}/api/rules${query}`, { headers }, resolve).once('error', reject).end(),
  );
  const live = new Promise<IncomingMessage>((resolve, reject) => {
    const socket = new WebSocket(`${standalone.api.base.replace('http', 'ws')}/ws${query}`, { headers });
    socket.once('unexpected-response', (_request, response) => resolve(response));
    socket.once('open', () => {
      socket.close();
      reject(new Error('the WebSocket was opened'));
    });
  });
  return Promise.all([rest, live]);
}

/** The problem that both doors answered with. */
async function refusal(authorization: Headers, query = ''): Promise<string> {
  const codes = [];
  for (const answer of await answersTo(authorization, query)) {
    const body = JSON.parse(await text(answer)) as Record<string, unknown>;
    expect(answer.statusCode).toBe(401);
    expect(answer.headers['content-type']).toContain('application/problem+json');
    expect(answer.headers['www-authenticate']).toMatch(/^Bearer realm="tocsin"/);
    expect(body).toMatchObject({
      status: 401,
      title: expect.any(String),
      detail: expect.any(String),
      instance: expect.stringMatching(/^\//),
      trace_id: expect.stringMatching(/^[0-9a-f]{32}$/),
    });
    codes.push(String(body['type']).replace('urn:tocsin:problem:', ''));
  }
  expect(new Set(codes).size).toBe(1);
  return codes[0] ?? '';
}

test('a sound token of this kind opens both doors, so that the refusals below mean something', async () => {
  const headers = { authorization: `Bearer ${forger.token()}` };
  expect((await fetch(`${standalone.api.base}/api/rules`, { headers })).status).toBe(200);
  const socket = new WebSocket(`${standalone.api.base.replace('http', 'ws')}/ws`, { headers });
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
  socket.close();
});

describe('a header that is none', () => {
  test.each<[string, () => Headers, string]>([
    ['no header', () => undefined, 'token-missing'],
    ['an empty one', () => '', 'token-malformed'],
    ['the scheme alone', () => 'Bearer', 'token-malformed'],
    ['another scheme', () => `Basic ${base64('admin:admin')}`, 'token-malformed'],
    ['a token without its scheme', () => forger.token(), 'token-malformed'],
    ['words behind the token', () => `Bearer ${forger.token()} more`, 'token-malformed'],
    ['two spaces', () => `Bearer  ${forger.token()}`, 'token-malformed'],
    ['two headers', () => [`Bearer ${forger.token()}`, `Bearer ${forger.token()}`], 'token-malformed'],
    ['a wrong header behind a sound one', () => [`Bearer ${forger.token()}`, 'Bearer x'], 'token-malformed'],
  ])('%s', async (_name, make, code) => expect(await refusal(make())).toBe(code));

  test('a token in the address, which is logged', async () =>
    expect(await refusal(undefined, `?access_token=${forger.token()}`)).toBe('token-missing'));
});

describe('a token that is no JWT', () => {
  const [head, body, signature] = [0, 1, 2] as const;
  const part = (at: number): string => forger.parts()[at] ?? '';
  test.each<[string, () => string]>([
    ['one word', () => 'x'],
    ['two parts', () => `${part(head)}.${part(body)}`],
    ['five parts, as an encrypted one has', () => `${part(head)}.a.b.c.${part(signature)}`],
    ['nothing but dots', () => '..'],
    ['characters outside of base64url', () => `${part(head)}.${part(body)}.!!!!`],
    ['a header that is not JSON', () => `${base64('{alg')}.${part(body)}.${part(signature)}`],
    ['more than 8 KiB', () => forger.token({ claims: { padding: 'x'.repeat(8_192) } })],
  ])('%s', async (_name, make) => expect(await refusal(`Bearer ${make()}`)).toBe('token-malformed'));

  test.each<[string, string]>([
    ['not JSON', 'not JSON'],
    ['a list', '[]'],
    ['null', 'null'],
    ['cut off', '{"sub":"somebody"'],
  ])('a payload that is %s, soundly signed', async (_name, payload) =>
    expect(await refusal(`Bearer ${forger.token({ payload })}`)).toBe('token-malformed'),
  );
});

describe('a signature that proves nothing', () => {
  const signedByRsa = (header: object): string => {
    const [, body = ''] = forger.parts();
    const head = base64(JSON.stringify({ alg: 'RS256', typ: 'JWT', ...header }));
    return `${head}.${body}.${sign('sha256', Buffer.from(`${head}.${body}`), rsaPrivate).toString('base64url')}`;
  };
  const unsigned = (alg: string): string => {
    const [head = '', body = ''] = forger.parts({ header: { alg } });
    return `${head}.${body}.`;
  };
  test.each<[string, () => string, string]>([
    ['alg: none', () => unsigned('none'), 'token-wrong-algorithm'],
    ['alg: nOnE', () => unsigned('nOnE'), 'token-wrong-algorithm'],
    ['alg: none over a sound signature', () => forger.token({ header: { alg: 'none' } }), 'token-wrong-algorithm'],
    [
      'HS512 by the right key',
      () => forger.token({ header: { alg: 'HS512' }, hash: 'sha512' }),
      'token-wrong-algorithm',
    ],
    [
      'HS384 by the right key',
      () => forger.token({ header: { alg: 'HS384' }, hash: 'sha384' }),
      'token-wrong-algorithm',
    ],
    ['RS256 by a key of their own', () => signedByRsa({}), 'token-wrong-algorithm'],
    [
      'RS256 with their key in the header',
      () => signedByRsa({ jwk: rsa.publicKey.export({ format: 'jwk' }) }),
      'token-wrong-algorithm',
    ],
    [
      'RS256 with the address of their keys',
      () => signedByRsa({ jku: 'http://127.0.0.1:9/' }),
      'token-wrong-algorithm',
    ],
    ['HS256 by a public key', () => forger.token({ secret: rsaPublicPem }), 'token-wrong-signature'],
    ['HS256 by another secret', () => forger.token({ secret: 'x'.repeat(43) }), 'token-wrong-signature'],
    ['HS256 by an empty secret', () => forger.token({ secret: '' }), 'token-wrong-signature'],
    [
      'a key named by a path to nothing',
      () => forger.token({ header: { kid: '../../../../dev/null' }, secret: '' }),
      'token-wrong-signature',
    ],
    ['cut short', () => forger.token().slice(0, -4), 'token-wrong-signature'],
    [
      'of another payload',
      () => {
        const [head = '', , signature = ''] = forger.parts();
        return [head, forger.parts({ claims: { tenant: 'globex' } })[1], signature].join('.');
      },
      'token-wrong-signature',
    ],
    [
      'of another header',
      () => [forger.parts({ header: { x: 1 } })[0], ...forger.parts().slice(1)].join('.'),
      'token-wrong-signature',
    ],
    ['a demand that nobody knows', () => forger.token({ header: { crit: ['x'], x: 1 } }), 'token-malformed'],
    ['none at all', () => unsigned('HS256'), 'token-wrong-signature'],
  ])('%s', async (_name, make, code) => expect(await refusal(`Bearer ${make()}`)).toBe(code));
});

describe('an API key that there is not', () => {
  test.each<[string, string]>([
    ['of nobody', `tsk_${'0'.repeat(8)}-0000-4000-8000-${'0'.repeat(12)}_${'A'.repeat(43)}`],
    ['the mark alone', 'tsk_'],
    ['a path for its name', `tsk_../../admin_${'A'.repeat(43)}`],
    ['of the name __proto__', `tsk___proto___${'A'.repeat(43)}`],
  ])('%s', async (_name, key) => expect(await refusal(`Bearer ${key}`)).toBe('api-key-unknown'));
});

describe('claims that do not fit', () => {
  test.each<[string, object, string?]>([
    ['expired', { exp: seconds() - 10 }, 'token-expired'],
    ['never expires', { exp: undefined }],
    ['expires at a word', { exp: 'never' }],
    ['is not valid yet', { nbf: seconds() + 60 }],
    ['is valid from a word', { nbf: 'now' }],
    ['by another issuer', { iss: 'elsewhere' }],
    ['by no issuer', { iss: undefined }],
    ['for another audience', { aud: 'elsewhere' }],
    ['for no audience', { aud: undefined }],
    ['without a name of its own, so that nobody could revoke it', { jti: undefined }],
    ['of nobody', { sub: undefined }],
    ['of an empty name', { sub: '' }],
    ['of a name that is no text', { sub: { $ne: null } }],
    ['of no tenant', { tenant: undefined }],
    ['of a tenant that is a path', { tenant: '../acme_main' }],
    ['of the tenant __proto__', { tenant: '__proto__' }],
    ['of a list of tenants', { tenant: ['acme_main', 'globex'] }],
    ['without scopes', { scope: undefined }],
    ['with an unknown scope', { scope: 'admin:all everything' }],
    ['with a list of scopes', { scope: ['admin:all'] }],
    ['with an unknown role', { role: 'root' }],
    ['with an unknown tier', { tier: 'boundless' }],
    ['of an operator by word', { operator: 'true' }],
  ])('%s', async (_name, claims, code = 'token-wrong-claim') =>
    expect(await refusal(`Bearer ${forger.token({ claims: { ...claims } })}`)).toBe(code),
  );

  test.each<[string, object]>([
    ['another type', { typ: 'at+jwt' }],
    ['no type', { typ: undefined }],
  ])('of %s', async (_name, header) =>
    expect(await refusal(`Bearer ${forger.token({ header: { ...header } })}`)).toBe('token-wrong-claim'),
  );
});
