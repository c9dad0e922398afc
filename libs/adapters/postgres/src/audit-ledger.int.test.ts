import { describeAuditLedger } from '@tocsin/ports/audit-ledger.contract';
import { nodeLedgerCrypto } from '@tocsin/runtime/ledger-crypto';
import { PostgresAuditLedger } from './audit-ledger.js';
import { inTenant } from './in-tenant.js';
import { openOwner, openTemporaryDatabase, type Owner, type TemporaryDatabase } from './temporary-database.fake.js';

let temporary: TemporaryDatabase;
let owner: Owner;
const tables = ['ledger_entries', 'ledger_nodes', 'ledger_checkpoints', 'ledger_receipts'];

beforeAll(async () => {
  temporary = await openTemporaryDatabase();
  owner = await openOwner(temporary.url);
}, 60_000);
afterAll(async () => {
  await owner.destroy();
  await temporary.close();
}, 30_000);

describeAuditLedger('PostgreSQL', nodeLedgerCrypto, async () => {
  await owner.query(`TRUNCATE ${tables.join(', ')}`);
  return new PostgresAuditLedger(temporary.database);
});

describe('nobody', () => {
  beforeAll(() => new PostgresAuditLedger(temporary.database).append('acme', [{ id: 'kept', event: { n: 1 } }], 1_000));

  it.each(['app', 'worker', 'ledger'] as const)('can change or delete what stands there: not %s', async (role) => {
    for (const table of tables)
      for (const statement of [`UPDATE ${table} SET tenant_id = 'bolt'`, `DELETE FROM ${table}`, `TRUNCATE ${table}`])
        await expect(inTenant(temporary.database[role], 'acme', (manager) => manager.query(statement))).rejects.toThrow(
          /permission denied/,
        );
  });

  it('but the role of the ledger can add, and that to the tenant of the transaction only', async () => {
    for (const values of [
      `ledger_entries VALUES ($1, 900, 'e', 'line')`,
      `ledger_nodes VALUES ($1, 0, 900, 'hash')`,
      `ledger_checkpoints VALUES ($1, 1, 1, 'note', 'key')`,
      `ledger_receipts VALUES ($1, 'place', 1, 'file', 1, '{}', false)`,
    ]) {
      const put = (role: 'app' | 'worker' | 'ledger', tenant: string) =>
        inTenant(temporary.database[role], 'acme', (manager) => manager.query(`INSERT INTO ${values}`, [tenant]));
      await expect(put('app', 'acme')).rejects.toThrow(/permission denied/);
      await expect(put('worker', 'acme')).rejects.toThrow(/permission denied/);
      await expect(put('ledger', 'bolt')).rejects.toThrow(/row-level security/);
      await put('ledger', 'acme');
    }
  });
});
