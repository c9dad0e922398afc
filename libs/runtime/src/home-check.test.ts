import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HOME_SPACE_MIN_MIB, homeFault } from './home-check.js';

let folder: string;
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'tocsin-home-'))));
afterAll(() => rmSync(folder, { recursive: true }));

const plenty = (): number => HOME_SPACE_MIN_MIB;

test('a home that is there, or may be made, is well', () => {
  expect(homeFault(folder, false, plenty)).toBeNull();
  expect(homeFault(join(folder, 'deep', 'home'), false, plenty)).toBeNull();
  expect(homeFault(join(folder, 'deep', 'home'), true, plenty)).toBeNull();
});

test('a home where nothing can be made is told at once', () => {
  const fault = homeFault('/proc/tocsin/home', true, plenty);
  expect(fault?.message).toMatch(/^\/proc\/tocsin\/home cannot be written to: E\w+: .*mkdir '\/proc/);
  expect(fault?.fix).toContain('TOCSIN_HOME');
});

test('a home that is a file, or on a disk without space, is told with what to do', () => {
  const file = join(folder, 'file');
  writeFileSync(file, '');
  for (const isMade of [false, true]) expect(homeFault(file, isMade, plenty)?.fix).toContain('TOCSIN_HOME');
  const fault = homeFault(folder, false, () => HOME_SPACE_MIN_MIB - 1);
  expect(fault).toMatchObject({
    message: expect.stringContaining('199 MiB'),
    fix: expect.stringContaining('make room'),
  });
});
