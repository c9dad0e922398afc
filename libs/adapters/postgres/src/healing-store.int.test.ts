import { DataSource } from 'typeorm';
import { describeHealingStore } from '@tocsin/ports/healing-store.contract';
import { describeInventoryStore } from '@tocsin/ports/inventory-store.contract';
import { describeRunRequests } from '@tocsin/ports/run-requests.contract';
import { PostgresHealingStore } from './healing-store.js';
import { PostgresInventoryStore } from './inventory-store.js';
import { PostgresRunRequests } from './run-requests.js';
import { openTemporaryDatabase, type TemporaryDatabase } from './temporary-database.fake.js';

let temporary: TemporaryDatabase;
let owner: DataSource;

beforeAll(async () => {
  temporary = await openTemporaryDatabase();
  owner = await new DataSource({ type: 'postgres', url: temporary.url, poolSize: 1 }).initialize();
}, 60_000);

afterAll(async () => {
  await owner.destroy();
  await temporary.close();
}, 30_000);

describeHealingStore('PostgresHealingStore', async () => {
  await owner.query('TRUNCATE playbooks, healing_runs, healing_events, healing_switches, healing_storms');
  return new PostgresHealingStore(temporary.database);
});

describeRunRequests('PostgresRunRequests', async () => {
  await owner.query('TRUNCATE healing_requests');
  return new PostgresRunRequests(temporary.database);
});

describeInventoryStore('PostgresInventoryStore', async () => {
  await owner.query('TRUNCATE healing_inventory');
  return new PostgresInventoryStore(temporary.database);
});

test('nobody sees playbooks, runs or events of another tenant, and nobody can change an event', async () => {
  const { app } = temporary.database;
  for (const table of [
    'playbooks',
    'healing_runs',
    'healing_events',
    'healing_storms',
    'healing_requests',
    'healing_inventory',
  ])
    expect(await app.query(`SELECT 1 FROM ${table}`)).toEqual([]);
  for (const verb of [
    'UPDATE healing_events SET event = event',
    'DELETE FROM healing_events',
    'DELETE FROM healing_runs',
  ])
    await expect(app.query(verb)).rejects.toThrow(/permission denied/);
});
