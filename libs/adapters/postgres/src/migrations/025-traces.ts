import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The traces that notifications go on with, from the transition to the receiver, as `traceparent`s. */
export class Traces1763900000025 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE active_alerts ADD COLUMN traceparent text;
      ALTER TABLE deliveries ADD COLUMN traceparent text;`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE active_alerts DROP COLUMN traceparent;
      ALTER TABLE deliveries DROP COLUMN traceparent;`);
  }
}
