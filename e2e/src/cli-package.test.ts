import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { environment } from '@tocsin/runtime/environment';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tocsin-package-'));
  const packed = spawnSync(process.execPath, ['scripts/pack-cli.mjs', join(folder, 'package')], { encoding: 'utf8' });
  expect([packed.status, packed.stderr]).toEqual([0, '']);
  const install = ['install', '--offline', '--no-audit', '--no-fund', '--prefix', folder, packed.stdout.trim()];
  expect(spawnSync('npm', install, { encoding: 'utf8' })).toMatchObject({ status: 0 });
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true }));

/** The program that npm has linked, in a folder that is no checkout. */
const run = (...words: string[]) =>
  spawnSync(join(folder, 'node_modules', '.bin', 'tocsin'), words, {
    encoding: 'utf8',
    cwd: folder,
    env: { ...environment, TOCSIN_URL: 'http://127.0.0.1:9', TOCSIN_TOKEN: 'x' },
  });

test('outside the checkout the packed program helps, tests rules, and ends as it does within', () => {
  expect(run('--help').stdout).toContain('Rules, alerts and what became of them');
  const tests = run('rules', 'test', resolve('e2e/fixtures/rule-tests/good.test.yaml'));
  expect(tests).toMatchObject({ status: 0, stderr: '', stdout: expect.stringContaining('SUCCESS') });
  expect(run('rules', 'lint', resolve('e2e/fixtures/cli/faulty')).status).toBe(3);
  expect(run('rules', 'list')).toMatchObject({
    status: 1,
    stderr: expect.stringContaining('cannot ask http://127.0.0.1:9'),
  });
  expect(run('completion', 'fish').stdout).toContain('complete -c tocsin');
}, 60_000);

test('what needs the platform itself says that it is not in the package', () => {
  const fix = expect.stringContaining('run it in a checkout: npm start');
  expect(run('up')).toMatchObject({ status: 1, stderr: fix });
  expect(run('doctor', '--only', 'installation').stdout).toContain('not looked at');
});

test('the licences of what is in it are in it', () => {
  const text = readFileSync(join(folder, 'node_modules', 'tocsin', 'THIRD_PARTY_LICENSES'), 'utf8');
  for (const name of ['commander', 'yaml', 'zod', 'eventsource-parser'])
    expect(text).toMatch(new RegExp(`^${name} \\d`, 'm'));
});
