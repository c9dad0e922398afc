import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const tocsin = join(process.cwd(), 'apps', 'cli', 'dist', 'main.js');
let folder: string;
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'tocsin-configuration-'))));
afterAll(() => rmSync(folder, { recursive: true }));

const run = (...files: string[]) =>
  spawnSync(process.execPath, [tocsin, 'configuration', 'test', ...files], { encoding: 'utf8' });

test('an example ends with 0, and a file with a mistake with 1 and its place', () => {
  const example = join('config', 'examples', 'data-pipeline.yaml');
  expect(run(example)).toMatchObject({ status: 0, stderr: '' });
  const bad = join(folder, 'bad.yaml');
  writeFileSync(bad, 'name: a\ntemplates:\n  - { template: target-down, parameters: { for: soon } }\n');
  const { status, stdout, stderr } = run(example, bad, join(folder, 'none.yaml'));
  expect(status).toBe(2);
  expect(stdout).toContain('data-pipeline.yaml: 11 rules are sound');
  expect(stderr).toContain('error: templates[0].parameters.for is no duration from 0 to 1d (invalid).');
  expect(stderr).toContain('none.yaml: ENOENT: no such file or directory');
});
