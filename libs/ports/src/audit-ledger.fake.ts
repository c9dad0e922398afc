import { originOf } from '@tocsin/domain/ledger/checkpoint';
import { beginningOf } from '@tocsin/domain/ledger/ledger-entry';
import type { LedgerCrypto } from '@tocsin/domain/ledger/ledger-crypto';
import { LedgerHead } from '@tocsin/domain/ledger/ledger-head';
import { TreeEdge, type TreePlace } from '@tocsin/domain/ledger/merkle-tree';
import type {
  AuditLedger,
  AuditLedgerReader,
  KeptCheckpoint,
  LedgerEvent,
  LedgerLength,
  OwedCheckpoint,
  WitnessReceipt,
} from './audit-ledger.js';

interface Kept {
  readonly head: LedgerHead;
  /** With their sequence numbers. */
  readonly ids: Map<string, number>;
  readonly lines: string[];
  readonly hashes: Map<string, Uint8Array>;
  readonly checkpoints: Map<number, KeptCheckpoint>;
  readonly receipts: WitnessReceipt[];
}

/** Ledgers in memory. */
export class FakeAuditLedger implements AuditLedger, AuditLedgerReader {
  readonly #tenants = new Map<string, Kept>();

  constructor(private readonly crypto: LedgerCrypto) {}

  async append(tenantId: string, events: readonly LedgerEvent[], at: number): Promise<LedgerLength> {
    const kept = this.#of(tenantId);
    for (const { id, event } of events) {
      if (kept.ids.has(id)) continue;
      const { sequence, line, nodes } = kept.head.append(event, at);
      kept.ids.set(id, sequence);
      kept.lines.push(line);
      for (const node of nodes) kept.hashes.set(keyOf(node), node.hash);
    }
    return { size: kept.head.size, sealed: sealedOf(kept) };
  }

  async unsealed(): Promise<readonly string[]> {
    return [...this.#tenants].filter(([, kept]) => kept.head.size > sealedOf(kept)).map(([tenantId]) => tenantId);
  }

  async head(tenantId: string): Promise<{ readonly size: number; readonly root: Uint8Array }> {
    const { head } = this.#of(tenantId);
    return { size: head.size, root: head.root() };
  }

  async seal(tenantId: string, checkpoint: KeptCheckpoint): Promise<void> {
    const { checkpoints } = this.#of(tenantId);
    if (!checkpoints.has(checkpoint.size)) checkpoints.set(checkpoint.size, checkpoint);
  }

  async owedTo(place: string, after: string, limit: number): Promise<readonly OwedCheckpoint[]> {
    const tenants = [...this.#tenants].filter(([tenantId]) => tenantId > after).sort(([a], [b]) => (a < b ? -1 : 1));
    const owed = tenants.flatMap(([tenantId, kept]) => {
      const checkpoint = kept.checkpoints.get(sealedOf(kept));
      if (checkpoint === undefined || kept.receipts.some((one) => one.place === place && one.size >= checkpoint.size))
        return [];
      return [{ tenantId, checkpoint }];
    });
    return owed.slice(0, limit);
  }

  async keepReceipt(tenantId: string, receipt: WitnessReceipt): Promise<void> {
    const { receipts } = this.#of(tenantId);
    if (!receipts.some(({ place, size }) => place === receipt.place && size === receipt.size)) receipts.push(receipt);
  }

  async receipts(tenantId: string, size: number): Promise<readonly WitnessReceipt[]> {
    const { receipts } = this.#of(tenantId);
    return receipts.filter((one) => one.size === size).sort((a, b) => (a.witness < b.witness ? -1 : 1));
  }

  async size(tenantId: string): Promise<number> {
    return this.#of(tenantId).head.size;
  }

  async lines(tenantId: string, from: number, limit: number): Promise<readonly string[]> {
    return this.#of(tenantId).lines.slice(from, from + limit);
  }

  async sequencesOf(tenantId: string, ids: readonly string[]): Promise<ReadonlyMap<string, number>> {
    return new Map([...this.#of(tenantId).ids].filter(([id]) => ids.includes(id)));
  }

  async lastCheckpoint(tenantId: string): Promise<KeptCheckpoint | null> {
    const kept = this.#of(tenantId);
    return kept.checkpoints.get(sealedOf(kept)) ?? null;
  }

  async checkpointsAfter(tenantId: string, size: number, limit: number): Promise<readonly KeptCheckpoint[]> {
    const after = [...this.#of(tenantId).checkpoints.values()].filter((one) => one.size > size);
    return after.sort((a, b) => a.size - b.size).slice(0, limit);
  }

  async hashes(tenantId: string, places: readonly TreePlace[]): Promise<readonly Uint8Array[]> {
    const { hashes } = this.#of(tenantId);
    return places.map((place) => {
      const hash = hashes.get(keyOf(place));
      if (hash === undefined) throw new RangeError(`the ledger of ${tenantId} has no subtree ${keyOf(place)}`);
      return hash;
    });
  }

  #of(tenantId: string): Kept {
    const known = this.#tenants.get(tenantId);
    if (known !== undefined) return known;
    const head = new LedgerHead(
      this.crypto,
      new TreeEdge(this.crypto, 0, []),
      beginningOf(this.crypto, originOf(tenantId)),
    );
    const kept: Kept = {
      head,
      ids: new Map(),
      lines: [],
      hashes: new Map(),
      checkpoints: new Map(),
      receipts: [],
    };
    this.#tenants.set(tenantId, kept);
    return kept;
  }
}

const keyOf = ({ level, index }: TreePlace): string => `${level}/${index}`;
const sealedOf = ({ checkpoints }: Kept): number => Math.max(0, ...checkpoints.keys());
