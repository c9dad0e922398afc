import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { documentationPages, type DocumentationSite, readDocumentationSite } from './documentation-site.js';

let directory: string;
let site: DocumentationSite | null;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tocsin-docs-'));
  await mkdir(join(directory, 'assets'));
  await writeFile(join(directory, 'index.html'), '<h1>Start</h1>');
  await writeFile(join(directory, 'operate.html'), '<h1>Operate</h1>');
  await writeFile(join(directory, '404.html'), '<h1>Nothing here</h1>');
  await writeFile(join(directory, 'assets', 'site-1.js'), 'go()');
  site = await readDocumentationSite(directory);
});
afterAll(() => rm(directory, { recursive: true }));

const ask = (path: string, params: Record<string, string>, from: DocumentationSite | null = site, accept = '*/*') =>
  documentationPages(from)
    .find((page) => page.path === path)
    ?.answer({ params, headers: { accept, 'accept-encoding': 'gzip' } });

test('pages come under their names, with a policy that lets nothing from elsewhere in', () => {
  const [start, operate] = [ask('/docs', {}), ask('/docs/:name', { name: 'operate' })];
  expect(String(gunzipSync(start?.raw?.content as Buffer))).toBe('<h1>Start</h1>');
  expect(String(gunzipSync(operate?.raw?.content as Buffer))).toBe('<h1>Operate</h1>');
  expect(ask('/docs/:name', { name: 'operate.md' })).toEqual(operate);
  const policy = operate?.headers?.['content-security-policy']?.split('; ') ?? [];
  expect(policy).toContain("default-src 'none'");
  for (const directive of policy) expect(directive).toMatch(/^[a-z-]+ '(?:none|self)'$/);
});

test('what pages load may be kept for ever, and pages must be asked for again', () => {
  expect(ask('/docs/assets/:name', { name: 'site-1.js' })?.headers?.['cache-control']).toContain('immutable');
  expect(ask('/docs', {})?.headers?.['cache-control']).toBe('no-cache');
});

test('a browser that asks for a page that is not there is shown one that says so', () => {
  for (const name of ['nothing', '404']) {
    const answer = ask('/docs/:name', { name }, site, 'text/html,*/*');
    expect(answer?.status).toBe(404);
    expect(String(gunzipSync(answer?.raw?.content as Buffer))).toBe('<h1>Nothing here</h1>');
  }
});

test('nothing else is there, and where it was not built that is said', async () => {
  for (const name of ['nothing', '../operate', 'assets', 'constructor', '404'])
    expect(() => ask('/docs/:name', { name })).toThrow('There is no such page.');
  expect(() => ask('/docs/assets/:name', { name: '../index.html' })).toThrow('There is no such file.');
  await expect(readDocumentationSite(join(directory, 'nothing'))).resolves.toBeNull();
  expect(() => ask('/docs', {}, null)).toThrow('Run "npm run build" and start the gateway again.');
});
