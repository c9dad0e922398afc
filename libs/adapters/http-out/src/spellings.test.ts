import { createServer, type Server, type Socket, type AddressInfo } from 'node:net';
import { AddressGuard } from './address-guard.js';
import { GuardedHttp, type Resolve } from './guarded-http.js';

/** Loopback, private networks and metadata services, in every spelling that has fooled somebody; PORT is listened on. */
const spellings: readonly string[] = [
  'http://127.0.0.1:PORT/', 'http://127.1:PORT/', 'http://127.0.1:PORT/', 'http://127.255.255.254:PORT/', 'http://2130706433:PORT/',
  'http://017700000001:PORT/', 'http://0x7f000001:PORT/', 'http://0x7f.0x0.0x0.0x1:PORT/', 'http://0177.0.0.1:PORT/',
  'http://0177.0x0.0.1:PORT/', 'http://0x7f.1:PORT/', 'http://127.0.0.1.:PORT/', 'http://127.0.0.01:PORT/', 'http://%31%32%37.0.0.1:PORT/',
  'http://0:PORT/', 'http://0.0.0.0:PORT/', 'http://0.1:PORT/', 'http://127。0。0。1:PORT/', 'http://127．0．0．1:PORT/',
  'http://127｡0｡0｡1:PORT/', 'http://①②⑦.⓪.⓪.①:PORT/', 'http://１２７.0.0.1:PORT/', 'http://localhost:PORT/', 'http://LOCALHOST:PORT/',
  'http://localhost.:PORT/', 'http://ⓛocalhost:PORT/', 'http://a.localhost:PORT/', 'http://[::1]:PORT/', 'http://[0:0:0:0:0:0:0:1]:PORT/',
  'http://[::]:PORT/', 'http://[::ffff:127.0.0.1]:PORT/', 'http://[::ffff:7f00:1]:PORT/', 'http://[0:0:0:0:0:FFFF:7F00:0001]:PORT/',
  'http://[::127.0.0.1]:PORT/', 'http://[::7f00:1]:PORT/', 'http://[::ffff:0:127.0.0.1]:PORT/', 'http://[64:ff9b::127.0.0.1]:PORT/',
  'http://[64:ff9b:1::7f00:1]:PORT/', 'http://[2002:7f00:1::]:PORT/', 'http://[2001:0:7f00:1::]:PORT/', 'http://[fe80::1]:PORT/',
  'http://[fe80::1%25lo]:PORT/', 'http://[fe80::1%lo]:PORT/', 'http://[fec0::1]:PORT/', 'http://[fd00:ec2::254]/', 'http://[fd20:ce::254]/',
  'http://[ff02::1]:PORT/', 'http://169.254.169.254/latest/meta-data/', 'http://[::ffff:a9fe:a9fe]/', 'http://2852039166/',
  'http://0xa9fea9fe/', 'http://0251.0376.0251.0376/', 'http://169.254.43518/', 'http://169.16689662/', 'http://100.100.100.200/',
  'http://168.63.129.16/', 'http://192.0.0.192/', 'http://metadata.google.internal/', 'http://10.0.0.1/', 'http://172.16.0.1/',
  'http://192.168.0.1/', 'http://[fc00::1]/', 'http://private.example:PORT/', 'http://mixed.example:PORT/', 'http://mapped.example:PORT/',
  'http://zone.example:PORT/', 'http://nothing.example:PORT/', 'http://user:pw@127.0.0.1:PORT/', 'http://a@127.0.0.1:PORT/',
  'http://8.8.8.8@127.0.0.1:PORT/', 'http://127.0.0.1:PORT@8.8.8.8/', 'http://8.8.8.8\\@127.0.0.1:PORT/', 'http:\\\\127.0.0.1:PORT/',
  'http:/127.0.0.1:PORT/', 'http:127.0.0.1:PORT/', 'http://127.0.0.1\t:PORT/', 'http://127.0.\n0.1:PORT/', '\thttp://127.0.0.1:PORT/',
  ' http://127.0.0.1:PORT/', 'ht\ntp://127.0.0.1:PORT/', 'http://127.0.0.1:PORT\r\nHost: a/', 'http://127.0.0.1%00:PORT/',
  'http://127.0.0.1%2f:PORT/', 'https://127.0.0.1:PORT/', 'file:///etc/passwd', 'gopher://127.0.0.1:PORT/', 'ftp://127.0.0.1:PORT/',
  'ws://127.0.0.1:PORT/', 'data:text/plain,x', 'javascript:1', '//127.0.0.1:PORT/', '127.0.0.1:PORT', 'http://', '',
]; // prettier-ignore

