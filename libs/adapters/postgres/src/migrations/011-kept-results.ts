import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Results of evaluations that were dear to make. They are not worth a write-ahead log: a crash may empty the table. */
export class KeptResults1763900000011 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const seen = `(tenant_id = current_setting('tocsin.tenant', true))`;
    await runner.query(`
      CREATE UNLOGGED TABLE kept_results (tenant_id text NOT NULL, key text NOT NULL, text text NOT NULL,
        made_at bigint NOT NULL, ends_at bigint NOT NULL, PRIMARY KEY (tenant_id, key));
      CREATE INDEX kept_results_end ON kept_results (tenant_id, ends_at);
      ALTER TABLE kept_results ENABLE ROW LEVEL SECURITY;
      ALTER TABLE kept_results FORCE ROW LEVEL SECURITY;
      CREATE POLICY tenant_rows ON kept_results USING ${seen} WITH CHECK ${seen};
      GRANT SELECT, INSERT, UPDATE, DELETE ON kept_results TO tocsin_app;`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE kept_results');
  }
}
