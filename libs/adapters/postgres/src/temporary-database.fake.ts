import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataSource } from 'typeorm';
import { type Database, openDatabase } from './database.js';
import { startEmbeddedServer } from './embedded-server.js';

export interface TemporaryDatabase {
  /** Connection string of the owner. */
  url: string;
  database: Database;
  /** Leaves nothing behind. */
  close(): Promise<void>;
}

/** A PostgreSQL of a test's own, with the schema of now. @param secret - the platform's */
export async function openTemporaryDatabase(
  secret = 'a-secret-of-a-test-that-is-long-enough',
): Promise<TemporaryDatabase> {
  const home = mkdtempSync(join(tmpdir(), 'tocsin-postgres-'));
  // The server runs as another user where the test runs as root.
  chmodSync(home, 0o711);
  const server = await startEmbeddedServer(join(home, 'postgres'));
  const database = await openDatabase(server.url, secret);
  return {
    url: server.url,
    database,
    close: async () => {
      await database.close();
      await server.stop();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

/** The database as its owner sees it, past all rights of roles. */
export type Owner = Pick<DataSource, 'query' | 'destroy'>;

/** @param url - of a {@link TemporaryDatabase} */
export const openOwner = (url: string): Promise<Owner> =>
  new DataSource({ type: 'postgres', url, poolSize: 2 }).initialize();
