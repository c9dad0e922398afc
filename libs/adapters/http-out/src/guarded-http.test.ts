import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AddressGuard } from './address-guard.js';
import { GuardedHttp } from './guarded-http.js';

describe('AddressGuard', () => {
  const guard = new AddressGuard([]);

  it.each([
    '127.0.0.1', '127.8.9.10', '10.0.0.1', '172.16.5.5', '192.168.1.1', '169.254.169.254', '100.64.0.1', '0.0.0.0', '255.255.255.255',
    '224.0.0.1', '198.18.0.1', '::', '::1', 'fe80::1', 'fc00::1', 'fd12::1', 'ff02::1', '::ffff:127.0.0.1', '::ffff:7f00:1',
    '::FFFF:10.1.1.1', '64:ff9b::7f00:1', '2002:7f00:1::', '2001:db8::1', '::127.0.0.1', '::ffff:0:7f00:1', 'fec0::1', '3fff::1',
    '5f00::1', '2001::1', '100::1', '168.63.129.16', 'fe80::1%eth0', '0:0:0:0:0:ffff:10.0.0.1', 'nonsense', '',
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

/** Sends a byte now and then, as long as somebody listens. */
function endless(res: ServerResponse): void {
  res.writeHead(200, { 'content-type': 'text/plain' }).write('a');
  const timer = setInterval(() => res.write('a'), 20);
  res.once('close', () => clearInterval(timer));
}

describe('GuardedHttp', () => {
  let server: Server;
  let origin: string;
  let hits: string[];

  beforeEach(async () => {
    hits = [];
    server = createServer((req, res) => {
      hits.push(req.url ?? '');
      if (req.url === '/moved') res.writeHead(302, { location: '/elsewhere' }).end();
      else if (req.url === '/metadata') res.writeHead(307, { location: 'http://169.254.169.254/latest' }).end();
      else if (req.url === '/long') res.writeHead(200, { 'content-type': 'text/plain' }).end('é'.repeat(100_000));
      else if (req.url === '/picture') res.writeHead(200, { 'content-type': 'image/png' }).end('png');
      else if (req.url === '/endless') endless(res);
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
      text: '',
    });
  });

  it('keeps the first 512 bytes of an answer that is text, and nothing of another', async () => {
    expect(await post(`${origin}/long`, ['127.0.0.0/8'])).toMatchObject({ status: 200, text: 'é'.repeat(256) });
    expect(await post(`${origin}/picture`, ['127.0.0.0/8'])).not.toHaveProperty('text');
  });

  it('keeps as much of an answer as is wanted, and says whether there was more', async () => {
    const http = new GuardedHttp(new AddressGuard(['127.0.0.0/8']));
    const ask = (answerBytesMax: number) =>
      http.post({ url: `${origin}/long`, headers: {}, body: '', timeoutMs: 2_000, answerBytesMax });
    expect(await ask(200_000)).toEqual({
      kind: 'answered',
      status: 200,
      retryAfterMs: null,
      text: 'é'.repeat(100_000),
    });
    expect(await ask(199_998)).toMatchObject({ text: 'é'.repeat(99_999), isCut: true });
    await http.close();
  });

  it('leaves an answer that trickles and never ends when the time for all of it is over', async () => {
    const http = new GuardedHttp(new AddressGuard(['127.0.0.0/8']));
    const result = await http.post({ url: `${origin}/endless`, headers: {}, body: '', timeoutMs: 200 });
    expect(result).toEqual({ kind: 'unreachable', message: 'no whole answer within 200 ms' });
    await http.close();
  });

  it('a redirect to the metadata address gets no second request', async () => {
    expect(await post(`${origin}/metadata`, ['127.0.0.0/8'])).toMatchObject({ kind: 'answered', status: 307 });
    expect(hits).toEqual(['/metadata']);
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
