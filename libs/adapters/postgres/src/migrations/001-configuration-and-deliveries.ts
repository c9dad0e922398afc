import type { MigrationInterface, QueryRunner } from 'typeorm';

const tenantTables = ['rules', 'receivers', 'commands', 'outbox', 'deliveries'];
/** Tables that background work reads across tenants, by the role `tocsin_worker` alone. */
const workerTables = ['outbox', 'deliveries'];

/** Tables, row-level security and the two roles that use them; neither role owns anything. */
export class ConfigurationAndDeliveries1763900000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE rules (tenant_id text NOT NULL, id text NOT NULL, version int NOT NULL, document jsonb NOT NULL,
        PRIMARY KEY (tenant_id, id));
      CREATE TABLE receivers (tenant_id text NOT NULL, id text NOT NULL, document jsonb NOT NULL,
        PRIMARY KEY (tenant_id, id));
      CREATE TABLE commands (tenant_id text NOT NULL, command_id text NOT NULL, reply jsonb,
        decided_at timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (tenant_id, command_id));
      CREATE TABLE outbox (position bigserial PRIMARY KEY, tenant_id text NOT NULL, topic text NOT NULL,
        key text NOT NULL, value jsonb);
      CREATE TABLE deliveries (id text PRIMARY KEY, seq bigserial NOT NULL, tenant_id text NOT NULL,
        receiver_id text NOT NULL, transition_id text NOT NULL, lane text NOT NULL, body text NOT NULL,
        state text NOT NULL DEFAULT 'pending', attempts int NOT NULL DEFAULT 0, due_at bigint NOT NULL DEFAULT 0,
        lease_until bigint NOT NULL DEFAULT 0, reason text NOT NULL DEFAULT '', created_at bigint NOT NULL, done_at bigint);
      CREATE INDEX deliveries_pending ON deliveries (seq) WHERE state = 'pending';
      CREATE INDEX deliveries_lane ON deliveries (lane, seq) WHERE state = 'pending';
      CREATE INDEX deliveries_done ON deliveries (done_at) WHERE state <> 'pending';`);
    for (const table of tenantTables) {
      const worker = workerTables.includes(table) ? ` OR current_user = 'tocsin_worker'` : '';
      const seen = `(tenant_id = current_setting('tocsin.tenant', true)${worker})`;
      await runner.query(`
        ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY;
        ALTER TABLE ${table} FORCE ROW LEVEL SECURITY;
        CREATE POLICY tenant_rows ON ${table} USING ${seen} WITH CHECK ${seen};
        GRANT SELECT, INSERT, UPDATE, DELETE ON ${table} TO tocsin_app;`);
    }
    for (const table of workerTables)
      await runner.query(`GRANT SELECT, INSERT, UPDATE, DELETE ON ${table} TO tocsin_worker`);
    await runner.query('GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO tocsin_app, tocsin_worker');
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of tenantTables) await runner.query(`DROP TABLE ${table}`);
  }
}
