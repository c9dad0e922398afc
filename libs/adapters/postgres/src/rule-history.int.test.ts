import type { Command, CommandReply } from '@tocsin/contracts/topics/commands';
import { exampleRule } from '@tocsin/contracts/topics/rules';
import type { RuleProposal, RuleVersion } from '@tocsin/domain/rules/version-entry';
import type { ConfigurationTransaction } from '@tocsin/ports/configuration-store';
import { VERSIONS_KEPT_MAX } from '@tocsin/ports/rule-history';
import { PostgresConfigurationStore } from './configuration-store.js';
import type { Database } from './database.js';
import { openTemporaryDatabase, type TemporaryDatabase } from './temporary-database.fake.js';

let temporary: TemporaryDatabase;
let database: Database;
let store: PostgresConfigurationStore;

beforeAll(async () => {
  temporary = await openTemporaryDatabase();
  database = temporary.database;
  store = new PostgresConfigurationStore(database);
}, 60_000);
afterAll(() => temporary.close(), 30_000);

const ofRule = (name: string) => ({ kind: 'rule', name }) as const;
const entryOf = (version: number): RuleVersion => ({
  version,
  state: 'applied',
  change: 'changed',
  author: 'ann',
  at: 7,
  reason: `reason ${version}`,
  document: { ...exampleRule, version },
});
const proposal: RuleProposal = {
  rule_id: 'p',
  tenant_id: 'acme',
  version: 2,
  action: 'put',
  author: 'ann',
  at: 7,
  reason: '',
  because: 'so',
  base_version: 1,
  document: exampleRule,
};
const commandOf = (more: Partial<Command> = {}): Command =>
  ({
    type: 'rule.delete',
    id: 'k',
    tenant_id: 'acme',
    actor: 'a',
    at: 0,
    reply_to: 'g',
    rule_id: 'r',
    ...more,
  }) as Command;
let commands = 0;
const within = (tenant_id: string, work: (tx: ConfigurationTransaction) => Promise<unknown>): Promise<CommandReply> =>
  store.decideOnce(commandOf({ id: `h${(commands += 1)}`, tenant_id }), async (tx) => {
    await work(tx);
    return { command_id: 'c', reply_to: 'g', outcome: { kind: 'deleted' } };
  });

test('versions are kept under their numbers, replaced by what was decided about them, and listed newest first', async () => {
  await within('acme', async ({ history }) => {
    expect(await history.lastVersion(ofRule('r'))).toBe(0);
    for (const version of [1, 2, 3]) await history.saveVersion(ofRule('r'), entryOf(version));
    await history.saveVersion(ofRule('r'), { ...entryOf(2), state: 'rejected' });
  });
  const [last, second, none, listed, older] = await store.read('acme', async ({ history }) => [
    await history.lastVersion(ofRule('r')),
    await history.version(ofRule('r'), 2),
    await history.version({ kind: 'group', name: 'r' }, 2),
    await history.versions(ofRule('r'), null, 2),
    await history.versions(ofRule('r'), 2, 10),
  ]);
  expect([last, second, none]).toEqual([3, { ...entryOf(2), state: 'rejected' }, null]);
  const { document: _document, ...third } = entryOf(3);
  expect(listed).toMatchObject([third, { version: 2, state: 'rejected' }]);
  expect(older).toMatchObject([{ version: 1 }]);
});

test('the oldest versions give way', async () => {
  const last = VERSIONS_KEPT_MAX + 1;
  await within('acme', async ({ history }) => {
    for (const version of [1, 2, last]) await history.saveVersion(ofRule('old'), entryOf(version));
    const kept = await history.versions(ofRule('old'), null, 10);
    expect(kept.map(({ version }) => version)).toEqual([last, 2]);
  });
});

test('a tenant sees its own versions, proposals and policy, and nobody sees any without a tenant', async () => {
  await within('acme', async ({ history }) => {
    await history.saveVersion(ofRule('own'), entryOf(1));
    await history.saveProposal(ofRule('p'), proposal);
    await history.saveApprovalPolicy({ severities: ['LOW'], categories: [] });
  });
  await within('other', async ({ history }) => {
    expect(await history.lastVersion(ofRule('own'))).toBe(0);
    expect(await history.proposal(ofRule('p'))).toBeNull();
    expect(await history.approvalPolicy()).toEqual({ severities: [], categories: [] });
    await history.saveProposal(ofRule('p'), { ...proposal, tenant_id: 'other' });
    await history.deleteProposal(ofRule('p'));
  });
  await within('acme', async ({ history }) => {
    // A group of the name is another thing.
    expect(await history.proposal({ kind: 'group', name: 'p' })).toBeNull();
    await history.deleteProposal({ kind: 'group', name: 'p' });
    expect(await history.proposal(ofRule('p'))).toEqual(proposal);
    expect(await history.approvalPolicy()).toEqual({ severities: ['LOW'], categories: [] });
  });
  for (const table of ['rule_versions', 'rule_proposals', 'approval_policies'])
    expect(await database.app.query(`SELECT * FROM ${table}`)).toEqual([]);
});

test('an idempotency key holds for one request and for a day', async () => {
  const asked = (request_hash: string, at: number, version: number): Promise<CommandReply> =>
    store.decideOnce(commandOf({ request_hash, at }), async () => ({
      command_id: 'k',
      reply_to: 'g',
      outcome: { kind: 'conflict', message: String(version) },
    }));
  const said = ({ outcome }: CommandReply) => ('message' in outcome ? outcome.message : outcome.kind);
  expect(said(await asked('x', 0, 1))).toBe('1');
  expect(said(await asked('x', 1_000, 2))).toBe('1');
  expect(said(await asked('y', 1_000, 3))).toContain('used for another request');
  const day = 86_400_001;
  const [one, other] = (await Promise.all([asked('y', day, 4), asked('y', day, 5)])).map(said);
  expect(['4', '5']).toContain(one);
  expect(other).toBe(one);
});
