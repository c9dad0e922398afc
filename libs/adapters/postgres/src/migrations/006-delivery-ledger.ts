import type { MigrationInterface, QueryRunner } from 'typeorm';

const seen = `(tenant_id = current_setting('tocsin.tenant', true) OR current_user = 'tocsin_worker')`;

/**
 * Every attempt to deliver a notification, and how each receiver fares. Attempts are only ever added: nobody may change
 * one, and none that began within the last 90 days can be deleted, which a policy of the table sees to. The ids of an
 * attempt's alerts, their rules and their series stand in three arrays of one order.
 */
export class DeliveryLedger1763900000006 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE delivery_attempts (id bigserial PRIMARY KEY, tenant_id text NOT NULL, notification_id text NOT NULL,
        attempt int NOT NULL, is_first boolean NOT NULL, receiver_id text NOT NULL, receiver_name text NOT NULL,
        receiver_type text NOT NULL, group_key text NOT NULL, status text NOT NULL, alert_ids text[] NOT NULL,
        rule_ids text[] NOT NULL, fingerprints text[] NOT NULL, at bigint NOT NULL, latency_ms int NOT NULL,
        outcome text NOT NULL, http_status int, reason text NOT NULL, answer text NOT NULL);
      CREATE INDEX delivery_attempts_listed ON delivery_attempts (tenant_id, at DESC, notification_id DESC) WHERE is_first;
      CREATE INDEX delivery_attempts_of_receiver ON delivery_attempts (tenant_id, receiver_id, at DESC) WHERE is_first;
      CREATE INDEX delivery_attempts_of_notification ON delivery_attempts (tenant_id, notification_id, attempt, id);
      CREATE INDEX delivery_attempts_at ON delivery_attempts (at);
      CREATE INDEX delivery_attempts_alerts ON delivery_attempts USING gin (alert_ids) WHERE is_first;
      CREATE INDEX delivery_attempts_rules ON delivery_attempts USING gin (rule_ids) WHERE is_first;
      CREATE TABLE receiver_health (tenant_id text NOT NULL, receiver_id text NOT NULL, failures int NOT NULL,
        opened_at bigint, probe_at bigint NOT NULL, last_delivered_at bigint, last_failed_at bigint,
        last_reason text NOT NULL, PRIMARY KEY (tenant_id, receiver_id));
      CREATE INDEX receiver_health_open ON receiver_health (probe_at) WHERE opened_at IS NOT NULL;
      CREATE INDEX deliveries_of_receiver ON deliveries (tenant_id, receiver_id, seq) WHERE state = 'pending';`);
    for (const table of ['delivery_attempts', 'receiver_health'])
      await runner.query(`
        ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY;
        ALTER TABLE ${table} FORCE ROW LEVEL SECURITY;
        CREATE POLICY tenant_rows ON ${table} USING ${seen} WITH CHECK ${seen};`);
    await runner.query(`
      CREATE POLICY old_rows ON delivery_attempts AS RESTRICTIVE FOR DELETE
        USING (at < (extract(epoch FROM now() - interval '90 days') * 1000)::bigint);
      GRANT SELECT ON delivery_attempts, receiver_health TO tocsin_app;
      GRANT SELECT, INSERT, DELETE ON delivery_attempts TO tocsin_worker;
      GRANT SELECT, INSERT, UPDATE, DELETE ON receiver_health TO tocsin_worker;
      GRANT USAGE ON SEQUENCE delivery_attempts_id_seq TO tocsin_worker;`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX deliveries_of_receiver; DROP TABLE receiver_health; DROP TABLE delivery_attempts');
  }
}
