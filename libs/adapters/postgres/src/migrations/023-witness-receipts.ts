import type { MigrationInterface, QueryRunner } from 'typeorm';

const seen = `(tenant_id = current_setting('tocsin.tenant', true) OR current_user = 'tocsin_worker')`;

/** Which witness has which checkpoint of a ledger, and what it has signed; only ever added to, as the ledger is. */
export class WitnessReceipts1763900000023 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE ledger_receipts (tenant_id text NOT NULL, place text NOT NULL, size bigint NOT NULL,
        witness text NOT NULL, at bigint NOT NULL, cosignatures text[] NOT NULL, is_verified boolean NOT NULL,
        PRIMARY KEY (tenant_id, place, size));
      ALTER TABLE ledger_receipts ENABLE ROW LEVEL SECURITY;
      ALTER TABLE ledger_receipts FORCE ROW LEVEL SECURITY;
      CREATE POLICY tenant_rows ON ledger_receipts USING ${seen} WITH CHECK ${seen};
      GRANT SELECT ON ledger_receipts TO tocsin_app, tocsin_worker;
      GRANT SELECT, INSERT ON ledger_receipts TO tocsin_ledger;`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE ledger_receipts');
  }
}
