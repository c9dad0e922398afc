import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { newDataKey, seal, type SealedPlace, unseal } from '@tocsin/runtime/envelope';
import { VaultTransitKey } from './vault-transit.js';

/** A server that answers as Vault's documentation of the transit engine has it. */
const inside = newDataKey();
const place: SealedPlace = { tenantId: 'acme', table: 'tenant_keys', column: 'wrapped', id: 'acme', version: 1 };
let server: Server;
let address: string;

const placeIn = (data: string): SealedPlace => ({ ...place, id: `with ${data}` });

function answer(path: string, token: unknown, body: Record<string, string>): [number, object] {
  if (token !== 't0ken') return [403, { errors: ['permission denied'] }];
  const { plaintext = '', ciphertext = '', associated_data: data = '' } = body;
  if (path === '/v1/transit/encrypt/tocsin') {
    const sealed = seal(inside, placeIn(data), Buffer.from(plaintext, 'base64')).toString('base64');
    return [200, { data: { ciphertext: `vault:v1:${sealed}`, key_version: 1 } }];
  }
  if (path !== '/v1/transit/decrypt/tocsin') return [404, { errors: [] }];
  const opened = unseal(inside, placeIn(data), Buffer.from(ciphertext.replace('vault:v1:', ''), 'base64'));
  if (opened === null) return [400, { errors: ['cipher: message authentication failed'] }];
  return [200, { data: { plaintext: opened.toString('base64') } }];
}

beforeAll(async () => {
  server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const body = JSON.parse(Buffer.concat(parts).toString()) as Record<string, string>;
      const isPost = request.method === 'POST';
      const [status, told] = isPost ? answer(request.url ?? '', request.headers['x-vault-token'], body) : [405, {}];
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(told));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

const vault = (over: object = {}): VaultTransitKey =>
  new VaultTransitKey({ address, token: 't0ken', mount: 'transit', key: 'tocsin', ...over });

test('a key that the vault wraps is opened by it for its own place, and for no other', async () => {
  const key = newDataKey();
  const wrapped = await vault().wrap(place, key);
  expect(wrapped).toMatch(/^vault:v1:/);
  expect(await vault().unwrap(place, wrapped)).toEqual(key);
  expect(await vault().unwrap({ ...place, tenantId: 'globex' }, wrapped)).toBeNull();
  expect(vault().id).toBe('vault-transit-tocsin');
});

test('a vault that refuses, lacks the key or is away is told from a key that was tampered with', async () => {
  const wrapped = await vault().wrap(place, newDataKey());
  await expect(vault({ token: 'none' }).unwrap(place, wrapped)).rejects.toThrow(/answered 403; see that the token may/);
  await expect(vault({ key: 'other' }).wrap(place, newDataKey())).rejects.toThrow(/transit\/other and answered 404/);
  await expect(vault({ address: 'http://127.0.0.1:1' }).unwrap(place, wrapped)).rejects.toThrow(/does not answer/);
  expect(await vault().unwrap(place, `${wrapped.slice(0, -8)}AAAAAAA=`)).toBeNull();
});
