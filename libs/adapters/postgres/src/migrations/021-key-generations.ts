import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A tenant's data key can be changed for another one: the old one stands beside it until nothing is sealed with it, and each
 * subject says which of them it is sealed with. What seals receivers' secrets then stands by itself.
 */
export class KeyGenerations1763900000021 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE tenant_keys ADD COLUMN generation integer NOT NULL DEFAULT 1,
        ADD COLUMN old_kek text, ADD COLUMN old_wrapped text, ADD COLUMN receivers_kek text,
        ADD COLUMN receivers_wrapped text,
        ADD COLUMN is_renewing boolean NOT NULL GENERATED ALWAYS AS (old_wrapped IS NOT NULL) STORED;
      ALTER TABLE subjects ADD COLUMN key_generation integer NOT NULL DEFAULT 1;
      CREATE INDEX subjects_by_key ON subjects (tenant_id, key_generation, id);
      GRANT SELECT (is_renewing) ON tenant_keys TO tocsin_worker;`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE subjects DROP COLUMN key_generation;
      ALTER TABLE tenant_keys DROP COLUMN is_renewing, DROP COLUMN generation, DROP COLUMN old_kek,
        DROP COLUMN old_wrapped, DROP COLUMN receivers_kek, DROP COLUMN receivers_wrapped;`);
  }
}
