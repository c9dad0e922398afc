import type { Database } from './database.js';
import { inTenant } from './in-tenant.js';
import { openTemporaryDatabase, type TemporaryDatabase } from './temporary-database.fake.js';

/** What the schema itself promises of tenants, whatever tables there are: a new one is held to it without being named. */
let temporary: TemporaryDatabase;
let database: Database;

beforeAll(async () => {
  temporary = await openTemporaryDatabase();
  database = temporary.database;
}, 60_000);

afterAll(() => temporary.close(), 30_000);

const rows = <Row>(query: string): Promise<Row[]> => database.app.query<Row[]>(query);
const tenantTables = async (): Promise<string[]> =>
  (
    await rows<{ name: string }>(
      `SELECT c.relname AS name FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id'
       WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace ORDER BY 1`,
    )
  ).map(({ name }) => name);

test('every table has a tenant, save the list of migrations', async () => {
  const all = await rows<{ name: string }>(`SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'`);
  const tables = await tenantTables();
  expect(tables).toContain('rules');
  expect(all.map(({ name }) => name).filter((name) => !tables.includes(name))).toEqual(['migrations']);
});

test('every table with a tenant forces row-level security, by a policy for reading and one for writing', async () => {
  const holes = await rows(
    `SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id'
     WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace AND NOT (
       c.relrowsecurity AND c.relforcerowsecurity AND EXISTS (
         SELECT 1 FROM pg_policy p WHERE p.polrelid = c.oid AND p.polcmd = '*' AND p.polpermissive
           AND pg_get_expr(p.polqual, p.polrelid) LIKE '%tocsin.tenant%'
           AND pg_get_expr(p.polwithcheck, p.polrelid) LIKE '%tocsin.tenant%'))`,
  );
  expect(holes).toEqual([]);
});

test('no policy lets anybody by: each that gives names the tenant, or the worker by its role', async () => {
  const policies = await rows<{ seen: string; written: string }>(
    `SELECT pg_get_expr(polqual, polrelid) AS seen, pg_get_expr(polwithcheck, polrelid) AS written FROM pg_policy
     WHERE polpermissive`,
  );
  const tenant = `(tenant_id = current_setting('tocsin.tenant'::text, true))`;
  const worker = `(${tenant} OR (CURRENT_USER = 'tocsin_worker'::name))`;
  for (const { seen, written } of policies) {
    expect([tenant, worker]).toContain(seen);
    expect(written).toBe(seen);
  }
});

test('there is no view and no function that would read with the rights of its owner', async () => {
  expect(
    await rows(`SELECT relname FROM pg_class WHERE relkind IN ('v', 'm') AND relnamespace = 'public'::regnamespace`),
  ).toEqual([]);
  expect(await rows(`SELECT proname FROM pg_proc WHERE prosecdef AND pronamespace = 'public'::regnamespace`)).toEqual(
    [],
  );
});

test('the roles of the services own nothing, rule nobody and go by no policy', async () => {
  const roles = await rows<object>(
    `SELECT rolname, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication FROM pg_roles
     WHERE rolname IN ('tocsin_app', 'tocsin_worker') ORDER BY 1`,
  );
  const powerless = { rolsuper: false, rolbypassrls: false, rolcreaterole: false, rolcreatedb: false };
  expect(roles).toEqual(
    ['tocsin_app', 'tocsin_worker'].map((rolname) => ({ rolname, ...powerless, rolreplication: false })),
  );
  expect(
    await rows(
      `SELECT c.relname FROM pg_class c JOIN pg_roles r ON r.oid = c.relowner WHERE r.rolname IN ('tocsin_app', 'tocsin_worker')`,
    ),
  ).toEqual([]);
  expect(
    await rows(
      `SELECT m.roleid FROM pg_auth_members m JOIN pg_roles r ON r.oid = m.member WHERE r.rolname IN ('tocsin_app', 'tocsin_worker')`,
    ),
  ).toEqual([]);
});

test('without a tenant there are no rows of any table, whatever is in it', async () => {
  await inTenant(database.app, 'acme', (manager) =>
    manager.query(`INSERT INTO rules (tenant_id, id, version, document) VALUES ('acme', 'r1', 1, '{}')`),
  );
  for (const table of await tenantTables()) expect(await rows(`SELECT * FROM ${table}`)).toEqual([]);
  const write = database.app.query(
    `INSERT INTO rules (tenant_id, id, version, document) VALUES ('acme', 'r2', 1, '{}')`,
  );
  await expect(write).rejects.toThrow('row-level security');
});

test('a tenant can neither read, write nor change rows of another', async () => {
  await inTenant(database.app, 'acme', (manager) =>
    manager.query(`INSERT INTO receivers (tenant_id, id, document) VALUES ('acme', 'w1', '{}')`),
  );
  await inTenant(database.app, 'globex', async (manager) => {
    expect(await manager.query('SELECT * FROM receivers')).toEqual([]);
    expect(await manager.query(`UPDATE receivers SET document = '{"x": 1}' RETURNING id`)).toEqual([[], 0]);
    expect(await manager.query('DELETE FROM receivers RETURNING id')).toEqual([[], 0]);
  });
  const written = inTenant(database.app, 'globex', (manager) =>
    manager.query(`INSERT INTO receivers (tenant_id, id, document) VALUES ('acme', 'w2', '{}')`),
  );
  await expect(written).rejects.toThrow('row-level security');
  const moved = inTenant(database.app, 'acme', (manager) =>
    manager.query(`UPDATE receivers SET tenant_id = 'globex' WHERE id = 'w1'`),
  );
  await expect(moved).rejects.toThrow('row-level security');
});

test('a pooled connection keeps nothing of the tenant before, whether its transaction went well or not', async () => {
  const tenants = Array.from({ length: 60 }, (_, i) => `tenant-${i}`);
  const seen = await Promise.all(
    tenants.map(async (tenant, i) => {
      const working = inTenant(database.app, tenant, async (manager) => {
        await manager.query(`INSERT INTO rules (tenant_id, id, version, document) VALUES ($1, 'r', 1, '{}')`, [tenant]);
        if (i % 3 === 0) throw new Error('it went wrong');
        return manager.query<{ tenant_id: string }[]>('SELECT tenant_id FROM rules');
      });
      const own = await working.catch(() => [{ tenant_id: tenant }]);
      // Outside of a transaction: whichever connection this gets, it speaks for nobody.
      const after = await database.app.query<unknown[]>('SELECT tenant_id FROM rules');
      return { own, after };
    }),
  );
  expect(seen).toEqual(tenants.map((tenant_id) => ({ own: [{ tenant_id }], after: [] })));
  expect(await rows(`SELECT current_setting('tocsin.tenant', true) AS tenant`)).not.toEqual([
    { tenant: expect.stringContaining('tenant-') },
  ]);
});
