import type { InventoryStore, SeenInventory } from '@tocsin/ports/inventory-store';
import type { DataSource } from 'typeorm';
import type { Database } from './database.js';

/** What inventories stand under: no tenant has this name, and neither has a connection that serves none. */
const OPERATOR = '*';

/** What there is to heal, on PostgreSQL: a document of each system, under no tenant's name. */
export class PostgresInventoryStore implements InventoryStore {
  readonly #worker: DataSource;

  constructor({ worker }: Pick<Database, 'worker'>) {
    this.#worker = worker;
  }

  async put(seen: SeenInventory): Promise<void> {
    await this.#worker.query(
      `INSERT INTO healing_inventory (tenant_id, system, document) VALUES ($3, $1, $2)
       ON CONFLICT (tenant_id, system) DO UPDATE SET document = $2`,
      [seen.system, JSON.stringify(seen), OPERATOR],
    );
  }

  async all(): Promise<readonly SeenInventory[]> {
    const rows = await this.#worker.query<{ document: string }[]>(
      'SELECT document FROM healing_inventory ORDER BY system',
    );
    return rows.map(({ document }) => JSON.parse(document) as SeenInventory);
  }
}
