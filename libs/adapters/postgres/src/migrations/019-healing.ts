import type { MigrationInterface, QueryRunner } from 'typeorm';

const tables = ['playbooks', 'healing_runs', 'healing_events', 'healing_switches', 'healing_storms'];

/**
 * Versions of playbooks, runs as their events with what they are found by, and what stops healing: switches (those for everybody
 * have no tenant's name) and counts of triggers. Documents are JSON as text, as labels may hold what jsonb does not.
 */
export class Healing1763900000019 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE playbooks (tenant_id text NOT NULL, id text NOT NULL, version integer NOT NULL,
        is_deleted boolean NOT NULL DEFAULT false, document text NOT NULL, PRIMARY KEY (tenant_id, id, version));
      CREATE TABLE healing_runs (tenant_id text NOT NULL, run_id text NOT NULL, version integer NOT NULL,
        is_open boolean NOT NULL, created_at bigint NOT NULL, touched_at bigint NOT NULL, summary text NOT NULL,
        next_look_at bigint, lease_token bigint NOT NULL DEFAULT 0, lease_until bigint NOT NULL DEFAULT 0,
        audited integer NOT NULL DEFAULT 0,
        PRIMARY KEY (tenant_id, run_id));
      CREATE INDEX healing_runs_due ON healing_runs (next_look_at) WHERE next_look_at IS NOT NULL;
      CREATE INDEX healing_runs_made ON healing_runs (tenant_id, created_at);
      CREATE INDEX healing_runs_open ON healing_runs (tenant_id) WHERE is_open;
      CREATE INDEX healing_runs_touched ON healing_runs (tenant_id, touched_at);
      CREATE TABLE healing_events (tenant_id text NOT NULL, run_id text NOT NULL, sequence integer NOT NULL,
        event text NOT NULL, PRIMARY KEY (tenant_id, run_id, sequence));
      CREATE TABLE healing_switches (tenant_id text PRIMARY KEY, set_by text NOT NULL, reason text NOT NULL,
        at bigint NOT NULL);
      CREATE TABLE healing_storms (tenant_id text NOT NULL, scope text NOT NULL, window_from bigint NOT NULL,
        count integer NOT NULL, until bigint NOT NULL, PRIMARY KEY (tenant_id, scope));`);
    const seen = `(tenant_id = current_setting('tocsin.tenant', true) OR current_user = 'tocsin_worker')`;
    for (const table of tables)
      await runner.query(`
        ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY;
        ALTER TABLE ${table} FORCE ROW LEVEL SECURITY;
        CREATE POLICY tenant_rows ON ${table} USING ${seen} WITH CHECK ${seen};`);
    await runner.query(`
      GRANT SELECT, INSERT, UPDATE ON playbooks, healing_runs, healing_storms TO tocsin_app;
      GRANT SELECT, INSERT ON healing_events TO tocsin_app;
      GRANT SELECT ON healing_switches TO tocsin_app;
      GRANT SELECT ON playbooks, healing_events TO tocsin_worker;
      GRANT SELECT, UPDATE ON healing_runs TO tocsin_worker;
      GRANT SELECT, INSERT, DELETE ON healing_switches TO tocsin_worker;`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of tables) await runner.query(`DROP TABLE ${table}`);
  }
}
