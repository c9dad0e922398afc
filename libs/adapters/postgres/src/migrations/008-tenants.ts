import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The tenants that the operator has made; each sees its own row. */
export class Tenants1763900000008 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const seen = `(tenant_id = current_setting('tocsin.tenant', true))`;
    await runner.query(`
      CREATE TABLE tenants (tenant_id text PRIMARY KEY, name text NOT NULL, quotas jsonb NOT NULL,
        created_at bigint NOT NULL, updated_at bigint NOT NULL);
      ALTER TABLE tenants ENABLE ROW LEVEL SECURITY;
      ALTER TABLE tenants FORCE ROW LEVEL SECURITY;
      CREATE POLICY tenant_rows ON tenants USING ${seen} WITH CHECK ${seen};
      GRANT SELECT, INSERT, UPDATE, DELETE ON tenants TO tocsin_app;`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE tenants');
  }
}
