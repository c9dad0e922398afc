import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { commands } from '@tocsin/cli/catalog/commands';
import { environment } from '@tocsin/runtime/environment';
import { systemClock } from '@tocsin/runtime/system-clock';
import { PlatformProcess } from '@tocsin/testing/platform-process';
import { runInProcess, tocsinProgram } from './world/cli.js';
import { CliWorld } from './world/cli-world.js';

const GOLDEN = join('e2e', 'golden', 'cli');
const FIXTURES = join('e2e', 'fixtures');
/** Writes them anew, to be looked at before they are committed: UPDATE_GOLDENS=true. */
const isWriting = environment['UPDATE_GOLDENS'] === 'true';

let world: CliWorld;
let folder: string;
beforeAll(async () => {
  world = await CliWorld.start();
  folder = await mkdtemp(join(tmpdir(), 'tocsin-cli-'));
  mkdirSync(GOLDEN, { recursive: true });
}, 180_000);
afterAll(async () => {
  await world.stop();
  await rm(folder, { recursive: true });
});

const forms = (...words: string[]): string[][] => [words, [...words, '-o', 'json']];
const everyForm = (...words: string[]): string[][] =>
  ['table', 'json', 'yaml', 'ndjson', 'name'].map((form) => [...words, '-o', form]);
const rule = 'High CPU Usage';
const load = ['--source', `file=${FIXTURES}/cli/load.prom`, '--range', '5m'];

/** What each command is run with, in the order of the commands; a later one sees what an earlier one has done. */
const runs: Readonly<Record<string, () => string[][]>> = {
  'rules list': () => [...everyForm('rules', 'list'), ['rules', 'list', '--severity', 'low']],
  'rules get': () => [...everyForm('rules', 'get', rule), ['rules', 'get', 'shop'], ['rules', 'get', 'nothing']],
  'rules diff': () => [
    ['rules', 'diff', `${FIXTURES}/cli/alerts`],
    ['rules', 'diff', `${FIXTURES}/cli/faulty`],
  ],
  'rules apply': () => [
    ['rules', 'apply', `${FIXTURES}/cli/alerts`],
    ['rules', 'apply', `${FIXTURES}/cli/alerts`],
    ['rules', 'apply', `${FIXTURES}/cli/alerts`, '--source', 'git:another'],
  ],
  'rules export': () => [
    ['rules', 'export'],
    ['rules', 'export', '--format', 'prometheus'],
  ],
  'rules lint': () => [
    ['rules', 'lint', `${FIXTURES}/cli/alerts`],
    ['rules', 'lint', `${FIXTURES}/cli/faulty`],
  ],
  'rules test': () => [
    ['rules', 'test', `${FIXTURES}/rule-tests/good.test.yaml`],
    ['rules', 'test', `${FIXTURES}/rule-tests/good.test.yaml`, '--run', '('],
  ],
  'rules backtest': () => forms('rules', 'backtest', `${FIXTURES}/backtest/rules.yaml`, ...load),
  'rules explain': () => forms('rules', 'explain', rule),
  'rules why-not': () => forms('rules', 'why-not', rule, '--labels', '{instance="web-2"}'),
  'rules draft': () => forms('rules', 'draft', 'cpu_usage above 80, critical'),
  'alerts list': () => [...everyForm('alerts', 'list'), ['alerts', 'list', '--state', 'resolved']],
  'alerts get': () => forms('alerts', 'get', world.alert),
  'alerts ack': () => forms('alerts', 'ack', `alert/${world.alert}`, '--comment', 'on it'),
  'alerts why': () => forms('alerts', 'why', world.alert),
  'silences list': () => forms('silences', 'list'),
  'silences add': () => [
    ['silences', 'add', 'instance="web-1"', '--comment', 'release', '--dry-run'],
    ['silences', 'add', 'alertname="Disk is full"', '--comment', 'release', '--dry-run'],
    ['silences', 'add', 'instance=', '--comment', 'release'],
    ['silences', 'add', 'instance="web-1"', '--comment', 'release', '-o', 'json'],
  ],
  'silences expire': () => [
    ['silences', 'expire', world.silence],
    ['silences', 'expire', 'none'],
  ],
  'receivers list': () => forms('receivers', 'list'),
  'receivers get': () => forms('receivers', 'get', 'on-call'),
  'receivers test': () => [['receivers', 'test', 'nobody']],
  query: () => [
    ...everyForm('query', 'sum(cpu_usage) * 0 + 1', '--time', '2s'),
    ['query', 'sum('],
    ['query', 'vector(1)', '--start', '10m', '--step', '5m', '-o', 'table'],
    ['query', 'up', '--step', '5m'],
  ],
  predict: () => [['predict']],
  send: () => [
    ['send', 'http_errors{job="api"} 5', 'http_errors{job="web"} 6'],
    ['send', 'http_errors{job="api"} many'],
    ['send', 'http_errors{job="api"} NaN'],
  ],
  replay: () => [['replay', '--from', 'soon']],
  'heal list': () => forms('heal', 'list'),
  'heal get': () => forms('heal', 'get', world.runs[0]?.id ?? ''),
  'heal approve': () => {
    const [run, planHash] = [world.runs[1]?.id ?? '', world.runs[1]?.planHash ?? ''];
    return [
      ['heal', 'approve', run, '--plan-hash', 'abc'],
      ['heal', 'approve', run, '--plan-hash', 'f'.repeat(64)],
      ['heal', 'approve', run, '--plan-hash', planHash],
    ];
  },
  'heal refuse': () => {
    const run = world.runs[0]?.id ?? '';
    return [
      ['heal', 'refuse', run, '--reason', 'it is being looked at'],
      ['heal', 'refuse', run],
    ];
  },
  'heal kill': () => forms('heal', 'kill', '--reason', 'we are moving the cluster'),
  'heal resume': () => forms('heal', 'resume'),
  'recommendations list': () => forms('recommendations', 'list'),
  'recommendations make': () => forms('recommendations', 'make', rule),
  'recommendations accept': () => [['recommendations', 'accept', 'none']],
  'recommendations refuse': () => [['recommendations', 'refuse', 'none']],
  'audit list': () => forms('audit', 'list', '--type', 'rule_created', '--limit', '2'),
  'audit export': () => [],
  'audit key': () => [],
  'audit verify': () => [['audit', 'verify', 'none.ndjson', '--key', 'none.pub']],
  'audit new-key': () => [['audit', 'new-key', 'none.pem']],
  'dlq list': () => everyForm('dlq', 'list'),
  'dlq show': () => forms('dlq', 'show', '0'),
  'dlq replay': () => [
    ['dlq', 'replay', '0'],
    ['dlq', 'replay', '0'],
    ['dlq', 'replay', '99'],
  ],
  'playbooks test': () => [['playbooks', 'test', 'config/playbooks/restart-shop.test.yaml']],
  'playbooks lint': () => [['playbooks', 'lint', 'config/playbooks/restart-shop.yaml']],
  'configuration test': () => [['configuration', 'test', 'config/examples/online-shop.yaml']],
  up: () => [],
  doctor: () => forms('doctor', '--only', 'connection'),
  completion: () => [
    ['completion', 'bash'],
    ['completion', 'sh'],
  ],
};

