import type { LedgerCrypto } from '../ledger/ledger-crypto.js';
import { readPlaybookFile } from './playbook-file.js';
import { parsePlaybookTestFile } from './playbook-test-file.js';
import { runPlaybookTests } from './run-playbook-tests.js';

/** Tells texts apart as a hash does. */
const crypto: Pick<LedgerCrypto, 'sha256' | 'toUtf8'> = {
  toUtf8: (text) => Uint8Array.from(text, (character) => character.charCodeAt(0) % 256),
  sha256: (...parts) => parts[0] ?? new Uint8Array(),
};

const playbook = (more = ''): string => `
name: Restart it
trigger: { matchers: ['alertname="Down"'] }
steps:
  - actions: [{ kind: docker_restart, container: { name: '{{ $labels.c }}' } }]
    timeout_ms: 10000
    attempts: 2
verification: { within_ms: 60000 }
approval: { policy: none }
${more}`;

/** What a test of one file says of playbooks. */
function failures(test: string, ...playbooks: string[]): string[] {
  const drafts = (playbooks.length === 0 ? [playbook()] : playbooks).map((text) => {
    const read = readPlaybookFile(text);
    if (read.kind === 'refused') throw new Error(JSON.stringify(read.findings));
    return read.draft;
  });
  const parsed = parsePlaybookTestFile(
    `playbook_files: [p.yaml]\ntests:\n  - name: t\n${test.replaceAll(/^/gm, '    ')}`,
  );
  if (parsed.kind === 'refused') throw new Error(JSON.stringify(parsed.findings));
  return runPlaybookTests(parsed.file, drafts, crypto);
}

const down = (at: string, expected: string, more = ''): string =>
  `  - { labels: { alertname: Down, c: web }, at: ${at}, expect: [${expected}], ${more} }`;
const alerts = (...all: string[]): string => `alerts:\n${all.join('\n')}\n`;

/** What holds of a test, and the same with another end, which then must not. */
function expectEnd(end: string, test: (expected: string) => string, ...playbooks: string[]): void {
  expect(failures(test(end), ...playbooks)).toEqual([]);
  const [other, ...more] = failures(test('{ ends: planned }'), ...playbooks);
  expect([other, more]).toEqual([expect.stringContaining('exp: ends: "planned"'), []]);
}

test('without a query the alert itself must be over in time', () => {
  expectEnd('{ ends: succeeded, done: [docker/web], undone: [] }', (end) => alerts(down('1m', end, 'for: 30s')));
  expectEnd('{ ends: rolled_back, undone: [docker/web] }', (end) => alerts(down('1m', end)));
  // An alert that fires again meanwhile is not over.
  expectEnd('{ ends: rolled_back }', (end) =>
    alerts(down('1m', end, 'for: 4s'), '  - { labels: { alertname: Down, c: web }, at: 61s, for: 5m }'),
  );
});

test('tries come to what is said of them in turn, for doing and for taking back', () => {
  const tries = (said: string): string => `outcomes: [${said}]\n`;
  const over = 'for: 30s';
  expectEnd('{ ends: succeeded }', (end) => tries('{ step: 1, tries: [busy] }') + alerts(down('1m', end, over)));
  expectEnd('{ ends: failed }', (end) => tries('{ step: 1, tries: [busy, busy] }') + alerts(down('1m', end, over)));
  expectEnd('{ ends: failed, done: [] }', (end) => tries('{ step: 1, tries: [fails] }') + alerts(down('1m', end)));
  expectEnd('{ ends: succeeded }', (end) => tries('{ step: 1, tries: [hangs] }') + alerts(down('1m', end, over)));
  expectEnd('{ ends: unknown }', (end) => tries('{ step: 1, tries: [lost] }') + alerts(down('1m', end, over)));
  const undoing = tries('{ step: 1, direction: undo, tries: [fails] }');
  const left = '{ ends: failed, reason: what was done to docker/web is still there, undone: [] }';
  expectEnd(left, (end) => undoing + alerts(down('1m', end)));
});

