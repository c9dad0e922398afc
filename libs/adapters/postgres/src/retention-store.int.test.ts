import type { AuditEvent } from '@tocsin/contracts/topics/audit';
import { keepsEverything } from '@tocsin/domain/compliance/retention';
import { planWith, playbookWith } from '@tocsin/domain/healing/run.fake';
import { attemptFor } from '@tocsin/ports/delivery-ledger.contract';
import { describeRetentionStore } from '@tocsin/ports/retention-store.contract';
import type { KeptRecord } from '@tocsin/ports/retention-store.fake';
import { DataSource } from 'typeorm';
import { PostgresDeliveryLedger } from './delivery-ledger.js';
import { inTenant } from './in-tenant.js';
import { PostgresRetentionStore } from './retention-store.js';
import { openTemporaryDatabase, type TemporaryDatabase } from './temporary-database.fake.js';

const DAY_MS = 86_400_000;
let temporary: TemporaryDatabase;
let owner: DataSource;
let store: PostgresRetentionStore;

beforeAll(async () => {
  temporary = await openTemporaryDatabase();
  owner = await new DataSource({ type: 'postgres', url: temporary.url, poolSize: 1 }).initialize();
  store = new PostgresRetentionStore(temporary.database);
}, 60_000);
afterAll(async () => {
  await owner.destroy();
  await temporary.close();
}, 30_000);

const planned = (ruleId: string, fingerprint: string): string => {
  const plan = planWith(playbookWith());
  const trigger = { ...plan.trigger, rule_id: ruleId, fingerprint, labels: { note: '\u0000' } };
  return JSON.stringify({ type: 'planned', at: 1, plan: { ...plan, trigger }, hash: 'a'.repeat(64) });
};
const openAlert = (tenantId: string, ruleId: string, fingerprint: string): Promise<unknown> =>
  owner.query(
    `INSERT INTO active_alerts (id, tenant_id, rule_id, fingerprint, labels, annotations, severity, episode_start,
       fired_at, changed_at) VALUES ($1 || $2 || $3, $1, $2, $3, '{}', '{}', 'HIGH', 1, 1, 1)`,
    [tenantId, ruleId, fingerprint],
  );
const addRun = (
  { tenantId, id, madeAt, overAt }: Omit<KeptRecord, 'kind' | 'isReferred'>,
  playbookId = 'p',
): Promise<unknown> =>
  owner.query(
    `WITH run AS (INSERT INTO healing_runs (tenant_id, run_id, version, audited, is_open, created_at, touched_at, summary)
       VALUES ($1, $2, 1, 1, $5, $3, $4, $6))
     INSERT INTO healing_events (tenant_id, run_id, sequence, event) VALUES ($1, $2, 0, $7)`,
    [tenantId, id, madeAt, overAt ?? 0, overAt === null, JSON.stringify({ playbookId }), planned('r', id)],
  );

async function add(record: KeptRecord): Promise<void> {
  const { tenantId, kind, id, madeAt, overAt, isReferred } = record;
  const versions = [madeAt, ...(overAt === null ? [] : [overAt])];
  if (kind === 'healing_runs') {
    await addRun(record);
    if (isReferred) await openAlert(tenantId, 'r', id);
  }
  if (kind === 'playbook_versions') {
    for (const [i, updated_at] of versions.entries())
      await owner.query('INSERT INTO playbooks (tenant_id, id, version, document) VALUES ($1, $2, $3, $4)', [
        tenantId,
        id,
        i + 1,
        JSON.stringify({ updated_at, name: '\u0000' }),
      ]);
    if (isReferred) await addRun({ tenantId, id: `run of ${id}`, madeAt, overAt: null }, id);
  }
  if (kind === 'rule_versions') {
    for (const [i, at] of versions.entries())
      await owner.query(
        `INSERT INTO rule_versions (tenant_id, kind, name, version, entry) VALUES ($1, $2, $3, $4, $5)`,
        [tenantId, isReferred ? 'group' : 'rule', id, i + 1, JSON.stringify({ state: 'applied', at })],
      );
    if (isReferred) await openAlert(tenantId, `${id}/of the group`, 'f');
  }
}

const left: Readonly<Record<KeptRecord['kind'], string>> = {
  healing_runs: 'SELECT run_id AS id FROM healing_runs WHERE tenant_id = $1 ORDER BY 1',
  playbook_versions: 'SELECT id FROM playbooks WHERE tenant_id = $1 AND version = 1 ORDER BY 1',
  rule_versions: 'SELECT name AS id FROM rule_versions WHERE tenant_id = $1 AND version = 1 ORDER BY 1',
};

