import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createReadStream, createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { PostgresAuditLedger, STORED_LEVEL_MIN } from '@tocsin/adapter-postgres/audit-ledger';
import { openOwner, openTemporaryDatabase, type Owner } from '@tocsin/adapter-postgres/temporary-database.fake';
import { originOf, writeCheckpoint } from '@tocsin/domain/ledger/checkpoint';
import { checkpointLine, headerLine } from '@tocsin/domain/ledger/ledger-file';
import { LedgerVerifier } from '@tocsin/domain/ledger/ledger-verifier';
import { leafHash, TreeEdge, type TreeNode, type TreePlace } from '@tocsin/domain/ledger/merkle-tree';
import { inclusionPlan, proofOf, provesInclusion } from '@tocsin/domain/ledger/tree-proofs';
import { emptyHead, nodeLedgerCrypto as crypto, testEvent, testKey } from '@tocsin/testing/ledger/test-ledger';
import { cpuMs } from './forecast/cpu-time.js';
import { treeCpuSeconds } from './process-tree.js';
import { quantile, report } from './report.js';
import { withDirectory } from './with-directory.js';

const TENANT = 'bench';
/** What a read of the audit brings where its reader keeps up with it, and where it is behind. */
const BATCHES = [1_000, 10_000];
const APPENDED = 200_000;
const STORED = 200_000;
const LEAVES = 10_000_000;
const VERIFIED = 1_000_000;
const SEALED_EACH = 1_000;
const PROOFS = 2_000;
/** So that a line has some 300 bytes, as most entries have. */
const FILLING = 'x'.repeat(280);
const NODES_AT_ONCE = 20_000;

/** The ledger: appending, proving and verifying. `cpu_s` is what this thread had of a core, where others are at work as well. */
export async function ledger(): Promise<void> {
  appending();
  for (const batch of BATCHES) await storing(batch);
  await provingOfManyStored();
  provingOfMany();
  await verifying();
}

/** @returns what tells the seconds since now: by the clock, and of this thread's CPU */
function stopwatch(): () => { seconds: number; cpu_s: number } {
  const [began, cpuBegan] = [performance.now(), cpuMs()];
  return () => ({
    seconds: (performance.now() - began) / 1_000,
    cpu_s: Math.round(cpuMs() - cpuBegan) / 1_000,
  });
}

/** What a core does of it: canonical text, chain and tree. */
function appending(): void {
  const events = Array.from({ length: APPENDED }, (_, n) => testEvent(n));
  const head = emptyHead(originOf(TENANT));
  const took = stopwatch();
  for (const event of events) head.append(event, 1);
  const { seconds, cpu_s } = took();
  report('ledger', 'appended', APPENDED / seconds, 'entries/s', { entries: APPENDED, to: 'nowhere', cpu_s });
}

/** The same into PostgreSQL, with its own work on the same machine; then proofs read from there. */
async function storing(batch: number): Promise<void> {
  const temporary = await openTemporaryDatabase();
  try {
    const store = new PostgresAuditLedger(temporary.database);
    const treeBegan = treeCpuSeconds(process.pid);
    const took = stopwatch();
    for (let n = 0; n < STORED; n += batch) {
      const events = Array.from({ length: batch }, (_, i) => ({ id: randomUUID(), event: testEvent(n + i) }));
      await store.append(TENANT, events, 1);
    }
    const { seconds, cpu_s } = took();
    report('ledger', 'appended', STORED / seconds, 'entries/s', {
      entries: STORED,
      batch,
      to: 'PostgreSQL',
      cpu_s,
      cpu_s_with_server: treeCpuSeconds(process.pid) - treeBegan,
    });
    await proving(store, STORED);
  } finally {
    await temporary.close();
  }
}

async function proving(store: PostgresAuditLedger, size: number): Promise<void> {
  const { root } = await store.head(TENANT);
  const times: number[] = [];
  const treeBegan = treeCpuSeconds(process.pid);
  for (let i = 0; i < PROOFS; i += 1) {
    const index = indexOf(i, size);
    const start = performance.now();
    const plan = inclusionPlan(index, size);
    const proof = proofOf(crypto, plan, await store.hashes(TENANT, plan.subtrees.flat()));
    times.push(performance.now() - start);
    const [leaf = root] = await store.hashes(TENANT, [{ level: 0, index }]);
    if (!provesInclusion(crypto, { index, size, leaf, root, proof })) throw new Error(`entry ${index} is not proved`);
  }
  // Beside each proof the leaf is read and the proof verified: a proof alone costs less.
  const cpuMsEach = ((treeCpuSeconds(process.pid) - treeBegan) * 1_000) / PROOFS;
  reportProofs(times, { of: size, from: 'PostgreSQL', cpu_ms_with_server_and_check: cpuMsEach });
}

/**
 * Proofs from a database of ten million entries. They are put there past the ledger, since that alone would take ten minutes: lines
 * of the length that entries have, made by the server, and the hashes of exactly these lines; without the log of the server,
 * and with the indexes made afterwards. What is read is what the ledger would have written.
 */
