import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { consoleAddresses } from '@tocsin/contracts/console-addresses';
import { type ConsoleFiles, readConsoleFiles } from './console-files.js';
import { consolePage, consolePages, wantsPage } from './console-pages.js';

let directory: string;
let files: ConsoleFiles | null;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tocsin-console-'));
  await mkdir(join(directory, 'assets'));
  await writeFile(join(directory, 'index.html'), '<style nonce="nonce-of-this-answer"></style>');
  await writeFile(join(directory, 'assets', 'index-1.js'), 'go()');
  files = await readConsoleFiles(directory);
});
afterAll(() => rm(directory, { recursive: true }));

const assetOf = (name: string, encoding: string) =>
  consolePages(files)
    .find(({ path }) => path === '/assets/:name')
    ?.answer({ params: { name }, headers: { 'accept-encoding': encoding } });

test('each answer has a nonce of its own, which the page and the policy share', () => {
  const [one, other] = [consolePage(files), consolePage(files)];
  const nonce = /'nonce-([\w-]{22})'/.exec(one.headers?.['content-security-policy'] ?? '')?.[1];
  expect(one.raw?.content).toBe(`<style nonce="${nonce}"></style>`);
  expect(other.raw?.content).not.toBe(one.raw?.content);
});

test('what the page is made of comes packed to who can unpack it, and nothing else is there', () => {
  expect(assetOf('index-1.js', 'identity')?.raw?.content).toEqual(Buffer.from('go()'));
  const packed = assetOf('index-1.js', 'br, gzip');
  expect(packed?.headers?.['content-encoding']).toBe('gzip');
  expect(String(gunzipSync(packed?.raw?.content as Buffer))).toBe('go()');
  for (const name of ['../index.html', 'index-2.js', '', 'constructor'])
    expect(() => assetOf(name, '')).toThrow('There is no such file.');
});

test('where the console was not built, that is said, under each of its addresses', async () => {
  await expect(readConsoleFiles(join(directory, 'nothing'))).resolves.toBeNull();
  expect(() => consolePage(null)).toThrow('Run "npm run build" and start the gateway again.');
  const links = consolePages(null).filter(({ path }) => !path.startsWith('/assets/'));
  for (const { answer } of links) expect(() => answer({ params: {}, headers: {} })).toThrow('npm run build');
});

test('each page of the console has its address here, and what lies below it has none', () => {
  const paths = consolePages(files).map(({ path }) => path);
  expect(paths).toEqual([...consoleAddresses.filter((path) => path !== '/'), '/assets/:name']);
});

test('browsers ask for a page, programs for whatever there is', () => {
  const accepts = ['text/html,application/xhtml+xml,*/*;q=0.8', '*/*', 'application/json', undefined];
  expect(accepts.map((accept) => wantsPage(accept === undefined ? {} : { accept }))).toEqual([
    true,
    false,
    false,
    false,
  ]);
});
