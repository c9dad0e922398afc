import { mkdtempSync, rmSync, chmodSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command } from '@tocsin/contracts/topics/commands';
import type { AlertRule } from '@tocsin/domain/rules/alert-rule';
import { RuleFactory } from '@tocsin/domain/rules/rule-factory';
import { validateRuleDraft } from '@tocsin/domain/rules/config-validator';
import { PostgresConfigurationStore } from './configuration-store.js';
import { type Database, openDatabase } from './database.js';
import { PostgresDeliveryStore } from './delivery-store.js';
import { type EmbeddedServer, startEmbeddedServer } from './embedded-server.js';

const secret = 'a-secret-of-a-test-that-is-long-enough';
let home: string;
let server: EmbeddedServer;
let database: Database;

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'tocsin-postgres-'));
  chmodSync(home, 0o711);
  server = await startEmbeddedServer(join(home, 'postgres'));
  database = await openDatabase(server.url, secret);
}, 60_000);

afterAll(async () => {
  await database.close();
  await server.stop();
  rmSync(home, { recursive: true, force: true });
}, 30_000);

const ruleOf = (tenantId: string, id: string): AlertRule => {
  const written = {
    name: id,
    severity: 'LOW',
    category: 'application',
    conditions: [{ type: 'absence', metric_path: 'up', window: '1m' }],
  };
  const validation = validateRuleDraft(written);
  if (validation.kind !== 'valid') throw new Error('the rule of this test is not valid');
  return RuleFactory.create(validation.draft, { id, tenantId }, 1);
};
const commandOf = (id: string, tenant_id: string): Command => ({
  type: 'rule.delete',
  id,
  tenant_id,
  actor: 'a',
  at: 0,
  reply_to: 'g',
  rule_id: 'r',
});

describe('the schema', () => {
  it('forces row-level security on every table with a tenant', async () => {
    const tables = await database.app.query<
      { relname: string; relrowsecurity: boolean; relforcerowsecurity: boolean }[]
    >(
      `SELECT c.relname, c.relrowsecurity, c.relforcerowsecurity FROM pg_class c
       JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id' WHERE c.relkind = 'r'`,
    );
    expect(tables.length).toBeGreaterThan(0);
    expect(tables.filter((table) => !table.relrowsecurity || !table.relforcerowsecurity)).toEqual([]);
  });

  it('lets the roles of the services own nothing', async () => {
    expect(
      await database.app.query(
        `SELECT tablename FROM pg_tables WHERE tableowner LIKE 'tocsin\\_%' AND tableowner <> 'tocsin_owner'`,
      ),
    ).toEqual([]);
  });

  it('is brought up to date only once', async () => {
    const again = await openDatabase(server.url, secret);
    await again.close();
  });
});

describe('PostgresConfigurationStore', () => {
  const store = () => new PostgresConfigurationStore(database);
  const drain = async (into: unknown[]) => store().relay(100, async (events) => void into.push(...events));

  it('keeps a rule and its event in one transaction, and neither when deciding fails', async () => {
    const rule = ruleOf('acme', 'r1');
    await store().decideOnce(commandOf('c1', 'acme'), async (tx) => {
      await tx.saveRule(rule);
      await tx.publish({ topic: 'rules', key: 'acme/r1', value: rule });
      return { command_id: 'c1', reply_to: 'g', outcome: { kind: 'rule', rule } };
    });
    const failing = store().decideOnce(commandOf('c2', 'acme'), async (tx) => {
      await tx.deleteRule('r1');
      await tx.publish({ topic: 'rules', key: 'acme/r1', value: null });
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    const events: unknown[] = [];
    expect(await drain(events)).toBe(1);
    expect(events).toEqual([{ topic: 'rules', key: 'acme/r1', value: rule }]);
    expect(await drain(events)).toBe(0);
  });

  it('decides a command once and answers it again with the same reply', async () => {
    let decided = 0;
    const decide = async () => (
      (decided += 1),
      { command_id: 'c3', reply_to: 'g', outcome: { kind: 'deleted' as const } }
    );
    const [first, second] = await Promise.all([
      store().decideOnce(commandOf('c3', 'acme'), decide),
      store().decideOnce(commandOf('c3', 'acme'), decide),
    ]);
    expect(decided).toBe(1);
    expect(second).toEqual(first);
  });

  it('shows one tenant nothing of another, and nobody anything without a tenant', async () => {
    const rule = ruleOf('acme', 'r9');
    await store().decideOnce(
      commandOf('c4', 'acme'),
      async (tx) => (await tx.saveRule(rule), { command_id: 'c4', reply_to: 'g', outcome: { kind: 'rule', rule } }),
    );
    await store().decideOnce(commandOf('c4', 'other'), async (tx) => {
      expect(await tx.rule('r9')).toBeNull();
      expect(await tx.countRules()).toBe(0);
      return { command_id: 'c4', reply_to: 'g', outcome: { kind: 'not_found' } };
    });
    expect(await database.app.query('SELECT * FROM rules')).toEqual([]);
  });

  it('keeps events whose publication failed', async () => {
    const rule = ruleOf('acme', 'r5');
    await store().decideOnce(commandOf('c5', 'acme'), async (tx) => {
      await tx.publish({ topic: 'rules', key: 'acme/r5', value: rule });
      return { command_id: 'c5', reply_to: 'g', outcome: { kind: 'rule', rule } };
    });
    await expect(store().relay(100, () => Promise.reject(new Error('the log is down')))).rejects.toThrow(
      'the log is down',
    );
    const events: unknown[] = [];
    expect(await drain(events)).toBe(1);
  });
});

describe('PostgresDeliveryStore', () => {
  const store = () => new PostgresDeliveryStore(database);
  const delivery = (id: string, lane: string) => ({
    id,
    tenantId: 'acme',
    receiverId: 'w',
    transitionId: id,
    lane,
    body: '{}',
    createdAt: 0,
  });
  const ids = (claimed: readonly { id: string }[]) => claimed.map(({ id }) => id);

  it('gives each delivery once, those of one lane one after the other, and again when a lease ran out', async () => {
    await store().add([delivery('d1', 'a'), delivery('d2', 'a'), delivery('d3', 'b')]);
    await store().add([delivery('d1', 'a')]);
    expect(ids(await store().claim(1_000, 500, 10))).toEqual(['d1', 'd3']);
    expect(ids(await store().claim(1_001, 500, 10))).toEqual([]);
    await store().delivered('d1', 1_002);
    expect(ids(await store().claim(1_003, 500, 10))).toEqual(['d2']);
    expect(ids(await store().claim(1_600, 500, 10))).toEqual(['d2', 'd3']);
    await store().postpone('d3', 5_000, 'answered 503');
    await store().failed('d2', 1_700, 'answered 404');
    expect(ids(await store().claim(4_999, 500, 10))).toEqual([]);
    expect((await store().claim(5_000, 500, 10))[0]).toMatchObject({
      id: 'd3',
      attempts: 3,
      tenantId: 'acme',
      body: '{}',
    });
  });
});
