import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What people wrote down about incidents of alerts. */
export class IncidentNotes1763900000026 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const seen = `(tenant_id = current_setting('tocsin.tenant', true))`;
    await runner.query(`
      CREATE TABLE incident_notes (tenant_id text NOT NULL, incident_id text NOT NULL, updated_at bigint NOT NULL,
        document jsonb NOT NULL, PRIMARY KEY (tenant_id, incident_id));
      CREATE INDEX incident_notes_updated ON incident_notes (tenant_id, updated_at);
      ALTER TABLE incident_notes ENABLE ROW LEVEL SECURITY;
      ALTER TABLE incident_notes FORCE ROW LEVEL SECURITY;
      CREATE POLICY tenant_rows ON incident_notes USING ${seen} WITH CHECK ${seen};
      GRANT SELECT, INSERT, UPDATE, DELETE ON incident_notes TO tocsin_app;`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE incident_notes');
  }
}
