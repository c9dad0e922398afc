import { describeAccessStore } from '@tocsin/ports/access-store.contract';
import type { OutboxEvent } from '@tocsin/ports/configuration-store';
import { PostgresAccessStore } from './access-store.js';
import { PostgresConfigurationStore } from './configuration-store.js';
import type { Database } from './database.js';
import { openTemporaryDatabase, type TemporaryDatabase } from './temporary-database.fake.js';

let temporary: TemporaryDatabase;
let database: Database;

beforeAll(async () => {
  temporary = await openTemporaryDatabase();
  database = temporary.database;
}, 60_000);

afterAll(() => temporary.close(), 30_000);

describeAccessStore('the access store on PostgreSQL', async () => ({
  store: new PostgresAccessStore(database),
  published: async () => {
    const events: OutboxEvent[] = [];
    await new PostgresConfigurationStore(database).relay(1_000, async (some) => void events.push(...some));
    return events;
  },
}));
