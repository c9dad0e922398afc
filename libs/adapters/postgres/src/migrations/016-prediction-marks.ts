import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which series a tenant wants predicted. */
export class PredictionMarks1763900000016 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const seen = `(tenant_id = current_setting('tocsin.tenant', true))`;
    await runner.query(`
      CREATE TABLE prediction_marks (tenant_id text PRIMARY KEY, document jsonb NOT NULL);
      ALTER TABLE prediction_marks ENABLE ROW LEVEL SECURITY;
      ALTER TABLE prediction_marks FORCE ROW LEVEL SECURITY;
      CREATE POLICY tenant_rows ON prediction_marks USING ${seen} WITH CHECK ${seen};
      GRANT SELECT, INSERT, UPDATE, DELETE ON prediction_marks TO tocsin_app;`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE prediction_marks');
  }
}
