import { type AddressInfo, createServer, type Socket } from 'node:net';
import { type SMTPServerSession, SMTPServer } from 'smtp-server';
import { SmtpMailer } from './smtp-mailer.js';

interface Taken {
  from: string;
  to: string[];
  source: string;
}

let server: SMTPServer;
let mailer: SmtpMailer;
let taken: Taken[];

const addressOf = (session: SMTPServerSession): string =>
  session.envelope.mailFrom === false ? '' : session.envelope.mailFrom.address;

beforeEach(async () => {
  taken = [];
  server = new SMTPServer({
    authOptional: false,
    allowInsecureAuth: true,
    disabledCommands: ['STARTTLS'],
    onAuth: ({ username, password }, _session, callback) =>
      username === 'tocsin' && password === 'p@ss' ? callback(null, { user: 'tocsin' }) : callback(new Error('no')),
    onRcptTo: ({ address }, _session, callback) => {
      if (address.startsWith('nobody@'))
        return callback(Object.assign(new Error('no such user'), { responseCode: 550 }));
      if (address.startsWith('busy@')) return callback(Object.assign(new Error('try later'), { responseCode: 451 }));
      return callback();
    },
    onData: (stream, session, callback) => {
      let source = '';
      stream.setEncoding('utf8').on('data', (part: string) => (source += part));
      stream.on('end', () => {
        taken.push({ from: addressOf(session), to: session.envelope.rcptTo.map(({ address }) => address), source });
        callback(null, 'kept as 1');
      });
    },
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.server.address() as AddressInfo;
  mailer = new SmtpMailer({ url: `smtp://tocsin:p%40ss@127.0.0.1:${port}`, from: 'tocsin@example.org' });
});

afterEach(async () => {
  await mailer.close();
  await new Promise<void>((done) => server.close(done));
});

const mail = (over: object = {}) => ({
  to: ['a@example.org', 'b@example.org'],
  subject: 'Busy on web-1 – übel',
  text: 'It is busy.\n.\nStill the same mail.',
  html: '<p>It is busy.</p>',
  id: 'n1',
  timeoutMs: 10_000,
  ...over,
});

test('a mail arrives at a real SMTP server, with both forms of its text and the id that tells it again', async () => {
  expect(await mailer.send(mail())).toMatchObject({ kind: 'accepted', message: expect.stringContaining('250') });
  expect(taken).toMatchObject([{ from: 'tocsin@example.org', to: ['a@example.org', 'b@example.org'] }]);
  const { source = '' } = taken[0] ?? {};
  for (const part of [
    'Message-ID: <n1@tocsin>',
    'text/plain',
    'text/html',
    'Still the same mail.',
    'Auto-Submitted: auto-generated',
  ])
    expect(source).toContain(part);
});

test('line breaks in a subject add no header and no recipient', async () => {
  await mailer.send(mail({ subject: 'a\r\nBcc: c@example.org\r\n\r\nbody' }));
  expect(taken[0]?.to).toEqual(['a@example.org', 'b@example.org']);
  expect(taken[0]?.source).not.toMatch(/^Bcc:/m);
});

test.each([
  ['nobody@example.org', 'refused'],
  ['busy@example.org', 'unreachable'],
])('of %s the server says %s', async (address, kind) => {
  expect(await mailer.send(mail({ to: [address] }))).toMatchObject({ kind });
  expect(taken).toEqual([]);
});

test('a wrong password or a server that is gone is no mail, and something to try again', async () => {
  const { port } = server.server.address() as AddressInfo;
  const stranger = new SmtpMailer({ url: `smtp://tocsin:wrong@127.0.0.1:${port}`, from: 'tocsin@example.org' });
  expect(await stranger.send(mail())).toMatchObject({ kind: 'unreachable' });
  await stranger.close();
  await new Promise<void>((done) => server.close(done));
  expect(await mailer.send(mail())).toMatchObject({ kind: 'unreachable' });
  expect(taken).toEqual([]);
});

test('a server that says nothing is left after the time it has', async () => {
  const sockets: Socket[] = [];
  const silent = createServer((socket) => void sockets.push(socket));
  await new Promise<void>((done) => silent.listen(0, '127.0.0.1', done));
  const { port } = silent.address() as AddressInfo;
  const waiting = new SmtpMailer({ url: `smtp://127.0.0.1:${port}`, from: 'tocsin@example.org' });
  expect(await waiting.send(mail({ timeoutMs: 100 }))).toMatchObject({ kind: 'unreachable' });
  await waiting.close();
  for (const socket of sockets) socket.destroy();
  await new Promise((done) => silent.close(done));
});
