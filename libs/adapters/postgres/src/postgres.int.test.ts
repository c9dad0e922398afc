import { mkdtempSync, rmSync, chmodSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command } from '@tocsin/contracts/topics/commands';
import { exampleGroup } from '@tocsin/contracts/topics/rule-groups';
import type { AlertRule } from '@tocsin/domain/rules/alert-rule';
import { RuleFactory } from '@tocsin/domain/rules/rule-factory';
import { validateRuleDraft } from '@tocsin/domain/rules/config-validator';
import type { ActiveAlert, AlertEnd } from '@tocsin/ports/active-alert-store';
import { PostgresActiveAlertStore } from './active-alert-store.js';
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

  it('keeps rule groups under their names, counts them and their rules, and publishes what was written', async () => {
    const group = {
      ...exampleGroup,
      tenant_id: 'groups',
      name: 'a/b "é" \u{1f514}',
      rules: [{ alert: 'A', expr: 'up{x="\\n"}\n  == 0', annotations: { text: ' é\t\u007f\n' } }],
    };
    const reply = {
      command_id: 'g1',
      reply_to: 'g',
      outcome: { kind: 'group' as const, change: 'created' as const, group },
    };
    await store().decideOnce(commandOf('g1', 'groups'), async (tx) => {
      expect([await tx.countRuleGroups(), await tx.ruleGroups([])]).toEqual([{ groups: 0, rules: 0 }, []]);
      await tx.saveRuleGroup(group);
      await tx.saveRuleGroup({ ...exampleGroup, tenant_id: 'groups' });
      await tx.publish({ topic: 'rule-groups', key: `groups/${group.name}`, value: group });
      return reply;
    });
    const again = await store().decideOnce(commandOf('g1', 'groups'), () =>
      Promise.reject(new Error('decided before')),
    );
    expect(again).toEqual(reply);
    await store().decideOnce(commandOf('g2', 'groups'), async (tx) => {
      expect(await tx.ruleGroups([group.name, 'no such group'])).toEqual([group]);
      expect(await tx.ruleGroups([group.name, exampleGroup.name])).toHaveLength(2);
      expect(await tx.countRuleGroups()).toEqual({ groups: 2, rules: 3 });
      await tx.saveRuleGroup({ ...group, version: 2, rules: [] });
      await tx.deleteRuleGroup(exampleGroup.name);
      expect(await tx.countRuleGroups()).toEqual({ groups: 1, rules: 0 });
      expect(await tx.ruleGroups([group.name, exampleGroup.name])).toEqual([{ ...group, version: 2, rules: [] }]);
      return { command_id: 'g2', reply_to: 'g', outcome: { kind: 'deleted' } };
    });
    const events: unknown[] = [];
    expect(await drain(events)).toBe(1);
    expect(events).toEqual([{ topic: 'rule-groups', key: `groups/${group.name}`, value: group }]);
  });

  it('shows no rule group to another tenant, and lets nobody write or change one in its name', async () => {
    const group = { ...exampleGroup, tenant_id: 'acme' };
    const reply = { command_id: 'g3', reply_to: 'g', outcome: { kind: 'deleted' as const } };
    await store().decideOnce(commandOf('g3', 'acme'), async (tx) => (await tx.saveRuleGroup(group), reply));
    await store().decideOnce(commandOf('g3', 'other'), async (tx) => {
      expect(await tx.ruleGroups([group.name])).toEqual([]);
      expect(await tx.countRuleGroups()).toEqual({ groups: 0, rules: 0 });
      await tx.deleteRuleGroup(group.name);
      return reply;
    });
    expect(await database.app.query('SELECT * FROM rule_groups')).toEqual([]);
    await expect(database.worker.query('SELECT * FROM rule_groups')).rejects.toThrow('permission denied');
    const asOther = (sql: string) =>
      database.app.transaction(async (manager) => {
        await manager.query("SELECT set_config('tocsin.tenant', 'other', true)");
        return manager.query<unknown>(sql);
      });
    await expect(asOther(`INSERT INTO rule_groups VALUES ('acme', 'x', 1, 0, '{}')`)).rejects.toThrow(
      'row-level security',
    );
    expect(await asOther(`UPDATE rule_groups SET version = 9 RETURNING name`)).toEqual([[], 0]);
    await store().decideOnce(commandOf('g4', 'acme'), async (tx) => {
      expect(await tx.ruleGroups([group.name])).toEqual([group]);
      return reply;
    });
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

describe('PostgresActiveAlertStore', () => {
  const store = () => new PostgresActiveAlertStore(database);
  const alert = (id: string, over: Partial<ActiveAlert> = {}): ActiveAlert => ({
    id,
    tenantId: 'acme',
    ruleId: 'r',
    fingerprint: id,
    labels: { alertname: id },
    annotations: {},
    episodeStart: 1_000,
    firedAt: 2_000,
    resolvedAt: null,
    ...over,
  });
  const end = (fingerprint: string, over: Partial<AlertEnd> = {}): AlertEnd => ({
    tenantId: 'acme',
    ruleId: 'r',
    fingerprint,
    episodeStart: 1_000,
    at: 3_000,
    ...over,
  });
  const ids = (found: readonly { id: string }[]) => found.map(({ id }) => id).sort();

  beforeEach(() => database.worker.query('DELETE FROM active_alerts'));

  it('gives back what fired as it was, odd characters and fractions of a millisecond included', async () => {
    const odd = alert('a', {
      labels: { alertname: 'a "quoted" \u0000 {x}', 'service.name': 'é\n\\' },
      annotations: { summary: '' },
      episodeStart: 1_763_900_000_000.25,
      firedAt: 1_763_900_000_001.5,
    });
    await store().record({ fired: [odd, alert('b')], ended: [] }, 10);
    expect(await store().load(['a', 'no such alert'])).toEqual([odd]);
    expect(await store().load([])).toEqual([]);
  });

  it('ends what fires of a rule and fingerprint, whatever its labels, and nothing that began later', async () => {
    const [one, two] = [alert('one', { fingerprint: 'f' }), alert('two', { fingerprint: 'f', episodeStart: 1_500 })];
    await store().record({ fired: [one, two, alert('other')], ended: [] }, 10);
    await store().record({ fired: [], ended: [end('f')] }, 20);
    const resolvedAt = async (id: string) => (await store().load([id]))[0]?.resolvedAt;
    expect(await resolvedAt('one')).toBe(3_000);
    expect(await resolvedAt('two')).toBeNull();
    expect(await resolvedAt('other')).toBeNull();
    await store().record({ fired: [], ended: [end('f', { at: 9_000, episodeStart: 2_000 })] }, 30);
    expect([await resolvedAt('one'), await resolvedAt('two')]).toEqual([3_000, 9_000]);
  });

  it('knows an episode that is told again, and takes a later one for what fires now', async () => {
    await store().record({ fired: [alert('a')], ended: [] }, 10);
    await store().record({ fired: [], ended: [end('a')] }, 20);
    await store().record({ fired: [alert('a')], ended: [] }, 30);
    expect(await store().load(['a'])).toMatchObject([{ firedAt: 2_000, resolvedAt: 3_000 }]);
    const next = alert('a', { episodeStart: 5_000, firedAt: 6_000, annotations: { summary: 'again' } });
    await store().record({ fired: [next], ended: [end('a')] }, 40);
    expect(await store().load(['a'])).toEqual([next]);
  });

  it('hands out what is due of the tenants asked for, once, and at once again what has changed', async () => {
    await store().record({ fired: [alert('a'), alert('b'), alert('c', { tenantId: 'other' })], ended: [] }, 10);
    expect(await store().claimDue(['nobody'], 1_000, 61_000, 10)).toEqual([]);
    const both = await Promise.all([
      store().claimDue(['acme'], 1_000, 61_000, 1),
      store().claimDue(['acme'], 1_000, 61_000, 1),
    ]);
    const first = ids([...both.flat(), ...(await store().claimDue(['acme'], 1_000, 61_000, 10))]);
    expect(first).toEqual(['a', 'b']);
    expect(await store().claimDue(['acme'], 60_999, 120_999, 10)).toEqual([]);
    await store().record({ fired: [], ended: [end('a')] }, 2_000);
    expect(await store().claimDue(['acme'], 2_000, 62_000, 10)).toEqual([{ id: 'a', tenantId: 'acme' }]);
    expect(ids(await store().claimDue(['acme', 'other'], 61_000, 121_000, 10))).toEqual(['b', 'c']);
    await store().makeDue(['acme']);
    expect(ids(await store().claimDue(['acme', 'other'], 61_000, 121_000, 10))).toEqual(['a', 'b']);
  });

  it('forgets what was resolved long enough ago, and never what fires', async () => {
    await store().record({ fired: [alert('a'), alert('b'), alert('c')], ended: [] }, 10);
    await store().record({ fired: [], ended: [end('a')] }, 20);
    await store().record({ fired: [], ended: [end('b')] }, 30);
    await store().forgetResolvedBefore(30);
    expect(ids(await store().load(['a', 'b', 'c']))).toEqual(['b', 'c']);
  });

  it('is hidden from the role of one tenant unless that tenant is named', async () => {
    await store().record({ fired: [alert('a')], ended: [] }, 10);
    expect(await database.app.query('SELECT id FROM active_alerts')).toEqual([]);
    const seenBy = (tenant: string) =>
      database.app.transaction(async (manager) => {
        await manager.query("SELECT set_config('tocsin.tenant', $1, true)", [tenant]);
        return manager.query<{ id: string }[]>('SELECT id FROM active_alerts');
      });
    expect(await seenBy('other')).toEqual([]);
    expect(await seenBy('acme')).toEqual([{ id: 'a' }]);
  });
});
