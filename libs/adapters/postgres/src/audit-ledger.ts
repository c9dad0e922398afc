import { originOf } from '@tocsin/domain/ledger/checkpoint';
import { beginningOf } from '@tocsin/domain/ledger/ledger-entry';
import { LedgerHead, type AppendedEntry } from '@tocsin/domain/ledger/ledger-head';
import { foldHashes, fullHash, leafHash, placesOf, TreeEdge, type TreePlace } from '@tocsin/domain/ledger/merkle-tree';
import type {
  AuditLedger,
  AuditLedgerReader,
  KeptCheckpoint,
  LedgerEvent,
  LedgerLength,
  OwedCheckpoint,
  WitnessReceipt,
} from '@tocsin/ports/audit-ledger';
import { nodeLedgerCrypto as crypto } from '@tocsin/runtime/ledger-crypto';
import { type DataSource, type EntityManager, QueryFailedError } from 'typeorm';
import type { Database } from './database.js';
import { inTenant } from './in-tenant.js';

/** Of the locks under which a ledger grows; the number has no meaning beyond being ours. */
const LEDGER_LOCKS = 7_626_717;

const UNIQUE_VIOLATION = '23505';

/**
 * Subtrees of fewer entries than 2 to the power of this are made from their lines when they are asked for: a proof reads some
 * lines more, and an entry needs an eighth of a row beside its own instead of two.
 */
export const STORED_LEVEL_MIN = 4;

interface CheckpointRow {
  size: string;
  at: string;
  note: string;
  public_key: string;
}

/** A stored subtree, or the line of an entry. */
type HashRow = { level: number; index: string } & ({ hash: Buffer; line: null } | { hash: null; line: string });

interface ReceiptRow {
  witness: string;
  place: string;
  size: string;
  at: string;
  cosignatures: string[];
  is_verified: boolean;
}

/** Ledgers on PostgreSQL: written by the role that can only add, read by the one that sees one tenant at a time. */
export class PostgresAuditLedger implements AuditLedger, AuditLedgerReader {
  readonly #ledger: DataSource;
  readonly #worker: DataSource;
  readonly #app: DataSource;

  constructor({ ledger, worker, app }: Pick<Database, 'ledger' | 'worker' | 'app'>) {
    this.#ledger = ledger;
    this.#worker = worker;
    this.#app = app;
  }

  async append(tenantId: string, events: readonly LedgerEvent[], at: number): Promise<LedgerLength> {
    try {
      return await this.#append(tenantId, events, at, async () => new Set());
    } catch (error) {
      // The audit is read again after a restart, and seldom else: asking after every event beforehand would cost each one a
      // step through an index that adding it takes anyway.
      if (!isDuplicate(error)) throw error;
      return this.#append(tenantId, events, at, (manager) => knownOf(manager, tenantId, events));
    }
  }