describeRetentionStore('PostgresRetentionStore', async () => ({
  store,
  add,
  left: async (tenantId, kind) => (await owner.query<{ id: string }[]>(left[kind], [tenantId])).map(({ id }) => id),
  told: async () => {
    const sql = `WITH told AS (DELETE FROM outbox RETURNING position, value) SELECT value FROM told ORDER BY position`;
    const events = await owner.query<{ value: AuditEvent }[]>(sql);
    return events.map(({ value }) => value).filter(({ type }) => type === 'records_deleted');
  },
}));

test('of a run that goes its events and its request go, and a run of which something is still to be told stays', async () => {
  const old = { tenantId: 'whole', madeAt: 1, overAt: 2 };
  for (const id of ['gone', 'told later', 'audited later']) await addRun({ ...old, id });
  await owner.query("UPDATE healing_runs SET next_look_at = 5 WHERE run_id = 'told later'");
  await owner.query("UPDATE healing_runs SET audited = 0 WHERE run_id = 'audited later'");
  const held = JSON.stringify({ kind: 'held_back', at: 1, guard: 'cooldown', reason: '' });
  for (const [id, outcome] of [
    ['gone', JSON.stringify({ kind: 'planned', at: 1 })],
    ['told later', JSON.stringify({ kind: 'planned', at: 1 })],
    ['came to nothing', held],
    ['waits', null],
  ])
    await owner.query(
      "INSERT INTO healing_requests (tenant_id, id, at, request, outcome) VALUES ('whole', $1, 1, '', $2)",
      [id, outcome],
    );
  const days = { ...keepsEverything.days, healing_runs: 30 };
  const event: AuditEvent = {
    id: 'e',
    type: 'configuration_changed',
    tenant_id: 'whole',
    actor: 'a',
    at: 1,
    subject: 's',
    details: {},
  };
  await store.changePolicy('whole', () => ({ policy: { days, hold: null }, event }));
  const batch = { tenantId: 'whole', kind: 'healing_runs', limit: 10, now: 100 * DAY_MS, eventId: 'e2' } as const;
  expect(await store.deleteBatch(batch)).toBe(1);
  const runs = await owner.query("SELECT run_id FROM healing_events WHERE tenant_id = 'whole' ORDER BY 1");
  expect(runs).toEqual([{ run_id: 'audited later' }, { run_id: 'told later' }]);
  const requests = await owner.query("SELECT id FROM healing_requests WHERE tenant_id = 'whole' ORDER BY 1");
  expect(requests).toEqual([{ id: 'told later' }, { id: 'waits' }]);
});

test('the role that deletes sees no other tenant, changes nothing, and neither ledger, persons nor policies are its own', async () => {
  const { retention } = temporary.database;
  await add({ tenantId: 'seen', kind: 'healing_runs', id: 'r', madeAt: 1, overAt: 2, isReferred: false });
  expect(await retention.query('SELECT run_id FROM healing_runs')).toEqual([]);
  const inside = <Result>(sql: string): Promise<Result> =>
    inTenant(retention, 'seen', (manager) => manager.query<Result>(sql));
  expect(await inside('SELECT run_id FROM healing_runs')).toEqual([{ run_id: 'r' }]);
  expect(await inTenant(retention, 'unseen', (manager) => manager.query('DELETE FROM healing_runs'))).toEqual([[], 0]);
  for (const sql of [
    'UPDATE healing_runs SET is_open = false',
    "UPDATE playbooks SET document = ''",
    "INSERT INTO rule_versions VALUES ('seen', 'rule', 'r', 1, '{}')",
    "UPDATE retention_policies SET document = '{}'",
    'DELETE FROM retention_policies',
    'DELETE FROM ledger_entries',
    'DELETE FROM ledger_nodes',
    'DELETE FROM subjects',
    'DELETE FROM delivery_attempts',
    'SELECT * FROM outbox',
    'SELECT * FROM users',
  ])
    await expect(inside(sql)).rejects.toThrow(/permission denied/);
});

test('what was sent is forgotten after its time, but of a tenant on hold', async () => {
  const ledger = new PostgresDeliveryLedger(temporary.database);
  for (const tenantId of ['on-hold', 'not-on-hold']) await ledger.record(attemptFor({ tenantId }));
  const hold = { reason: 'a suit', by: 'a', since: 1 };
  const tenant_id = 'on-hold';
  const event: AuditEvent = {
    id: 'e3',
    type: 'configuration_changed',
    tenant_id,
    actor: 'a',
    at: 1,
    subject: 's',
    details: {},
  };
  await store.changePolicy(tenant_id, () => ({ policy: { days: keepsEverything.days, hold }, event }));
  await ledger.forgetBefore(10_000);
  expect(await ledger.list('not-on-hold', {}, null, 10)).toEqual([]);
  expect(await ledger.list('on-hold', {}, null, 10)).toHaveLength(1);
});
