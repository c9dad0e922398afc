import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The alerts that Alertmanagers must be told of again and again. Labels and annotations are JSON as text: `jsonb` takes
 * no U+0000, and one alert must not stop all others. Event times may have fractions of a millisecond.
 */
export class ActiveAlerts1763900000002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const seen = `(tenant_id = current_setting('tocsin.tenant', true) OR current_user = 'tocsin_worker')`;
    await runner.query(`
      CREATE TABLE active_alerts (id text PRIMARY KEY, tenant_id text NOT NULL, rule_id text NOT NULL,
        fingerprint text NOT NULL, labels text NOT NULL, annotations text NOT NULL,
        episode_start double precision NOT NULL, fired_at double precision NOT NULL, resolved_at double precision,
        changed_at bigint NOT NULL, due_at bigint NOT NULL DEFAULT 0);
      CREATE INDEX active_alerts_due ON active_alerts (tenant_id, due_at);
      CREATE INDEX active_alerts_firing ON active_alerts (tenant_id, rule_id, fingerprint) WHERE resolved_at IS NULL;
      CREATE INDEX active_alerts_resolved ON active_alerts (changed_at) WHERE resolved_at IS NOT NULL;
      ALTER TABLE active_alerts ENABLE ROW LEVEL SECURITY;
      ALTER TABLE active_alerts FORCE ROW LEVEL SECURITY;
      CREATE POLICY tenant_rows ON active_alerts USING ${seen} WITH CHECK ${seen};
      GRANT SELECT, INSERT, UPDATE, DELETE ON active_alerts TO tocsin_app, tocsin_worker;`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE active_alerts');
  }
}
