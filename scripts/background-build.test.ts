import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildInBackground } from './background-build.mjs';

const home = mkdtempSync(join(tmpdir(), 'tocsin-background-'));
const script = (name: string, text: string): string => {
  writeFileSync(join(home, name), text);
  return join(home, name);
};

beforeAll(() => jest.spyOn(console, 'log').mockReturnValue(undefined));
afterAll(() => rmSync(home, { recursive: true }));

test('what is built is not missing', async () => {
  const build = buildInBackground(join(home, 'good.log'), [
    [script('first.sh', 'echo "$1"'), 'one'],
    [script('second.sh', 'echo two')],
  ]);
  expect(await build.missing()).toBeNull();
  expect(readFileSync(join(home, 'good.log'), 'utf8')).toBe('one\ntwo\n');
});

test('what cannot be built says why by its last line, and nothing is built after it', async () => {
  const build = buildInBackground(join(home, 'bad.log'), [
    [script('bad.sh', 'echo begun; echo "install Go" >&2; exit 3')],
    [script('never.sh', 'echo never')],
  ]);
  expect(await build.missing()).toBe('install Go');
});

test('a build that nobody waits for is ended with what it has started', async () => {
  const build = buildInBackground(join(home, 'long.log'), [[script('long.sh', 'sleep 600; echo done')]]);
  build.end();
  expect(await build.missing()).not.toBeNull();
});
