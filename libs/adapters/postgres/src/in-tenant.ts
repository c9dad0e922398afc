import type { DataSource, EntityManager } from 'typeorm';

/** Runs work in one transaction that sees the rows of one tenant; what it sets ends with it, also in a pool. */
export function inTenant<Result>(
  app: DataSource,
  tenant: string,
  work: (manager: EntityManager) => Promise<Result>,
): Promise<Result> {
  return app.transaction(async (manager) => {
    await manager.query("SELECT set_config('tocsin.tenant', $1, true)", [tenant]);
    return work(manager);
  });
}
