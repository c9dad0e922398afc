import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Runs that people ask for, with what became of each; and what there is to heal, which belongs to no tenant: gateways look at it by the worker's role. */
export class HealingRequests1763900000024 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const isWorker = `current_user = 'tocsin_worker'`;
    const seen = `(tenant_id = current_setting('tocsin.tenant', true) OR ${isWorker})`;
    await runner.query(`
      CREATE TABLE healing_requests (tenant_id text NOT NULL, id text NOT NULL, at bigint NOT NULL, request text NOT NULL,
        outcome text, PRIMARY KEY (tenant_id, id));
      CREATE INDEX healing_requests_waiting ON healing_requests (at) WHERE outcome IS NULL;
      ALTER TABLE healing_requests ENABLE ROW LEVEL SECURITY;
      ALTER TABLE healing_requests FORCE ROW LEVEL SECURITY;
      CREATE POLICY tenant_rows ON healing_requests USING ${seen} WITH CHECK ${seen};
      CREATE TABLE healing_inventory (system text PRIMARY KEY, document text NOT NULL);
      ALTER TABLE healing_inventory ENABLE ROW LEVEL SECURITY;
      ALTER TABLE healing_inventory FORCE ROW LEVEL SECURITY;
      CREATE POLICY workers_rows ON healing_inventory USING (${isWorker}) WITH CHECK (${isWorker});
      GRANT SELECT, INSERT, UPDATE ON healing_requests TO tocsin_app;
      GRANT SELECT ON healing_requests TO tocsin_worker;
      GRANT SELECT, INSERT, UPDATE ON healing_inventory TO tocsin_worker;`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE healing_requests; DROP TABLE healing_inventory');
  }
}
