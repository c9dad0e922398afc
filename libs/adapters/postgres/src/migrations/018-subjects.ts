import type { MigrationInterface, QueryRunner } from 'typeorm';

const ofTenant = `(tenant_id = current_setting('tocsin.tenant', true))`;
// Keys are wrapped anew for all tenants at once: the worker learns which there are, and by its grant nothing of the keys.
const ofWorkerToo = `(tenant_id = current_setting('tocsin.tenant', true) OR current_user = 'tocsin_worker')`;
const tables = { tenant_keys: ofWorkerToo, subjects: ofTenant };

/**
 * Who the pseudonyms stand for. A name is sealed with the key of its subject, that with the key of its tenant, and that
 * with one that is not in the database.
 */
export class Subjects1763900000018 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE tenant_keys (tenant_id text PRIMARY KEY, kek text NOT NULL, wrapped text NOT NULL);
      CREATE TABLE subjects (tenant_id text NOT NULL, id text NOT NULL, name_hash text NOT NULL,
        sealed_name text NOT NULL, sealed_key text NOT NULL, created_at bigint NOT NULL,
        PRIMARY KEY (tenant_id, id), UNIQUE (tenant_id, name_hash));`);
    for (const [table, seen] of Object.entries(tables))
      await runner.query(`
        ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY;
        ALTER TABLE ${table} FORCE ROW LEVEL SECURITY;
        CREATE POLICY tenant_rows ON ${table} USING ${seen} WITH CHECK ${seen};
        GRANT SELECT, INSERT, UPDATE, DELETE ON ${table} TO tocsin_app;`);
    await runner.query('GRANT SELECT (tenant_id) ON tenant_keys TO tocsin_worker');
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of Object.keys(tables)) await runner.query(`DROP TABLE ${table}`);
  }
}
