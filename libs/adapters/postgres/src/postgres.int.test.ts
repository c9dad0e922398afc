import type { Command } from '@tocsin/contracts/topics/commands';
import { examplePolicy } from '@tocsin/contracts/topics/notification-policies';
import { exampleMarks } from '@tocsin/contracts/topics/prediction-marks';
import { exampleGroup } from '@tocsin/contracts/topics/rule-groups';
import { exampleNotes } from '@tocsin/contracts/topics/incident-notes';
import { exampleIncident, exampleRecommendation } from '@tocsin/contracts/topics/recommendations';
import { exampleSilence } from '@tocsin/contracts/topics/silences';
import type { AlertRule } from '@tocsin/domain/rules/alert-rule';
import { RuleFactory } from '@tocsin/domain/rules/rule-factory';
import { validateRuleDraft } from '@tocsin/domain/rules/config-validator';
import { NotStorable } from '@tocsin/ports/configuration-store';
import type { ActiveAlert, AlertChanges, AlertEnd } from '@tocsin/ports/active-alert-store';
import { PostgresActiveAlertStore } from './active-alert-store.js';
import { PostgresAlertGroupStore } from './alert-group-store.js';
import { inTenant } from './in-tenant.js';
import { PostgresConfigurationStore } from './configuration-store.js';
import { type Database, openDatabase } from './database.js';
import { openTemporaryDatabase, type TemporaryDatabase } from './temporary-database.fake.js';

const secret = 'a-secret-of-a-test-that-is-long-enough';
let temporary: TemporaryDatabase;
let database: Database;

beforeAll(async () => {
  temporary = await openTemporaryDatabase();
  database = temporary.database;
}, 60_000);

afterAll(() => temporary.close(), 30_000);

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
  it('is brought up to date only once', async () => {
    const again = await openDatabase(temporary.url, secret);
    await again.close();
  });
});

