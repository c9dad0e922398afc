import type { MigrationInterface, QueryRunner } from 'typeorm';

const tables = ['alert_groups', 'alert_group_members', 'inhibition_sources', 'external_alerts'];

/**
 * The groups that alerts are told in, who belongs to them, what inhibits what, and the alerts that others have posted.
 * Labels and states are JSON as text, as those of alerts are. What is owed to a receiver is about a group now, no longer about one transition.
 */
export class AlertGroups1763900000004 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE active_alerts ADD COLUMN severity text NOT NULL DEFAULT 'INFO', ADD COLUMN value double precision,
        ADD COLUMN generator_url text;
      ALTER TABLE deliveries RENAME COLUMN transition_id TO group_key;
      CREATE TABLE alert_groups (id text PRIMARY KEY, seq bigserial NOT NULL, tenant_id text NOT NULL,
        route text NOT NULL, key text NOT NULL, labels text NOT NULL, interval_ms bigint NOT NULL, policy text NOT NULL,
        state text NOT NULL, is_held boolean NOT NULL DEFAULT false, looked_at bigint, due_at bigint NOT NULL);
      CREATE INDEX alert_groups_due ON alert_groups (due_at, id);
      CREATE INDEX alert_groups_held ON alert_groups (tenant_id) WHERE is_held;
      CREATE INDEX alert_groups_policy ON alert_groups (tenant_id, policy);
      CREATE TABLE alert_group_members (tenant_id text NOT NULL, group_id text NOT NULL, alert_id text NOT NULL,
        PRIMARY KEY (group_id, alert_id));
      CREATE INDEX alert_group_members_alert ON alert_group_members (alert_id);
      CREATE TABLE inhibition_sources (tenant_id text NOT NULL, key text NOT NULL, alert_id text NOT NULL,
        is_target boolean NOT NULL, PRIMARY KEY (key, alert_id));
      CREATE INDEX inhibition_sources_alert ON inhibition_sources (alert_id);
      CREATE TABLE external_alerts (tenant_id text NOT NULL, fingerprint text NOT NULL, state text NOT NULL,
        ends_at bigint NOT NULL, is_over boolean NOT NULL, PRIMARY KEY (tenant_id, fingerprint));
      CREATE INDEX external_alerts_firing ON external_alerts (ends_at) WHERE NOT is_over;
      CREATE INDEX external_alerts_over ON external_alerts (ends_at) WHERE is_over;`);
    const seen = `(tenant_id = current_setting('tocsin.tenant', true) OR current_user = 'tocsin_worker')`;
    for (const table of tables)
      await runner.query(`
        ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY;
        ALTER TABLE ${table} FORCE ROW LEVEL SECURITY;
        CREATE POLICY tenant_rows ON ${table} USING ${seen} WITH CHECK ${seen};
        GRANT SELECT ON ${table} TO tocsin_app;
        GRANT SELECT, INSERT, UPDATE, DELETE ON ${table} TO tocsin_worker;`);
    await runner.query('GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO tocsin_worker');
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of tables) await runner.query(`DROP TABLE ${table}`);
    await runner.query(`
      ALTER TABLE deliveries RENAME COLUMN group_key TO transition_id;
      ALTER TABLE active_alerts DROP COLUMN severity, DROP COLUMN value, DROP COLUMN generator_url;`);
  }
}
