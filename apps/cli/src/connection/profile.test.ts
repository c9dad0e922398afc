import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Options } from '../frame/command.js';
import { connectionOf } from './profile.js';

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'tocsin-profile-'))));
afterEach(() => rmSync(folder, { recursive: true }));

const nowhere = { write: () => undefined, drained: async () => undefined, isTTY: false, columns: undefined };
const connection = (options: Options = {}, environment: Record<string, string> = {}) =>
  connectionOf({
    args: [],
    options,
    surroundings: {
      version: '',
      environment,
      directory: folder,
      userHome: folder,
      now: () => 0,
      out: nowhere,
      err: nowhere,
      stdin: async () => '',
      signal: new AbortController().signal,
    },
  });

function write(file: string, text: string): string {
  const full = join(folder, file);
  mkdirSync(join(full, '..'), { recursive: true });
  writeFileSync(full, text);
  return full;
}
const profiles = (): string =>
  write(
    '.config/tocsin/profiles.yaml',
    'current: home\nprofiles:\n  home: {url: "http://127.0.0.1:1", token_file: ~/home.token}\n  bare: {url: "http://127.0.0.1:2"}\n',
  );

test('options come before the environment, and that before a profile', async () => {
  profiles();
  write('home.token', 'of home\n');
  write('a.token', 'of a\n');
  expect(await connection()).toMatchObject({ url: 'http://127.0.0.1:1', token: 'of home' });
  expect(await connection({ profile: 'bare' })).toMatchObject({ url: 'http://127.0.0.1:2', token: null });
  expect(await connection({}, { TOCSIN_PROFILE: 'bare', TOCSIN_TOKEN: 'own' })).toMatchObject({ token: 'own' });
  const told = { TOCSIN_URL: 'http://127.0.0.1:3', TOCSIN_TOKEN_FILE: 'a.token' };
  expect(await connection({}, told)).toMatchObject({ url: 'http://127.0.0.1:3', token: 'of a' });
  expect(await connection({ url: 'http://127.0.0.1:4' }, told)).toMatchObject({
    url: 'http://127.0.0.1:4',
    token: 'of a',
  });
});

test('the token of the platform in this folder goes to this machine, and nowhere else', async () => {
  write('.tocsin/admin.token', 'admin\n');
  expect(await connection()).toMatchObject({ url: 'http://127.0.0.1:8000', token: 'admin' });
  for (const url of ['https://tocsin.example', 'http://127.0.0.1.example:8000', 'http://localhost.example'])
    expect(await connection({ url })).toMatchObject({ url, token: null });
});

test.each([
  ['a profile that is not there', { profile: 'work' }, 'home, bare'],
  ['a token that cannot be read', { tokenFile: 'none.token' }, 'name a file'],
  ['an address that is none', { url: 'tocsin.example' }, 'give one such as http'],
])('%s is 2, and what to do is told', async (_what, options, fix) => {
  profiles();
  write('home.token', 'x');
  await expect(connection(options)).rejects.toMatchObject({ status: 2, fix: expect.stringContaining(fix) });
});

test('a profile has no place for a token itself', async () => {
  write('.config/tocsin/profiles.yaml', 'profiles: {home: {token: secret}}\n');
  await expect(connection()).rejects.toMatchObject({ status: 2, where: expect.stringContaining('profiles.yaml') });
});
