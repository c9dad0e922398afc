import type { MigrationInterface, QueryRunner } from 'typeorm';

const tables = ['notification_policies', 'silences', 'acknowledgements'];

/** Whom alerts are told to, and whether they are told. What is looked for stands beside the documents. */
export class Alerting1763900000005 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE notification_policies (tenant_id text PRIMARY KEY, document jsonb NOT NULL);
      CREATE TABLE silences (tenant_id text NOT NULL, id text NOT NULL, ends_at bigint NOT NULL, document jsonb NOT NULL,
        PRIMARY KEY (tenant_id, id));
      CREATE INDEX silences_end ON silences (tenant_id, ends_at);
      CREATE TABLE acknowledgements (tenant_id text NOT NULL, alert_id text NOT NULL, at bigint NOT NULL,
        document jsonb NOT NULL, PRIMARY KEY (tenant_id, alert_id));
      CREATE INDEX acknowledgements_at ON acknowledgements (tenant_id, at);`);
    const seen = `(tenant_id = current_setting('tocsin.tenant', true))`;
    for (const table of tables)
      await runner.query(`
        ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY;
        ALTER TABLE ${table} FORCE ROW LEVEL SECURITY;
        CREATE POLICY tenant_rows ON ${table} USING ${seen} WITH CHECK ${seen};
        GRANT SELECT, INSERT, UPDATE, DELETE ON ${table} TO tocsin_app;`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of tables) await runner.query(`DROP TABLE ${table}`);
  }
}
