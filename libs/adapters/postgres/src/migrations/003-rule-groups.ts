import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Groups of Prometheus rules. `rule_count` stands beside the document, so that a tenant's rules can be counted. */
export class RuleGroups1763900000003 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const seen = `(tenant_id = current_setting('tocsin.tenant', true))`;
    await runner.query(`
      CREATE TABLE rule_groups (tenant_id text NOT NULL, name text NOT NULL, version int NOT NULL,
        rule_count int NOT NULL, document jsonb NOT NULL, PRIMARY KEY (tenant_id, name));
      ALTER TABLE rule_groups ENABLE ROW LEVEL SECURITY;
      ALTER TABLE rule_groups FORCE ROW LEVEL SECURITY;
      CREATE POLICY tenant_rows ON rule_groups USING ${seen} WITH CHECK ${seen};
      GRANT SELECT, INSERT, UPDATE, DELETE ON rule_groups TO tocsin_app;`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE rule_groups');
  }
}
