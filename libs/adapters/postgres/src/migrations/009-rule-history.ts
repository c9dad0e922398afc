import type { MigrationInterface, QueryRunner } from 'typeorm';

const tables = ['rule_versions', 'rule_proposals', 'approval_policies'];

/**
 * Versions of rules and rule groups, what waits for approval, and for what approval is needed. Of a command, what was
 * asked and when stands beside its reply, so that an idempotency key holds for one request and for a day.
 */
export class RuleHistory1763900000009 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE rule_versions (tenant_id text NOT NULL, kind text NOT NULL, name text NOT NULL, version int NOT NULL,
        entry jsonb NOT NULL, PRIMARY KEY (tenant_id, kind, name, version));
      CREATE TABLE rule_proposals (tenant_id text NOT NULL, rule_id text NOT NULL, document jsonb NOT NULL,
        PRIMARY KEY (tenant_id, rule_id));
      CREATE TABLE approval_policies (tenant_id text PRIMARY KEY, document jsonb NOT NULL);
      ALTER TABLE commands ADD request_hash text, ADD asked_at bigint NOT NULL DEFAULT 0;`);
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
    await runner.query('ALTER TABLE commands DROP request_hash, DROP asked_at');
  }
}
