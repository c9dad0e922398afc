import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { debianProgram } from '@tocsin/testing/debian-program';

const folder = join('e2e', 'fixtures', 'rule-tests');
const tocsin = join(process.cwd(), 'apps', 'cli', 'dist', 'main.js');

/** What a program tells of rule tests, without the differences in white space between versions of promtool. */
function told(
  program: string,
  args: readonly string[],
  files: readonly string[],
): { status: number | null; text: string } {
  const { status, stdout, stderr } = spawnSync(program, [...args, ...files], {
    cwd: folder,
    encoding: 'utf8',
  });
  return { status, text: `${stdout}${stderr}`.replaceAll(/\s+/g, ' ') };
}

const promtool = debianProgram('promtool');

test('rule tests that hold end with 0', () => {
  expect(told(process.execPath, [tocsin, 'rules', 'test'], ['good.test.yaml'])).toEqual({
    status: 0,
    text: 'Unit Testing: good.test.yaml SUCCESS ',
  });
});

test('only the groups that --run names are run; a bad pattern is refused', () => {
  expect(told(process.execPath, [tocsin, 'rules', 'test'], ['bad.test.yaml', '--run', 'unnamed']).status).toBe(0);
  expect(told(process.execPath, [tocsin, 'rules', 'test'], ['bad.test.yaml', '--run', '(']).status).toBe(2);
});

test('a file that is not there fails by name, and the others are run', () => {
  const { status, text } = told(process.execPath, [tocsin, 'rules', 'test'], ['none.test.yaml', 'good.test.yaml']);
  expect(status).toBe(1);
  expect(text).toMatch(/cannot read none\.test\.yaml.*|good\.test\.yaml SUCCESS/);
});

if (promtool.kind === 'missing') test.todo(`promtool says the same of rule tests: ${promtool.reason}`);
else
  test.each(['good.test.yaml', 'bad.test.yaml'])('promtool says the same of %s', (file) => {
    const ours = told(process.execPath, [tocsin, 'rules', 'test'], [file]);
    const theirs = told(promtool.path, ['test', 'rules'], [file]);
    expect(ours.status).toBe(theirs.status);
    // Debian's promtool leaves the tests of expressions out when those of alerts have failed.
    expect(ours.text.slice(0, theirs.text.length)).toBe(theirs.text);
  });
