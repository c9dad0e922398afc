import type { MigrationInterface, QueryRunner } from 'typeorm';

const tables = ['incidents', 'recommendations'];

/** What was really wrong, and which settings of rules follow from it. What is looked for stands beside the documents. */
export class Recommendations1763900000015 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE incidents (tenant_id text NOT NULL, id text NOT NULL, ends_at bigint NOT NULL, document jsonb NOT NULL,
        PRIMARY KEY (tenant_id, id));
      CREATE INDEX incidents_end ON incidents (tenant_id, ends_at);
      CREATE TABLE recommendations (tenant_id text NOT NULL, id text NOT NULL, rule_id text NOT NULL, state text NOT NULL,
        made_at bigint NOT NULL, document jsonb NOT NULL, PRIMARY KEY (tenant_id, id));
      CREATE INDEX recommendations_rule ON recommendations (tenant_id, rule_id);
      CREATE INDEX recommendations_made ON recommendations (tenant_id, made_at);`);
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
