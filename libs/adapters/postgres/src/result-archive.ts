import type { ArchivedResult, ResultArchive } from '@tocsin/ports/result-archive';
import type { DataSource } from 'typeorm';
import type { Database } from './database.js';
import { inTenant } from './in-tenant.js';

/** Dear results on PostgreSQL, in a table that a crash may empty: what is lost is evaluated again. */
export class PostgresResultArchive implements ResultArchive {
  readonly #app: DataSource;

  constructor({ app }: Pick<Database, 'app'>) {
    this.#app = app;
  }

  async find(tenant: string, key: string, now: number): Promise<ArchivedResult | null> {
    const [found] = await inTenant(this.#app, tenant, (manager) =>
      manager.query<{ text: string; made_at: string }[]>(
        'SELECT text, made_at FROM kept_results WHERE tenant_id = $1 AND key = $2 AND ends_at > $3',
        [tenant, key, now],
      ),
    );
    return found === undefined ? null : { text: found.text, madeAt: Number(found.made_at) };
  }

  async keep(tenant: string, key: string, { text, madeAt }: ArchivedResult, until: number): Promise<void> {
    await inTenant(this.#app, tenant, async (manager) => {
      await manager.query('DELETE FROM kept_results WHERE tenant_id = $1 AND ends_at <= $2', [tenant, madeAt]);
      await manager.query(
        `INSERT INTO kept_results (tenant_id, key, text, made_at, ends_at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (tenant_id, key) DO UPDATE SET text = $3, made_at = $4, ends_at = $5`,
        [tenant, key, text, madeAt, until],
      );
    });
  }
}
