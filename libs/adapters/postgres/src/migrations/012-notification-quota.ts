import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How many notifications each tenant has sent in each hour; of a delivery, whether it was counted, or held back. */
export class NotificationQuota1763900000012 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const seen = `(tenant_id = current_setting('tocsin.tenant', true) OR current_user = 'tocsin_worker')`;
    await runner.query(`
      ALTER TABLE deliveries ADD COLUMN is_counted boolean NOT NULL DEFAULT false,
        ADD COLUMN is_held boolean NOT NULL DEFAULT false;
      CREATE TABLE notification_hours (tenant_id text NOT NULL, hour bigint NOT NULL, sent int NOT NULL,
        PRIMARY KEY (tenant_id, hour));
      CREATE INDEX notification_hours_hour ON notification_hours (hour);
      ALTER TABLE notification_hours ENABLE ROW LEVEL SECURITY;
      ALTER TABLE notification_hours FORCE ROW LEVEL SECURITY;
      CREATE POLICY tenant_rows ON notification_hours USING ${seen} WITH CHECK ${seen};
      GRANT SELECT ON notification_hours TO tocsin_app;
      GRANT SELECT, INSERT, UPDATE, DELETE ON notification_hours TO tocsin_worker;`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE notification_hours;
      ALTER TABLE deliveries DROP COLUMN is_counted, DROP COLUMN is_held;`);
  }
}
