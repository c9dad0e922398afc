import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { contextFiles } from './context.js';

const made: string[] = [];
afterAll(() => made.forEach((folder) => rmSync(folder, { recursive: true })));

function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'tocsin-context-'));
  made.push(folder);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

test('a build sees what .dockerignore lets it see', () => {
  const files = {
    'app/main.ts': '',
    'app/main.test.ts': '',
    'app/dist/main.js': '',
    'secret.key': '',
    'package.json': '',
  };
  const folder = folderWith({ ...files, '.dockerignore': '**\n!app\n!package.json\n**/dist\n**/*.test.ts\n' });
  expect(contextFiles(folder).toSorted()).toEqual(['app/main.ts', 'package.json']);
  expect(contextFiles(folderWith(files)).toSorted()).toEqual(Object.keys(files).toSorted());
});

test('what is installed is never looked into, and so must be kept out by name', () => {
  const files = { 'node_modules/x/index.js': '', 'a.js': '' };
  expect(() => contextFiles(folderWith(files))).toThrow(
    '.dockerignore lets node_modules into the build; name it there',
  );
  expect(contextFiles(folderWith({ ...files, '.dockerignore': 'node_modules\n.dockerignore\n' }))).toEqual(['a.js']);
});

test('no secret and nothing that a run wrote gets into a build of this project', () => {
  const seen = contextFiles('.');
  expect(
    seen.filter((path) => /(^|\/)(\.env|\.tocsin|\.git|dist|coverage)(\/|$)|\.(token|secret|key)$/.test(path)),
  ).toEqual([]);
  expect(seen.filter((path) => /\.test\.ts$|^(e2e|bench|deploy)\/(?!.*package\.json$)/.test(path))).toEqual([]);
  expect(seen).toEqual(
    expect.arrayContaining([
      'package-lock.json',
      'libs/domain/src/engine/engine.ts',
      'docs/index.md',
      'config/monitoring.yaml',
    ]),
  );
});