  /** @param readKnown - which of the events the ledger has, as far as anybody looks */
  #append(
    tenantId: string,
    events: readonly LedgerEvent[],
    at: number,
    readKnown: (manager: EntityManager) => Promise<Set<string>>,
  ): Promise<LedgerLength> {
    return inTenant(this.#ledger, tenantId, async (manager) => {
      await manager.query('SELECT pg_advisory_xact_lock($1, hashtext($2))', [LEDGER_LOCKS, tenantId]);
      const known = await readKnown(manager);
      const { head, sealed } = await endOf(manager, tenantId);
      const appended: (AppendedEntry & { id: string })[] = [];
      for (const { id, event } of events) {
        if (known.has(id)) continue;
        known.add(id);
        appended.push({ id, ...head.append(event, at) });
      }
      await insert(manager, tenantId, appended);
      return { size: head.size, sealed };
    });
  }

  async unsealed(): Promise<readonly string[]> {
    // One step of the index for each tenant: an aggregate over all entries would read them all.
    const rows = await this.#worker.query<{ tenant_id: string }[]>(
      `WITH RECURSIVE tenants AS (
         (SELECT tenant_id FROM ledger_entries ORDER BY tenant_id LIMIT 1)
         UNION ALL
         SELECT (SELECT e.tenant_id FROM ledger_entries e WHERE e.tenant_id > t.tenant_id ORDER BY e.tenant_id LIMIT 1)
         FROM tenants t WHERE t.tenant_id IS NOT NULL)
       SELECT tenant_id FROM tenants t WHERE tenant_id IS NOT NULL AND
         (SELECT sequence FROM ledger_entries e WHERE e.tenant_id = t.tenant_id ORDER BY sequence DESC LIMIT 1)
         >= COALESCE((SELECT size FROM ledger_checkpoints c WHERE c.tenant_id = t.tenant_id ORDER BY size DESC LIMIT 1), 0)
       ORDER BY tenant_id`,
    );
    return rows.map(({ tenant_id }) => tenant_id);
  }

  head(tenantId: string): Promise<{ readonly size: number; readonly root: Uint8Array }> {
    return inTenant(this.#app, tenantId, async (manager) => {
      const size = await sizeOf(manager, tenantId);
      return { size, root: foldHashes(crypto, await hashesOf(manager, tenantId, placesOf(0, size))) };
    });
  }

  async seal(tenantId: string, { size, at, note, publicKey }: KeptCheckpoint): Promise<void> {
    await inTenant(this.#ledger, tenantId, (manager) =>
      manager.query(
        `INSERT INTO ledger_checkpoints (tenant_id, size, at, note, public_key) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT DO NOTHING`,
        [tenantId, size, at, note, publicKey],
      ),
    );
  }

  async owedTo(place: string, after: string, limit: number): Promise<readonly OwedCheckpoint[]> {
    // One step of the index for each tenant, as above.
    const rows = await this.#worker.query<(CheckpointRow & { tenant_id: string })[]>(
      `WITH RECURSIVE tenants AS (
         (SELECT tenant_id FROM ledger_checkpoints WHERE tenant_id > $2 ORDER BY tenant_id LIMIT 1)
         UNION ALL
         SELECT (SELECT c.tenant_id FROM ledger_checkpoints c WHERE c.tenant_id > t.tenant_id ORDER BY c.tenant_id LIMIT 1)
         FROM tenants t WHERE t.tenant_id IS NOT NULL)
       SELECT t.tenant_id, last.* FROM tenants t
       CROSS JOIN LATERAL (SELECT size, at, note, public_key FROM ledger_checkpoints c
         WHERE c.tenant_id = t.tenant_id ORDER BY size DESC LIMIT 1) last
       WHERE NOT EXISTS (SELECT FROM ledger_receipts r
         WHERE r.tenant_id = t.tenant_id AND r.place = $1 AND r.size >= last.size)
       ORDER BY t.tenant_id LIMIT $3`,
      [place, after, limit],
    );
    return rows.map(({ tenant_id, ...row }) => ({ tenantId: tenant_id, checkpoint: checkpointOf(row) }));
  }

  async keepReceipt(
    tenantId: string,
    { witness, place, size, at, cosignatures, isVerified }: WitnessReceipt,
  ): Promise<void> {
    await inTenant(this.#ledger, tenantId, (manager) =>
      manager.query(
        `INSERT INTO ledger_receipts (tenant_id, place, size, witness, at, cosignatures, is_verified)
         VALUES ($1, $2, $3, $4, $5, $6::text[], $7) ON CONFLICT DO NOTHING`,
        [tenantId, place, size, witness, at, cosignatures, isVerified],
      ),
    );
  }

  async receipts(tenantId: string, size: number): Promise<readonly WitnessReceipt[]> {
    const rows = await inTenant(this.#app, tenantId, (manager) =>
      manager.query<ReceiptRow[]>(
        `SELECT witness, place, size, at, cosignatures, is_verified FROM ledger_receipts
         WHERE tenant_id = $1 AND size = $2 ORDER BY witness, place`,
        [tenantId, size],
      ),
    );
    return rows.map(({ witness, place, size, at, cosignatures, is_verified: isVerified }) => ({
      witness,
      place,
      size: Number(size),
      at: Number(at),
      cosignatures,
      isVerified,
    }));
  }

  size(tenantId: string): Promise<number> {
    return inTenant(this.#app, tenantId, (manager) => sizeOf(manager, tenantId));
  }

  async lines(tenantId: string, from: number, limit: number): Promise<readonly string[]> {
    const rows = await inTenant(this.#app, tenantId, (manager) =>
      manager.query<{ line: string }[]>(
        'SELECT line FROM ledger_entries WHERE tenant_id = $1 AND sequence >= $2 ORDER BY sequence LIMIT $3',
        [tenantId, from, limit],
      ),
    );
    return rows.map(({ line }) => line);
  }

  async sequencesOf(tenantId: string, ids: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const rows = await inTenant(this.#app, tenantId, (manager) =>
      manager.query<{ event_id: string; sequence: string }[]>(
        'SELECT event_id, sequence FROM ledger_entries WHERE tenant_id = $1 AND event_id = ANY($2::text[])',
        [tenantId, ids],
      ),
    );
    return new Map(rows.map(({ event_id, sequence }) => [event_id, Number(sequence)]));
  }

  lastCheckpoint(tenantId: string): Promise<KeptCheckpoint | null> {
    return inTenant(this.#app, tenantId, (manager) => lastOf(manager, tenantId));
  }

  async checkpointsAfter(tenantId: string, size: number, limit: number): Promise<readonly KeptCheckpoint[]> {
    const rows = await inTenant(this.#app, tenantId, (manager) =>
      manager.query<CheckpointRow[]>(
        `SELECT size, at, note, public_key FROM ledger_checkpoints WHERE tenant_id = $1 AND size > $2
         ORDER BY size LIMIT $3`,
        [tenantId, size, limit],
      ),
    );
    return rows.map(checkpointOf);
  }

  hashes(tenantId: string, places: readonly TreePlace[]): Promise<readonly Uint8Array[]> {
    return inTenant(this.#app, tenantId, (manager) => hashesOf(manager, tenantId, places));
  }
}

/** Which of the events the ledger has already, by their ids. */
async function knownOf(manager: EntityManager, tenantId: string, events: readonly LedgerEvent[]): Promise<Set<string>> {
  const rows = await manager.query<{ event_id: string }[]>(
    'SELECT event_id FROM ledger_entries WHERE tenant_id = $1 AND event_id = ANY($2::text[])',
    [tenantId, events.map(({ id }) => id)],
  );
  return new Set(rows.map(({ event_id }) => event_id));
}

/** Where a ledger ends, and how much of it is signed for. */
async function endOf(manager: EntityManager, tenantId: string): Promise<{ head: LedgerHead; sealed: number }> {
  const [end] = await manager.query<{ size: string; line: string | null; sealed: string }[]>(
    `SELECT COALESCE(e.sequence + 1, 0) AS size, e.line, COALESCE(c.size, 0) AS sealed FROM (SELECT) AS one
     LEFT JOIN LATERAL (SELECT sequence, line FROM ledger_entries
       WHERE tenant_id = $1 ORDER BY sequence DESC LIMIT 1) e ON true
     LEFT JOIN LATERAL (SELECT size FROM ledger_checkpoints
       WHERE tenant_id = $1 ORDER BY size DESC LIMIT 1) c ON true`,
    [tenantId],
  );
  const size = Number(end?.size ?? 0);
  const edge = new TreeEdge(crypto, size, await hashesOf(manager, tenantId, placesOf(0, size)));
  const line = end?.line ?? null;
  const previous = line === null ? beginningOf(crypto, originOf(tenantId)) : leafOf(line);
  return { head: new LedgerHead(crypto, edge, previous), sealed: Number(end?.sealed ?? 0) };
}

/** One statement for all: the lines as one text, since none holds an end of a line, are taken apart faster than a list is. */
async function insert(
  manager: EntityManager,
  tenantId: string,
  appended: readonly (AppendedEntry & { id: string })[],
): Promise<void> {
  const [first] = appended;
  if (first === undefined) return;
  const nodes = appended.flatMap((entry) => entry.nodes).filter(({ level }) => level >= STORED_LEVEL_MIN);
  await manager.query(
    `WITH entries AS (
       INSERT INTO ledger_entries (tenant_id, sequence, event_id, line)
       SELECT $1, $2::bigint + place - 1, event_id, line
       FROM ROWS FROM (unnest($3::text[]), string_to_table($4, E'\\n')) WITH ORDINALITY AS e (event_id, line, place))
     INSERT INTO ledger_nodes (tenant_id, level, index, hash)
     SELECT $1, * FROM unnest($5::smallint[], $6::bigint[], $7::bytea[])`,
    [
      tenantId,
      first.sequence,
      appended.map(({ id }) => id),
      appended.map(({ line }) => line).join('\n'),
      nodes.map(({ level }) => level),
      nodes.map(({ index }) => index),
      nodes.map(({ hash }) => Buffer.from(hash)),
    ],
  );
}

const isDuplicate = (error: unknown): boolean =>
  error instanceof QueryFailedError && 'code' in error.driverError && error.driverError.code === UNIQUE_VIOLATION;

const leafOf = (line: string): Uint8Array => leafHash(crypto, crypto.toUtf8(line));

async function sizeOf(manager: EntityManager, tenantId: string): Promise<number> {
  const [row] = await manager.query<{ sequence: string }[]>(
    'SELECT sequence FROM ledger_entries WHERE tenant_id = $1 ORDER BY sequence DESC LIMIT 1',
    [tenantId],
  );
  return row === undefined ? 0 : Number(row.sequence) + 1;
}

async function lastOf(manager: EntityManager, tenantId: string): Promise<KeptCheckpoint | null> {
  const [row] = await manager.query<CheckpointRow[]>(
    `SELECT size, at, note, public_key FROM ledger_checkpoints WHERE tenant_id = $1 ORDER BY size DESC LIMIT 1`,
    [tenantId],
  );
  return row === undefined ? null : checkpointOf(row);
}

const checkpointOf = ({ size, at, note, public_key }: CheckpointRow): KeptCheckpoint => ({
  size: Number(size),
  at: Number(at),
  note,
  publicKey: public_key,
});

/** The hashes of full subtrees: large ones as they are stored, small ones made from the lines below them. */
async function hashesOf(
  manager: EntityManager,
  tenantId: string,
  places: readonly TreePlace[],
): Promise<readonly Uint8Array[]> {
  const large = places.filter(({ level }) => level >= STORED_LEVEL_MIN);
  const small = places.filter(({ level }) => level < STORED_LEVEL_MIN);
  // One statement: each is a turn of two processes, which is most of what a proof costs.
  const rows = await manager.query<HashRow[]>(
    `SELECT n.level, n.index, n.hash, NULL AS line FROM unnest($2::smallint[], $3::bigint[]) AS wanted (level, index)
     JOIN ledger_nodes n ON n.tenant_id = $1 AND n.level = wanted.level AND n.index = wanted.index
     UNION ALL
     SELECT 0, sequence, NULL, line FROM ledger_entries WHERE tenant_id = $1 AND sequence = ANY($4::bigint[])`,
    [tenantId, large.map(({ level }) => level), large.map(({ index }) => index), small.flatMap(sequencesBelow)],
  );
  const known = new Map(
    rows.map((row): [string, Uint8Array] => [
      keyOf({ level: row.level, index: Number(row.index) }),
      row.line === null ? row.hash : leafOf(row.line),
    ]),
  );
  return places.map((place) => {
    const hash = place.level < STORED_LEVEL_MIN ? madeOf(place, known) : known.get(keyOf(place));
    if (hash !== undefined) return hash;
    throw new RangeError(`the ledger of ${tenantId} has no subtree ${keyOf(place)}`);
  });
}

function madeOf(place: TreePlace, known: ReadonlyMap<string, Uint8Array>): Uint8Array | undefined {
  const below = sequencesBelow(place).flatMap((index) => known.get(keyOf({ level: 0, index })) ?? []);
  return below.length === 2 ** place.level ? fullHash(crypto, below) : undefined;
}

const sequencesBelow = ({ level, index }: TreePlace): number[] =>
  Array.from({ length: 2 ** level }, (_, n) => index * 2 ** level + n);

const keyOf = ({ level, index }: TreePlace): string => `${level}/${index}`;
