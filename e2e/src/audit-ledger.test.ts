import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tocsinAudit } from './world/tocsin-audit.js';
import { Standalone } from './world/standalone.js';

const folder = mkdtempSync(join(tmpdir(), 'tocsin-ledger-'));
const at = (name: string): string => join(folder, name);
let standalone: Standalone;

beforeAll(async () => {
  standalone = await Standalone.start({ TOCSIN_LEDGER_WITNESS: at('witness.ndjson') });
}, 60_000);
afterAll(async () => {
  await standalone.remove();
  rmSync(folder, { recursive: true, force: true });
});

const verify = (name: string, ...more: string[]) => tocsinAudit('verify', at(name), '--key', at('key.pem'), ...more);
const asked = (): string[] => ['--url', standalone.api.base, '--token-file', join(standalone.home, 'admin.token')];

/** Exports the ledger, once it has told of so many rules. The process ends in between, and signs for all that is there. */
async function exported(name: string, rules: number): Promise<string> {
  await standalone.api.dataUntil<{ event: { type: string } }[]>(
    '/api/audit/entries',
    (entries) => entries.filter(({ event }) => event.type === 'rule_created').length === rules,
  );
  await standalone.down();
  await standalone.up();
  const { status, out } = tocsinAudit('export', ...asked());
  expect(status).toBe(0);
  writeFileSync(at(name), out);
  return out;
}

const entriesOf = (text: string): string[] => text.split('\n').filter((line) => line.includes('"sequence":'));

const createRule = (threshold: number) =>
  standalone.api.insist(201, 'POST', '/api/rules', {
    name: `CPU ${threshold}`,
    severity: 'HIGH',
    category: 'infrastructure',
    conditions: [{ type: 'threshold', metric_path: 'cpu_usage', operator: '>', threshold }],
  });

test('changes stand in the ledger, and whoever touches its file is found out with nothing but the key', async () => {
  for (const threshold of [80, 90, 95]) await createRule(threshold);
  const before = await exported('before.ndjson', 3);
  const key = tocsinAudit('key', ...asked());
  expect(key.out).toMatch(/^-----BEGIN PUBLIC KEY-----\n/);
  writeFileSync(at('key.pem'), key.out);
  expect(statSync(join(standalone.home, 'ledger-key.pem')).mode & 0o777).toBe(0o600);

  const witness = ['--witness', at('witness.ndjson')];
  const whole = verify('before.ndjson', ...witness);
  expect(whole.status).toBe(0);
  expect(whole.out).toContain(`tocsin/ledger/acme_main: ${entriesOf(before).length} entries are proved by `);
  expect(whole.out).toMatch(/ and agree with [1-9]\d* of the witness/);

  // One digit of what was done.
  writeFileSync(at('edited.ndjson'), before.replace('CPU 90', 'CPU 91'));
  const edited = verify('edited.ndjson');
  expect(edited).toMatchObject({ status: 1, err: '' });
  expect(edited.out).toMatch(/edited\.ndjson:\d+: (edited|rewritten): /);
  writeFileSync(at('cut.ndjson'), before.split('\n').slice(0, -2).join('\n'));
  expect(verify('cut.ndjson').out).toMatch(/truncated: /);

  // What is there stays as it was, and more comes behind it.
  await createRule(99);
  const after = await exported('after.ndjson', 4);
  expect(after.length).toBeGreaterThan(before.length);
  expect(entriesOf(after).slice(0, entriesOf(before).length)).toEqual(entriesOf(before));
  expect(verify('after.ndjson', ...witness).status).toBe(0);
  // The earlier file is whole; only the witness knows that it is not all.
  expect(verify('before.ndjson').status).toBe(0);
  expect(verify('before.ndjson', ...witness)).toMatchObject({ status: 1, out: expect.stringContaining('truncated: ') });

  // An entry of the API is proved against the signed root.
  const { data: proof } = await standalone.api.tocsin.getLedgerInclusionProof({ entry: 1 });
  const { data: checkpoint } = await standalone.api.tocsin.getLedgerCheckpoint();
  expect([proof.size, checkpoint.checkpoint.split('\n')[2]]).toEqual([entriesOf(after).length, proof.root]);
  expect(readFileSync(at('witness.ndjson'), 'utf8')).toContain(JSON.stringify(checkpoint.checkpoint));
}, 120_000);

test('a new key signs from now on, and whoever has the old one needs no other', async () => {
  const file = join(standalone.home, 'ledger-key.pem');
  const old = readFileSync(file, 'utf8');
  const changed = tocsinAudit('new-key', file);
  expect([changed.status, changed.out]).toEqual([0, expect.stringMatching(/^-----BEGIN PUBLIC KEY-----\n/)]);
  expect(readFileSync(file, 'utf8')).not.toBe(old);
  await standalone.down();
  await standalone.up();
  await createRule(70);
  const text = await exported('changed.ndjson', 5);
  expect(verify('changed.ndjson', '--witness', at('witness.ndjson'))).toMatchObject({ status: 0, err: '' });
  // The new key has signed, and the one to keep is still the first.
  expect(text.trimEnd().split('\n').at(-1)).toContain('\\nkey ');
  expect(tocsinAudit('key', ...asked()).out).toBe(readFileSync(at('key.pem'), 'utf8'));
  writeFileSync(at('new.pem'), changed.out);
  expect(tocsinAudit('verify', at('changed.ndjson'), '--key', at('new.pem'))).toMatchObject({ status: 1 });
  expect(tocsinAudit('new-key', at('missing.pem'))).toMatchObject({ status: 2 });
}, 120_000);

test('what cannot be looked at is told from what is wrong', () => {
  expect(verify('missing.ndjson')).toMatchObject({ status: 2, err: expect.stringContaining('cannot read') });
  expect(tocsinAudit('verify', at('after.ndjson'), '--key', at('after.ndjson'))).toMatchObject({ status: 2 });
  expect(tocsinAudit('verify', at('after.ndjson'))).toMatchObject({ status: 2 });
  expect(verify('after.ndjson', '--witness', at('key.pem'))).toMatchObject({ status: 1 });
  writeFileSync(at('none.token'), 'none');
  const stranger = ['--url', standalone.api.base, '--token-file', at('none.token')];
  expect(tocsinAudit('export', ...stranger)).toMatchObject({ status: 6, out: '' });
});
