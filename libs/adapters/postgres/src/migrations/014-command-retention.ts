import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Commands that were decided long ago are found by when that was. */
export class CommandRetention1763900000014 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE INDEX commands_decided ON commands (tenant_id, decided_at)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX commands_decided');
  }
}