const fileOf = (path: string): string => join(GOLDEN, `${path.replaceAll(' ', '-')}.txt`);
const shown = (words: readonly string[]): string =>
  ['tocsin', ...words].map((word) => (/^[\w./:=-]+$/.test(word) ? word : `'${word}'`)).join(' ');

/** A command and what it tells: standard output as it is, standard error behind exclamation marks, and how it ends. */
async function told(words: readonly string[]): Promise<string> {
  const { status, out, err } = await runInProcess(words, { environment: world.environment });
  const errors = err.replace(/\n$/, '').split('\n');
  const lines = [`$ ${shown(words)}`, out.replace(/\n$/, ''), ...(err === '' ? [] : errors.map((line) => `! ${line}`))];
  return `${world.normalised([...lines, `-- ends with ${status}`].join('\n'))}\n`;
}

test('every command has its runs here, and no run is of a command that there is not', () => {
  expect(Object.keys(runs)).toEqual(commands.map(({ path }) => path));
});

test.each(commands.map(({ path }) => [path]))('%s says what its golden file says', async (path) => {
  const parts = [await told([...path.split(' '), '--help'])];
  for (const words of runs[path]?.() ?? []) parts.push(await told(words));
  const text = parts.join('\n');
  const file = fileOf(path);
  if (isWriting) writeFileSync(file, text);
  expect(text).toBe(existsSync(file) ? readFileSync(file, 'utf8') : '');
});

