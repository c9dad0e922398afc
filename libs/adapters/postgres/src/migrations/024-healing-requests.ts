import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Runs that people ask for, with what became of each; and what there is to heal, which
 * stands under no tenant's name: gateways look at it by the worker's role. */
export class HealingRequests1763900000024 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE healing_requests (tenant_id text NOT NULL, id text NOT NULL, at bigint NOT NULL, request text NOT NULL,
        outcome text, PRIMARY KEY (tenant_id, id));
      CREATE INDEX healing_requests_waiting ON healing_requests (at) WHERE outcome IS NULL;
      CREATE TABLE healing_inventory (tenant_id text NOT NULL, system text NOT NULL, document text NOT NULL,
        PRIMARY KEY (tenant_id, system));`);
    const seen = `(tenant_id = current_setting('tocsin.tenant', true) OR current_user = 'tocsin_worker')`;
    for (const table of ['healing_requests', 'healing_inventory'])
      await runner.query(`
        ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY;
        ALTER TABLE ${table} FORCE ROW LEVEL SECURITY;
        CREATE POLICY tenant_rows ON ${table} USING ${seen} WITH CHECK ${seen};`);
    await runner.query(`
      GRANT SELECT, INSERT, UPDATE ON healing_requests TO tocsin_app;
      GRANT SELECT ON healing_inventory TO tocsin_app;
      GRANT SELECT ON healing_requests TO tocsin_worker;
      GRANT SELECT, DELETE ON healing_requests TO tocsin_retention;
      GRANT SELECT, INSERT, UPDATE ON healing_inventory TO tocsin_worker;`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE healing_requests; DROP TABLE healing_inventory');
  }
}
