import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Rule groups wait for approval as rules do: proposals go by kind and name, as versions do. */
export class GroupProposals1763900000013 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE rule_proposals RENAME COLUMN rule_id TO name;
      ALTER TABLE rule_proposals ADD COLUMN kind text NOT NULL DEFAULT 'rule',
        DROP CONSTRAINT rule_proposals_pkey, ADD PRIMARY KEY (tenant_id, kind, name);`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DELETE FROM rule_proposals WHERE kind <> 'rule';
      ALTER TABLE rule_proposals DROP CONSTRAINT rule_proposals_pkey, DROP COLUMN kind;
      ALTER TABLE rule_proposals RENAME COLUMN name TO rule_id;
      ALTER TABLE rule_proposals ADD PRIMARY KEY (tenant_id, rule_id);`);
  }
}