test('the ledger is exported as it comes, and verified by its key without anybody being asked', async () => {
  const run = (...words: string[]) => runInProcess(words, { environment: world.environment, directory: folder });
  // The first checkpoint of a ledger comes within moments of its first entry.
  let exported = await run('audit', 'export');
  for (; exported.status === 4; exported = await run('audit', 'export')) await systemClock.wait(100);
  await writeFile(join(folder, 'ledger.ndjson'), exported.out);
  await writeFile(join(folder, 'ledger.pub'), (await run('audit', 'key')).out);
  const offline = { directory: folder };
  const verify = ['audit', 'verify', 'ledger.ndjson', '--key', 'ledger.pub'];
  expect(await runInProcess(verify, offline)).toMatchObject({ status: 0, err: '' });
  const text = await readFile(join(folder, 'ledger.ndjson'), 'utf8');
  await writeFile(join(folder, 'ledger.ndjson'), text.replace('rule_created', 'rule_deleted'));
  expect((await runInProcess([...verify, '-o', 'json'], offline)).status).toBe(1);
});

test('a receiver takes a test, and a table is coloured only where somebody looks on', async () => {
  const run = (words: string[], isTTY: boolean, more = {}) =>
    runInProcess(words, { environment: { ...world.environment, ...more }, isTTY });
  expect(await run(['receivers', 'test', 'on-call'], false)).toMatchObject({ status: 0, err: '' });
  const list = ['alerts', 'list'];
  expect((await run(list, false)).out).not.toContain('\u001b');
  expect((await run(list, true)).out).toContain('\u001b[31mfiring');
  expect((await run(list, true, { NO_COLOR: '1' })).out).not.toContain('\u001b');
});

test('a token that may not is 6, one that is none is 6, and a platform that is not there is 1', async () => {
  const { token } = (
    await world.standalone.api.tocsin.createToken({ body: { subject: 'reader', scopes: ['rules:read'] } })
  ).data;
  const as = (more: object, ...words: string[]) =>
    runInProcess(words, { environment: { ...world.environment, ...more } as Record<string, string> });
  expect(await as({ TOCSIN_TOKEN: token }, 'heal', 'kill', '--reason', 'x')).toMatchObject({ status: 6, out: '' });
  expect(await as({ TOCSIN_TOKEN: token }, 'dlq', 'list')).toMatchObject({ status: 6, out: '' });
  expect(await as({ TOCSIN_TOKEN: 'none' }, 'rules', 'list')).toMatchObject({ status: 6, out: '' });
  const gone = await as({ TOCSIN_URL: 'http://127.0.0.1:9' }, 'rules', 'list');
  expect(gone).toMatchObject({ status: 1, out: '', err: expect.stringContaining('tocsin doctor') });
});

test('a plan is approved by somebody else, by its hash', async () => {
  const [, run] = world.runs;
  const environment = { ...world.environment, TOCSIN_TOKEN: world.colleague };
  const words = ['heal', 'approve', `run/${run?.id ?? ''}`, '--plan-hash', run?.planHash ?? '', '-o', 'json'];
  const { status, out } = await runInProcess(words, { environment });
  expect(status).toBe(0);
  expect(JSON.parse(out)).toMatchObject({ id: run?.id, approvals: [{ by: { subject: 'colleague' } }] });
});

test('what the page says at its beginning works word for word', async () => {
  const page = await readFile('docs/cli.md', 'utf8');
  const howTo = page.slice(page.indexOf('## How to'), page.indexOf('It ends with:'));
  const blocks = [...howTo.matchAll(/```sh\n(.*?)```/gs)].map(([, block]) => block ?? '');
  expect(blocks).toHaveLength(2);
  const program = `tocsin() { '${process.execPath}' '${tocsinProgram}' "$@"; }; export -f tocsin`;
  // Xargs knows no functions.
  const script = [program, ...blocks]
    .join('\n')
    .replace('xargs -n 1 tocsin', `xargs -n 1 '${process.execPath}' '${tocsinProgram}'`);
  const bash = new PlatformProcess('bash', ['-euo', 'pipefail', '-c', script], world.environment, folder);
  expect([await bash.exited, bash.errors.filter((line) => line !== 'there are no such alerts')]).toEqual([0, []]);
  const told = bash.lines.join('\n');
  for (const part of [
    'alerts: 1 rule, 0 rule-groups: sound',
    '1 changed',
    '1 accepted, 0 refused',
    'Name:        Many errors',
  ])
    expect(told).toContain(part);
}, 60_000);

test('names of rules and receivers are completed by the platform, and nothing where it does not answer', async () => {
  const complete = (more: object, ...words: string[]) =>
    runInProcess(['__complete', '--', ...words], { environment: { ...world.environment, ...more } });
  expect((await complete({}, 'rules', 'get', 'High')).out).toBe('High CPU Usage\tCRITICAL\n');
  expect((await complete({}, 'receivers', 'get', '')).out).toBe('on-call\twebhook\n');
  expect((await complete({ TOCSIN_URL: 'http://127.0.0.1:9' }, 'rules', 'get', '')).out).toBe('');
});
