import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AddressGuard } from './address-guard.js';
import { GuardedHttp } from './guarded-http.js';

describe('AddressGuard', () => {
  const guard = new AddressGuard([]);

  it.each([
    '127.0.0.1', '127.8.9.10', '10.0.0.1', '172.16.5.5', '192.168.1.1', '169.254.169.254', '100.64.0.1', '0.0.0.0', '255.255.255.255',
    '224.0.0.1', '198.18.0.1', '::', '::1', 'fe80::1', 'fc00::1', 'fd12::1', 'ff02::1', '::ffff:127.0.0.1', '::ffff:7f00:1',
    '::FFFF:10.1.1.1', '64:ff9b::7f00:1', '2002:7f00:1::', '2001:db8::1', 'nonsense', '',
  ])('does not allow %s', (address) => expect(guard.allows(address)).toBe(false)); // prettier-ignore

  it.each(['1.1.1.1', '8.8.8.8', '2606:4700:4700::1111'])('allows the public %s', (address) =>
    expect(guard.allows(address)).toBe(true),
  );

  it('allows what the configuration names, and no more', () => {
    const own = new AddressGuard(['127.0.0.0/8', '::1/128']);
    expect(['127.0.0.1', '::1', '::ffff:127.0.0.1', '10.0.0.1'].map((address) => own.allows(address))).toEqual([
      true,
      true,
      true,
      false,
    ]);
  });
});

describe('GuardedHttp', () => {
  let server: Server;
  let origin: string;
  let hits: string[];

  beforeEach(async () => {
    hits = [];
    server = createServer((req, res) => {
      hits.push(req.url ?? '');
      if (req.url === '/moved') res.writeHead(302, { location: '/elsewhere' }).end();
      else if (req.url === '/busy') res.writeHead(429, { 'retry-after': '7' }).end();
      else res.end('ok');
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterEach(() => new Promise((done) => server.close(done)));

  const post = async (url: string, networks: string[]) => {
    const http = new GuardedHttp(new AddressGuard(networks));
    const result = await http.post({ url, headers: {}, body: '{}', timeoutMs: 2_000 });
    await http.close();
    return result;
  };

  it('posts to an allowed address and tells status and Retry-After', async () => {
    expect(await post(`${origin}/busy`, ['127.0.0.0/8'])).toEqual({
      kind: 'answered',
      status: 429,
      retryAfterMs: 7_000,
    });
  });

  it('follows no redirect', async () => {
    expect(await post(`${origin}/moved`, ['127.0.0.0/8'])).toMatchObject({ kind: 'answered', status: 302 });
    expect(hits).toEqual(['/moved']);
  });

  it.each([
    (port: string) => `http://127.0.0.1:${port}/`,
    (port: string) => `http://localhost:${port}/`,
    (port: string) => `http://2130706433:${port}/`,
    (port: string) => `http://0x7f.1:${port}/`,
    (port: string) => `http://[::ffff:127.0.0.1]:${port}/`,
    (port: string) => `http://0:${port}/`,
    (port: string) => `http://user:pw@127.0.0.1:${port}/`,
    () => 'file:///etc/passwd',
    () => 'gopher://127.0.0.1/',
  ])('sends nothing to a forbidden spelling (%#)', async (spell) => {
    expect((await post(spell(new URL(origin).port), [])).kind).toBe('refused');
    expect(hits).toEqual([]);
  });

  it('says when nobody answers', async () => {
    expect((await post('http://127.0.0.1:1/', ['127.0.0.0/8'])).kind).toBe('unreachable');
  });
});