describe('PostgresConfigurationStore', () => {
  const store = () => new PostgresConfigurationStore(database);
  const drain = async (into: unknown[]) => store().relay(100, async (events) => void into.push(...events));

  it('says of what it can never keep that trying again does not help, and keeps nothing of it', async () => {
    const rule = { ...ruleOf('acme', 'too-new'), version: 2 ** 40 };
    const deciding = store().decideOnce(commandOf('c0', 'acme'), async (tx) => {
      await tx.publish({ topic: 'rules', key: 'acme/too-new', value: rule });
      await tx.saveRule(rule);
      return { command_id: 'c0', reply_to: 'g', outcome: { kind: 'rule', rule } };
    });
    await expect(deciding).rejects.toBeInstanceOf(NotStorable);
    const events: unknown[] = [];
    await drain(events);
    expect(events).toEqual([]);
  });

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

  it('forgets commands that were decided long ago, of their tenant, with the next one', async () => {
    const decide = (id: string, tenant = 'forgetful') =>
      store().decideOnce(commandOf(id, tenant), async () => ({
        command_id: id,
        reply_to: 'g',
        outcome: { kind: 'deleted' as const },
      }));
    const age = (days: number) =>
      inTenant(database.app, 'forgetful', (manager) =>
        manager.query(`UPDATE commands SET decided_at = now() - make_interval(days => $1)`, [days]),
      );
    const known = () =>
      inTenant(database.app, 'forgetful', (manager) => manager.query('SELECT command_id FROM commands ORDER BY 1'));
    await decide('old');
    await age(7);
    await decide('young');
    expect(await known()).toEqual([{ command_id: 'old' }, { command_id: 'young' }]);
    await age(9);
    await decide('new');
    expect(await known()).toEqual([{ command_id: 'new' }]);
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

  it('keeps policies, silences and acknowledgements of a tenant, and finds the old ones among them', async () => {
    const said = (alert_id: string, at: number) =>
      ({ tenant_id: 'acme', alert_id, kind: 'snoozed', by: 'ada', at, comment: 'é' }) as const;
    const silence = (id: string, ends_at: number) => ({ ...exampleSilence, id, ends_at });
    const reply = { command_id: 'p1', reply_to: 'g', outcome: { kind: 'deleted' as const } };
    await store().decideOnce(commandOf('p1', 'acme'), async ({ alerting }) => {
      expect([await alerting.policy(), await alerting.silence('s'), await alerting.acknowledgement('a')]).toEqual([
        null,
        null,
        null,
      ]);
      await alerting.savePolicy(examplePolicy);
      await alerting.savePolicy({ ...examplePolicy, version: 2 });
      for (const [id, end] of Object.entries({ s: 1_000, t: 2_000, u: 3_000 }))
        await alerting.saveSilence(silence(id, end));
      expect(await alerting.countSilencesEndingAfter(1_000)).toBe(2);
      expect(await alerting.dropSilencesEndedBefore(2_000)).toEqual(['s']);
      for (const [id, at] of Object.entries({ a: 3, b: 1, c: 2 })) await alerting.saveAcknowledgement(said(id, at));
      expect(await alerting.dropOldAcknowledgements(2, 0)).toEqual(['b']);
      await alerting.deleteAcknowledgement('c');
      return reply;
    });
    await store().decideOnce(commandOf('p2', 'acme'), async ({ alerting }) => {
      expect(await alerting.policy()).toEqual({ ...examplePolicy, version: 2 });
      expect([await alerting.silence('s'), await alerting.silence('t')]).toEqual([null, silence('t', 2_000)]);
      expect([await alerting.acknowledgement('a'), await alerting.acknowledgement('c')]).toEqual([said('a', 3), null]);
      await alerting.deletePolicy();
      expect(await alerting.policy()).toBeNull();
      return reply;
    });
    await store().decideOnce(commandOf('p2', 'other'), async ({ alerting }) => {
      expect([await alerting.silence('t'), await alerting.acknowledgement('a')]).toEqual([null, null]);
      return reply;
    });
  });

  it('keeps the marks of a tenant, each set in place of the one before', async () => {
    const reply = { command_id: 'm1', reply_to: 'g', outcome: { kind: 'deleted' as const } };
    await store().decideOnce(commandOf('m1', 'acme'), async (tx) => {
      expect(await tx.predictionMarks()).toBeNull();
      await tx.savePredictionMarks(exampleMarks);
      await tx.savePredictionMarks({ ...exampleMarks, version: 2, selectors: ['{}'] });
      return reply;
    });
    const marksOf = (tenant: string) => store().read(tenant, (tx) => tx.predictionMarks());
    expect(await marksOf('acme')).toEqual({ ...exampleMarks, version: 2, selectors: ['{}'] });
    expect(await marksOf('other')).toBeNull();
  });

  it('keeps incidents and recommendations of a tenant, and drops the old ones among them', async () => {
    const incident = (id: string, ends_at: number) => ({ ...exampleIncident, id, ends_at });
    const made = (id: string, made_at: number, over = {}) => ({ ...exampleRecommendation, id, made_at, ...over });
    const reply = { command_id: 'i1', reply_to: 'g', outcome: { kind: 'deleted' as const } };
    await store().decideOnce(commandOf('i1', 'acme'), async ({ recommendations: tx }) => {
      for (const [id, end] of Object.entries({ a: 1_000, b: 2_000, c: 3_000, d: 4_000 }))
        await tx.saveIncident(incident(id, end));
      expect((await tx.dropOldIncidents(2, 1_500)).toSorted()).toEqual(['a', 'b']);
      await tx.deleteIncident('c');
      for (const one of [made('x', 1), made('y', 2), made('z', 3, { rule_id: 'other' })])
        await tx.saveRecommendation(one);
      expect(await tx.openRecommendations('r1')).toHaveLength(2);
      await tx.saveRecommendation(made('y', 2, { state: 'refused' }));
      expect(await tx.openRecommendations('r1')).toEqual([made('x', 1)]);
      expect(await tx.dropOldRecommendations(2)).toEqual(['x']);
      return reply;
    });
    await store().decideOnce(commandOf('i2', 'acme'), async ({ recommendations: tx }) => {
      expect([await tx.incident('c'), await tx.incident('d')]).toEqual([null, incident('d', 4_000)]);
      expect([await tx.recommendation('x'), await tx.recommendation('y')]).toEqual([
        null,
        made('y', 2, { state: 'refused' }),
      ]);
      return reply;
    });
    await store().decideOnce(commandOf('i2', 'other'), async ({ recommendations: tx }) => {
      expect([await tx.incident('d'), await tx.recommendation('y')]).toEqual([null, null]);
      expect(await tx.dropOldRecommendations(0)).toEqual([]);
      return reply;
    });
  });

  it('keeps notes about incidents of a tenant, and drops those that were written about first', async () => {
    const notes = (incident_id: string, updated_at: number) => ({ ...exampleNotes, incident_id, updated_at });
    const reply = { command_id: 'n1', reply_to: 'g', outcome: { kind: 'deleted' as const } };
    await store().decideOnce(commandOf('n1', 'acme'), async ({ incidentNotes: tx }) => {
      expect(await tx.notes('a')).toBeNull();
      for (const [id, at] of Object.entries({ a: 1, b: 2, c: 3 })) await tx.save(notes(id, at));
      await tx.save(notes('a', 4));
      expect(await tx.dropOld(2)).toEqual(['b']);
      return reply;
    });
    await store().read('acme', async ({ incidentNotes: tx }) => {
      expect([await tx.notes('a'), await tx.notes('b')]).toEqual([notes('a', 4), null]);
      return reply;
    });
    await store().decideOnce(commandOf('n1', 'other'), async ({ incidentNotes: tx }) => {
      expect(await tx.notes('a')).toBeNull();
      expect(await tx.dropOld(0)).toEqual([]);
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

describe('PostgresActiveAlertStore', () => {
  const store = () => new PostgresActiveAlertStore(database);
  const take = (changes: AlertChanges, now: number) => new PostgresAlertGroupStore(database).take(changes, [], now);
  const alert = (id: string, over: Partial<ActiveAlert> = {}): ActiveAlert => ({
    id,
    tenantId: 'acme',
    ruleId: 'r',
    fingerprint: id,
    labels: { alertname: id },
    annotations: {},
    severity: 'HIGH',
    value: 0.1,
    generatorUrl: null,
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
    await take({ fired: [odd, alert('b')], ended: [] }, 10);
    expect(await store().load(['a', 'no such alert'])).toEqual([odd]);
    expect(await store().load([])).toEqual([]);
  });

  it('ends what fires of a rule and fingerprint, whatever its labels, and nothing that began later', async () => {
    const [one, two] = [alert('one', { fingerprint: 'f' }), alert('two', { fingerprint: 'f', episodeStart: 1_500 })];
    await take({ fired: [one, two, alert('other')], ended: [] }, 10);
    await take({ fired: [], ended: [end('f')] }, 20);
    const resolvedAt = async (id: string) => (await store().load([id]))[0]?.resolvedAt;
    expect(await resolvedAt('one')).toBe(3_000);
    expect(await resolvedAt('two')).toBeNull();
    expect(await resolvedAt('other')).toBeNull();
    await take({ fired: [], ended: [end('f', { at: 9_000, episodeStart: 2_000 })] }, 30);
    expect([await resolvedAt('one'), await resolvedAt('two')]).toEqual([3_000, 9_000]);
  });

  it('knows an episode that is told again, and takes a later one for what fires now', async () => {
    await take({ fired: [alert('a')], ended: [] }, 10);
    await take({ fired: [], ended: [end('a')] }, 20);
    await take({ fired: [alert('a')], ended: [] }, 30);
    expect(await store().load(['a'])).toMatchObject([{ firedAt: 2_000, resolvedAt: 3_000 }]);
    const next = alert('a', { episodeStart: 5_000, firedAt: 6_000, annotations: { summary: 'again' } });
    await take({ fired: [next], ended: [end('a')] }, 40);
    expect(await store().load(['a'])).toEqual([next]);
  });

  it('hands out what is due of the tenants asked for, once, and at once again what has changed', async () => {
    await take({ fired: [alert('a'), alert('b'), alert('c', { tenantId: 'other' })], ended: [] }, 10);
    expect(await store().claimDue(['nobody'], 1_000, 61_000, 10)).toEqual([]);
    const both = await Promise.all([
      store().claimDue(['acme'], 1_000, 61_000, 1),
      store().claimDue(['acme'], 1_000, 61_000, 1),
    ]);
    const first = ids([...both.flat(), ...(await store().claimDue(['acme'], 1_000, 61_000, 10))]);
    expect(first).toEqual(['a', 'b']);
    expect(await store().claimDue(['acme'], 60_999, 120_999, 10)).toEqual([]);
    await take({ fired: [], ended: [end('a')] }, 2_000);
    expect(await store().claimDue(['acme'], 2_000, 62_000, 10)).toEqual([{ id: 'a', tenantId: 'acme' }]);
    expect(ids(await store().claimDue(['acme', 'other'], 61_000, 121_000, 10))).toEqual(['b', 'c']);
    await store().makeDue(['acme']);
    expect(ids(await store().claimDue(['acme', 'other'], 61_000, 121_000, 10))).toEqual(['a', 'b']);
  });

  it('forgets what was resolved long enough ago, and never what fires', async () => {
    await take({ fired: [alert('a'), alert('b'), alert('c')], ended: [] }, 10);
    await take({ fired: [], ended: [end('a')] }, 20);
    await take({ fired: [], ended: [end('b')] }, 30);
    await store().forgetResolvedBefore(30);
    expect(ids(await store().load(['a', 'b', 'c']))).toEqual(['b', 'c']);
  });

  it('is hidden from the role of one tenant unless that tenant is named', async () => {
    await take({ fired: [alert('a')], ended: [] }, 10);
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