test('while a run is open its target is busy, and rests when it is over', () => {
  const hangs = 'outcomes: [{ step: 1, tries: [hangs] }]\n';
  const [first, busy] = [
    down('1m', '{ ends: succeeded }', 'for: 30s'),
    down('65s', '{ held_back: target_busy }', 'for: 1s'),
  ];
  expect(failures(hangs + alerts(first, busy))).toEqual([]);
  expect(failures(alerts(first, down('95s', '{ held_back: cooldown }', 'for: 1s')))).toEqual([]);
});

test('budgets, storms and hours are those of the playbook', () => {
  const budget = playbook('cooldown_ms: 0\nbudget: { per_target: 2 }');
  const at = (time: string, expected: string): string => down(time, expected, 'for: 1s');
  const [runs, spent] = ['{ ends: succeeded }', '{ held_back: budget_of_target }'];
  const hour = [at('1m', runs), at('2m', runs), at('3m', spent), at('60m', spent), at('62m', runs)];
  expect(failures(alerts(...hour), budget)).toEqual([]);
  const storm = playbook('cooldown_ms: 0\nstorm: { triggers_max: 1 }');
  expect(failures(alerts(at('1m', runs), at('2m', '{ held_back: storm }')), storm)).toEqual([]);
});

test('people decide some time after the plan, and whose word does not count is told', () => {
  const two = playbook().replace('policy: none', 'policy: two');
  const people = (...said: string[]): string => `people: [${said.join(', ')}]\n`;
  const [author, bob, carol] = ['{ name: author }', '{ name: bob, after: 2m }', '{ name: carol, after: 3m }'];
  const told = '{ ends: succeeded, approvals_needed: 2, refused: [author author] }';
  expectEnd(told, (end) => people(author, bob, carol) + alerts(down('1m', end, 'for: 4m')), two);
  expectEnd('{ ends: expired }', (end) => people(author, bob) + alerts(down('1m', end)), two);
  const no = '{ name: dan, after: 1m, decision: reject }';
  expectEnd('{ ends: rejected, done: [] }', (end) => people(no, bob, carol) + alerts(down('1m', end)), two);
});

test('of several playbooks each that is for the alert is expected, by its name', () => {
  const other = playbook().replace('Restart it', 'Restart it, too');
  const both = '{ playbook: Restart it, ends: succeeded }, { playbook: "Restart it, too", held_back: target_busy }';
  expect(failures(alerts(down('1m', both, 'for: 1s')), playbook(), other)).toEqual([]);
  expect(failures(alerts(down('1m', '{ ends: succeeded }', 'for: 1s')), playbook(), other)).toEqual([
    [
      '    name: t,',
      '    alert: {alertname="Down", c="web"}, time: 1m,',
      '        exp: 1 playbooks',
      '        got: 2 playbooks: Restart it, Restart it, too',
    ].join('\n'),
  ]);
});

test('what differs is told with what was found and why', () => {
  expect(failures(alerts(down('1m', '{ ends: failed, steps: [[docker_restart docker/web]], done: [] }')))).toEqual([
    [
      '    name: t,',
      '    alert: {alertname="Down", c="web"}, time: 1m,',
      '        exp: ends: "failed", done: []',
      '        got: ends: "rolled_back", done: ["docker/web"] (it did not help)',
    ].join('\n'),
  ]);
});

test('every mistake of a file is told with its place', () => {
  const parsed = parsePlaybookTestFile(
    'playbook_files: []\ntests:\n  - alerts:\n      - labels: { a: b }\n        at: soon\n        expect: [{ ends: well }]\n',
  );
  const places = (findings: readonly { line: number; column: number; message: string }[]): string[] =>
    findings.map(({ line, column, message }) => `${line}:${column} ${message.split(' ')[0]}`);
  expect(parsed.kind === 'refused' && places(parsed.findings)).toEqual([
    '1:17 playbook_files',
    '5:13 tests[0].alerts[0].at',
    '6:26 tests[0].alerts[0].expect[0].ends',
  ]);
  const read = readPlaybookFile('name: a\ntrigger: { rule_ids: [r] }\nsteps:\n  - actions: [{ kind: dance }]\n');
  expect(read.kind === 'refused' && places(read.findings)).toEqual(['4:23 steps[0].actions[0].kind']);
  expect(readPlaybookFile('a: [').kind).toBe('refused');
  expect(readPlaybookFile('---\na: 1\n---\nb: 2\n')).toMatchObject({ kind: 'refused' });
});
