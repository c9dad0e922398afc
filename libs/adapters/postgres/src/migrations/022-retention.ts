import type { MigrationInterface, QueryRunner } from 'typeorm';

const ofTenant = `(tenant_id = current_setting('tocsin.tenant', true))`;
// Attempts to deliver are forgotten for all tenants at once: the worker learns who is on hold, and nothing else.
const ofWorkerToo = `(tenant_id = current_setting('tocsin.tenant', true) OR current_user = 'tocsin_worker')`;
const tables = { retention_policies: ofWorkerToo, retention_deletions: ofTenant };

/**
 * For how long tenants' records are kept, and what was deleted last. The role that deletes sees one tenant at a time; it can
 * delete what has a limit and tell of it, and it changes nothing.
 */
export class Retention1763900000022 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE retention_policies (tenant_id text PRIMARY KEY, document jsonb NOT NULL,
        is_held boolean NOT NULL GENERATED ALWAYS AS (document -> 'hold' <> 'null'::jsonb) STORED);
      CREATE TABLE retention_deletions (tenant_id text NOT NULL, kind text NOT NULL, at bigint NOT NULL,
        count bigint NOT NULL, PRIMARY KEY (tenant_id, kind));`);
    for (const [table, seen] of Object.entries(tables))
      await runner.query(`
        ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY;
        ALTER TABLE ${table} FORCE ROW LEVEL SECURITY;
        CREATE POLICY tenant_rows ON ${table} USING ${seen} WITH CHECK ${seen};`);
    await runner.query(`
      GRANT SELECT, INSERT, UPDATE ON retention_policies TO tocsin_app;
      GRANT SELECT ON retention_deletions TO tocsin_app;
      GRANT SELECT (tenant_id, is_held) ON retention_policies TO tocsin_worker;
      GRANT SELECT ON retention_policies TO tocsin_retention;
      GRANT SELECT, INSERT, UPDATE ON retention_deletions TO tocsin_retention;
      GRANT INSERT ON outbox TO tocsin_retention;
      GRANT USAGE ON SEQUENCE outbox_position_seq TO tocsin_retention;
      GRANT DELETE ON healing_runs, healing_events, playbooks, rule_versions TO tocsin_retention;
      GRANT SELECT (tenant_id, run_id, version, is_open, created_at, touched_at, summary, next_look_at, audited)
        ON healing_runs TO tocsin_retention;
      GRANT SELECT ON healing_events, playbooks, rule_versions TO tocsin_retention;
      GRANT SELECT (tenant_id, rule_id, fingerprint, resolved_at) ON active_alerts TO tocsin_retention;`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of Object.keys(tables)) await runner.query(`DROP TABLE ${table}`);
    await runner.query(`
      REVOKE ALL ON outbox, healing_runs, healing_events, playbooks, rule_versions, active_alerts FROM tocsin_retention;
      REVOKE ALL ON SEQUENCE outbox_position_seq FROM tocsin_retention`);
  }
}
