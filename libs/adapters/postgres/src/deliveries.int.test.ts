import { attemptFor, describeDeliveryLedger } from '@tocsin/ports/delivery-ledger.contract';
import { describeDeliveryStore } from '@tocsin/ports/delivery-store.contract';
import type { Database } from './database.js';
import { PostgresDeliveryLedger } from './delivery-ledger.js';
import { PostgresDeliveryStore } from './delivery-store.js';
import { openTemporaryDatabase, type TemporaryDatabase } from './temporary-database.fake.js';

let temporary: TemporaryDatabase;
let database: Database;

beforeAll(async () => {
  temporary = await openTemporaryDatabase();
  database = temporary.database;
}, 60_000);

afterAll(() => temporary.close(), 30_000);

describeDeliveryStore('PostgresDeliveryStore', async () => {
  await database.worker.query('DELETE FROM deliveries; DELETE FROM receiver_health');
  return new PostgresDeliveryStore(database);
});

describeDeliveryLedger('PostgresDeliveryLedger', async () => {
  await database.worker.query('DELETE FROM delivery_attempts');
  return new PostgresDeliveryLedger(database);
});

describe('the table of attempts', () => {
  const ledger = () => new PostgresDeliveryLedger(database);

  it('can be changed by nobody, and added to by notification alone', async () => {
    await ledger().record(attemptFor({ notificationId: 'kept' }));
    const change = `UPDATE delivery_attempts SET outcome = 'delivered'`;
    for (const role of [database.app, database.worker]) await expect(role.query(change)).rejects.toThrow(/denied/);
    await expect(database.app.query('DELETE FROM delivery_attempts')).rejects.toThrow(/denied/);
    await expect(database.app.query(`INSERT INTO delivery_attempts (tenant_id) VALUES ('acme')`)).rejects.toThrow(
      /denied/,
    );
  });

  it('loses nothing of the last 90 days, whoever asks for it', async () => {
    const [{ now } = { now: 0 }] = await database.worker.query<{ now: number }[]>(
      'SELECT (extract(epoch FROM now()) * 1000)::float8 AS now',
    );
    const day = 86_400_000;
    await ledger().record(attemptFor({ notificationId: 'young', at: Math.round(now - 89 * day) }));
    await ledger().record(attemptFor({ notificationId: 'old', at: Math.round(now - 91 * day) }));
    await ledger().forgetBefore(Math.round(now));
    expect(await ledger().read('acme', 'young')).not.toBeNull();
    expect(await ledger().read('acme', 'old')).toBeNull();
  });

  it('shows nothing to the role of one tenant unless that tenant is named', async () => {
    await ledger().record(attemptFor({ notificationId: 'hidden' }));
    expect(await database.app.query('SELECT id FROM delivery_attempts')).toEqual([]);
    expect(await database.app.query('SELECT receiver_id FROM receiver_health')).toEqual([]);
  });
});
