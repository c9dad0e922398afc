import type { MigrationInterface, QueryRunner } from 'typeorm';

const seen = `(tenant_id = current_setting('tocsin.tenant', true) OR current_user = 'tocsin_worker')`;
const tables = ['ledger_entries', 'ledger_nodes', 'ledger_checkpoints'];

/**
 * The ledger of audit events: a chain of entries for each tenant, the hashes of the full subtrees over them, and signed
 * checkpoints. One role appends; it can neither change nor delete, and nobody else can write.
 */
export class AuditLedger1763900000017 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE ledger_entries (tenant_id text NOT NULL, sequence bigint NOT NULL, event_id text NOT NULL,
        line text NOT NULL, PRIMARY KEY (tenant_id, sequence), UNIQUE (tenant_id, event_id));
      CREATE TABLE ledger_nodes (tenant_id text NOT NULL, level smallint NOT NULL, index bigint NOT NULL,
        hash bytea NOT NULL, PRIMARY KEY (tenant_id, level, index));
      CREATE TABLE ledger_checkpoints (tenant_id text NOT NULL, size bigint NOT NULL, at bigint NOT NULL,
        note text NOT NULL, public_key text NOT NULL, PRIMARY KEY (tenant_id, size));`);
    for (const table of tables)
      await runner.query(`
        ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY;
        ALTER TABLE ${table} FORCE ROW LEVEL SECURITY;
        CREATE POLICY tenant_rows ON ${table} USING ${seen} WITH CHECK ${seen};
        GRANT SELECT ON ${table} TO tocsin_app, tocsin_worker;
        GRANT SELECT, INSERT ON ${table} TO tocsin_ledger;`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of tables) await runner.query(`DROP TABLE ${table}`);
  }
}
