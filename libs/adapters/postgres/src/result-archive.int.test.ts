import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeResultArchive } from '@tocsin/ports/result-archive.contract';
import { type Database, openDatabase } from './database.js';
import { type EmbeddedServer, startEmbeddedServer } from './embedded-server.js';
import { inTenant } from './in-tenant.js';
import { PostgresResultArchive } from './result-archive.js';

let home: string;
let server: EmbeddedServer;
let database: Database;
beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'tocsin-archive-'));
  chmodSync(home, 0o711);
  server = await startEmbeddedServer(join(home, 'postgres'));
  database = await openDatabase(server.url, 'a-secret-of-a-test-that-is-long-enough');
}, 60_000);
afterAll(async () => {
  await database.close();
  await server.stop();
  rmSync(home, { recursive: true, force: true });
}, 30_000);

describeResultArchive('the archive of results on PostgreSQL', async () => new PostgresResultArchive(database));

test('what has ended makes room when something else is kept', async () => {
  const archive = new PostgresResultArchive(database);
  await archive.keep('initech', 'old', { text: 'old', madeAt: 0 }, 10);
  await archive.keep('initech', 'new', { text: 'new', madeAt: 10 }, 20);
  const rows = await inTenant(database.app, 'initech', (manager) => manager.query('SELECT key FROM kept_results'));
  expect(rows).toEqual([{ key: 'new' }]);
});
