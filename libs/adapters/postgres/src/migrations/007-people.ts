import type { MigrationInterface, QueryRunner } from 'typeorm';

const tables = ['users', 'sessions', 'issued_tokens', 'service_accounts', 'api_keys'];

/** Who may come in: users with their sessions, tokens that were issued, service accounts with their keys. */
export class People1763900000007 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE users (tenant_id text NOT NULL, id text NOT NULL, name text NOT NULL, role text NOT NULL,
        disabled boolean NOT NULL, password_hash text NOT NULL, created_at bigint NOT NULL,
        PRIMARY KEY (tenant_id, id), UNIQUE (tenant_id, name));
      CREATE TABLE sessions (tenant_id text NOT NULL, id text NOT NULL, user_id text NOT NULL, rotation int NOT NULL,
        created_at bigint NOT NULL, expires_at bigint NOT NULL, revoked_at bigint, PRIMARY KEY (tenant_id, id),
        FOREIGN KEY (tenant_id, user_id) REFERENCES users);
      CREATE INDEX sessions_of_user ON sessions (tenant_id, user_id);
      CREATE TABLE issued_tokens (tenant_id text NOT NULL, id text NOT NULL, subject text NOT NULL, scopes jsonb NOT NULL,
        role text, operator boolean NOT NULL, issued_by text NOT NULL, created_at bigint NOT NULL,
        expires_at bigint NOT NULL, revoked_at bigint, PRIMARY KEY (tenant_id, id));
      CREATE TABLE service_accounts (tenant_id text NOT NULL, id text NOT NULL, name text NOT NULL, role text NOT NULL,
        created_at bigint NOT NULL, PRIMARY KEY (tenant_id, id));
      CREATE TABLE api_keys (tenant_id text NOT NULL, id text NOT NULL, account_id text NOT NULL, document jsonb NOT NULL,
        last_used_at bigint, PRIMARY KEY (tenant_id, id),
        FOREIGN KEY (tenant_id, account_id) REFERENCES service_accounts ON DELETE CASCADE);`);
    for (const table of tables) {
      const seen = `(tenant_id = current_setting('tocsin.tenant', true))`;
      await runner.query(`
        ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY;
        ALTER TABLE ${table} FORCE ROW LEVEL SECURITY;
        CREATE POLICY tenant_rows ON ${table} USING ${seen} WITH CHECK ${seen};
        GRANT SELECT, INSERT, UPDATE, DELETE ON ${table} TO tocsin_app;`);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of tables.toReversed()) await runner.query(`DROP TABLE ${table}`);
  }
}