const names: Readonly<Record<string, readonly string[]>> = {
  localhost: ['127.0.0.1', '::1'],
  'localhost.': ['127.0.0.1'],
  'a.localhost': ['127.0.0.1'],
  'metadata.google.internal': ['169.254.169.254'],
  'private.example': ['127.0.0.1'],
  'mixed.example': ['1.1.1.1', '127.0.0.1'],
  'mapped.example': ['::ffff:127.0.0.1'],
  'zone.example': ['fe80::1%lo'],
};

let servers: Server[];
let sockets: Socket[];
let port: number;
let lookups: string[];

const resolve: Resolve = async (host) => {
  lookups.push(host);
  return (names[host] ?? []).map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
};

async function listen(host: string, at: number): Promise<Server> {
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.end('HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\nok');
  });
  await new Promise<void>((done, fail) => server.once('error', fail).listen(at, host, done));
  return server;
}

beforeEach(async () => {
  [sockets, lookups, servers] = [[], [], []];
  servers.push(await listen('127.0.0.1', 0));
  ({ port } = servers[0]?.address() as AddressInfo);
  // A machine without IPv6 has nobody to reach there.
  await listen('::1', port).then(
    (server) => servers.push(server),
    () => undefined,
  );
});
afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  for (const server of servers) await new Promise((done) => server.close(done));
});

const post = (http: GuardedHttp, url: string) => http.post({ url, headers: {}, body: '{}', timeoutMs: 5_000 });

it('knows sixty spellings and more of what may not be called', () => {
  expect(new Set(spellings).size).toBeGreaterThanOrEqual(60);
});

it.each(spellings)('%j gets no connection, and is refused when a receiver is written, too', async (spelling) => {
  const http = new GuardedHttp(new AddressGuard([]), resolve);
  const url = spelling.replaceAll('PORT', String(port));
  expect(await post(http, url)).toMatchObject({ kind: 'refused' });
  expect(await http.refusal(url)).toEqual(expect.any(String));
  await http.close();
  expect(sockets).toHaveLength(0);
  expect(lookups.length).toBeLessThanOrEqual(2);
});

it('the servers of this test would have answered', async () => {
  const http = new GuardedHttp(new AddressGuard(['127.0.0.0/8']), resolve);
  expect(await post(http, `http://127.1:${port}/`)).toMatchObject({ kind: 'answered', status: 200, text: 'ok' });
  await http.close();
  expect(sockets).toHaveLength(1);
});

it('a name that leads elsewhere the next time is looked up once a request, and judged each time', async () => {
  const allowed = await listen('127.0.0.2', port);
  servers.push(allowed);
  const answers = ['127.0.0.2', '127.0.0.1'];
  const rebinding: Resolve = async (host) => {
    lookups.push(host);
    return [{ address: answers[lookups.length - 1] ?? '127.0.0.1', family: 4 }];
  };
  const http = new GuardedHttp(new AddressGuard(['127.0.0.2/32']), rebinding);
  expect(await post(http, `http://rebinding.example:${port}/`)).toMatchObject({ kind: 'answered' });
  expect(lookups).toHaveLength(1);
  expect(sockets.map(({ localAddress }) => localAddress)).toEqual(['127.0.0.2']);
  expect(await post(http, `http://rebinding.example:${port}/`)).toMatchObject({ kind: 'refused' });
  expect(sockets).toHaveLength(1);
  await http.close();
});

it('a name that nobody can look up is tried again, and one whose look-up never ends is left', async () => {
  const lost = new GuardedHttp(new AddressGuard([]), () => Promise.reject(new Error('ENOTFOUND')));
  expect(await post(lost, 'http://lost.example/')).toMatchObject({ kind: 'unreachable' });
  const silent = new GuardedHttp(new AddressGuard([]), () => new Promise(() => undefined));
  expect(await silent.post({ url: 'http://silent.example/', headers: {}, body: '', timeoutMs: 50 })).toEqual({
    kind: 'unreachable',
    message: 'no whole answer within 50 ms',
  });
});