async function provingOfManyStored(): Promise<void> {
  const temporary = await openTemporaryDatabase();
  const owner = await openOwner(temporary.url);
  try {
    const took = stopwatch();
    await owner.query(`
      ALTER TABLE ledger_entries SET UNLOGGED; ALTER TABLE ledger_nodes SET UNLOGGED;
      ALTER TABLE ledger_entries DROP CONSTRAINT ledger_entries_pkey;
      ALTER TABLE ledger_entries DROP CONSTRAINT ledger_entries_tenant_id_event_id_key;`);
    const filled = owner.query(
      `INSERT INTO ledger_entries SELECT $1, n, 'e' || n, '{"n":' || n || ',"text":"' || $2::text || '"}'
       FROM generate_series(0, $3::bigint - 1) AS n`,
      [TENANT, FILLING, LEAVES],
    );
    await Promise.all([filled, storeNodes(owner)]);
    for (const statement of [
      'ALTER TABLE ledger_entries ADD PRIMARY KEY (tenant_id, sequence)',
      'ALTER TABLE ledger_entries ADD UNIQUE (tenant_id, event_id)',
      'ANALYZE ledger_entries',
      'ANALYZE ledger_nodes',
    ])
      await owner.query(statement);
    const { seconds } = took();
    report('ledger', 'filled', seconds, 's', { entries: LEAVES });
    await proving(new PostgresAuditLedger(temporary.database), LEAVES);
  } finally {
    await owner.destroy();
    await temporary.close();
  }
}

async function storeNodes(owner: Owner): Promise<void> {
  const edge = new TreeEdge(crypto, 0, []);
  let nodes: TreeNode[] = [];
  for (let n = 0; n < LEAVES; n += 1) {
    const line = `{"n":${n},"text":"${FILLING}"}`;
    nodes.push(...edge.append(leafHash(crypto, crypto.toUtf8(line))).filter(({ level }) => level >= STORED_LEVEL_MIN));
    if (nodes.length < NODES_AT_ONCE && n < LEAVES - 1) continue;
    await owner.query('INSERT INTO ledger_nodes SELECT $1, * FROM unnest($2::smallint[], $3::bigint[], $4::bytea[])', [
      TENANT,
      nodes.map(({ level }) => level),
      nodes.map(({ index }) => index),
      nodes.map(({ hash }) => Buffer.from(hash)),
    ]);
    nodes = [];
  }
}

/** A tree of hashes that were made up, which costs a proof what one of events does. */
function provingOfMany(): void {
  const levels = Array.from({ length: 24 }, (_, level) => new Uint8Array(32 * Math.floor(LEAVES / 2 ** level)));
  const edge = new TreeEdge(crypto, 0, []);
  const seed = new Uint8Array(8);
  const view = new DataView(seed.buffer);
  for (let n = 0; n < LEAVES; n += 1) {
    view.setFloat64(0, n);
    for (const { level, index, hash } of edge.append(leafHash(crypto, seed))) levels[level]?.set(hash, 32 * index);
  }
  const hashOf = ({ level, index }: TreePlace): Uint8Array =>
    levels[level]?.subarray(32 * index, 32 * (index + 1)) ?? new Uint8Array();
  const times: number[] = [];
  for (let i = 0; i < PROOFS; i += 1) {
    const start = performance.now();
    const plan = inclusionPlan(indexOf(i, LEAVES), LEAVES);
    proofOf(crypto, plan, plan.subtrees.flat().map(hashOf));
    times.push(performance.now() - start);
  }
  const hashesRead = Math.max(
    ...Array.from({ length: PROOFS }, (_, i) => inclusionPlan(indexOf(i, LEAVES), LEAVES).subtrees.flat().length),
  );
  reportProofs(times, { of: LEAVES, from: 'memory', hashes_read_max: hashesRead });
}

/** As `tocsin audit verify` does it, from a file. */
async function verifying(): Promise<void> {
  await withDirectory(async (directory) => {
    const file = join(directory, 'ledger.ndjson');
    const key = testKey(1);
    const origin = originOf(TENANT);
    const head = emptyHead(origin);
    const out = createWriteStream(file);
    let lines = [headerLine(origin)];
    for (let n = 0; n < VERIFIED; n += 1) {
      lines.push(head.append(testEvent(n), n).line);
      if (head.size % SEALED_EACH !== 0) continue;
      const checkpoint = { origin, size: head.size, root: head.root(), extensions: [] };
      lines.push(checkpointLine(writeCheckpoint(crypto, checkpoint, key.publicKey, key.sign)));
      if (!out.write(`${lines.join('\n')}\n`)) await once(out, 'drain');
      lines = [];
    }
    out.end();
    await once(out, 'close');
    const took = stopwatch();
    const verifier = new LedgerVerifier({ crypto, publicKey: key.publicKey, witnessed: [] });
    let bytes = 0;
    for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 })) {
      const read: Uint8Array = chunk;
      bytes += read.length;
      verifier.push(read);
    }
    const verdict = verifier.end();
    const { seconds, cpu_s } = took();
    if (verdict.kind !== 'proved')
      throw new Error(`a ledger that nobody touched was not proved: ${verdict.fault.message}`);
    const { entries, checkpoints } = verdict;
    report('ledger', 'verified', seconds, 's', {
      entries,
      checkpoints,
      bytes,
      cpu_s,
    });
  });
}

function reportProofs(times: readonly number[], circumstances: Record<string, string | number>): void {
  for (const q of [0.5, 0.99]) report('ledger', `proof_p${100 * q}`, quantile(times, q), 'ms', circumstances);
  report('ledger', 'proof_max', Math.max(...times), 'ms', circumstances);
}

/** Scattered over all entries, the same ones each time. */
const indexOf = (i: number, size: number): number => (i * 7_919_777) % size;
