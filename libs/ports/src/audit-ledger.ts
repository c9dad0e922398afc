import type { LedgerEntry } from '@tocsin/domain/ledger/ledger-entry';
import type { TreePlace } from '@tocsin/domain/ledger/merkle-tree';

/** An event on its way into a ledger. */
export interface LedgerEvent {
  /** What the event is known by: a ledger takes one of an id once, however often it is read. */
  readonly id: string;
  /** Has a canonical text. */
  readonly event: LedgerEntry['event'];
}

/** A checkpoint as it was signed. */
export interface KeptCheckpoint {
  /** How many entries it counts. */
  readonly size: number;
  /** When it was signed, ms since 1970. */
  readonly at: number;
  /** The signed note. */
  readonly note: string;
  /** What verifies it, in PEM. */
  readonly publicKey: string;
}

/** That a witness has a checkpoint. */
export interface WitnessReceipt {
  /** What people know the witness by. */
  readonly witness: string;
  /** Where it keeps what it is told; stands for the address. */
  readonly place: string;
  /** How many entries the checkpoint counts. */
  readonly size: number;
  /** When the witness had it, ms since 1970. */
  readonly at: number;
  /** Lines of signatures that it has answered with, as they stand below a note. */
  readonly cosignatures: readonly string[];
  /** Whether one of them is by the key that was named for this witness. */
  readonly isVerified: boolean;
}

/** A checkpoint that somebody is still to be told. */
export interface OwedCheckpoint {
  readonly tenantId: string;
  readonly checkpoint: KeptCheckpoint;
}

/** How long a ledger is, and how much of it the last checkpoint counts. */
export interface LedgerLength {
  readonly size: number;
  readonly sealed: number;
}

/** The ledgers of all tenants, which are only ever added to. */
export interface AuditLedger {
  /**
   * Appends what a tenant's ledger does not have yet, in this order, all of it or nothing. Several that append at once do so
   * one after the other.
   *
   * @param at - when, ms since 1970
   */
  append(tenantId: string, events: readonly LedgerEvent[], at: number): Promise<LedgerLength>;
  /** Ledgers that are longer than their last checkpoint says. */
  unsealed(): Promise<readonly string[]>;
  /** The present size and root of a ledger. */
  head(tenantId: string): Promise<{ readonly size: number; readonly root: Uint8Array }>;
  /** Keeps a checkpoint; one of the same size that is kept already stays. */
  seal(tenantId: string, checkpoint: KeptCheckpoint): Promise<void>;
  /**
   * The last checkpoints of those ledgers of which the witness at this place has no receipt for it, in the order of tenants.
   * Those before are implied: whoever has the last one can prove them by it.
   *
   * @param after - of tenants behind this one
   */
  owedTo(place: string, after: string, limit: number): Promise<readonly OwedCheckpoint[]>;
  /** Keeps a receipt; one of the same place and size that is kept already stays. */
  keepReceipt(tenantId: string, receipt: WitnessReceipt): Promise<void>;
}

/** Reads a tenant's ledger. */
export interface AuditLedgerReader {
  /** The size of the ledger. */
  size(tenantId: string): Promise<number>;
  /** The lines of entries from a sequence number on, in their order. */
  lines(tenantId: string, from: number, limit: number): Promise<readonly string[]>;
  /** The sequence numbers of events, by their ids; those that are not appended yet are missing. */
  sequencesOf(tenantId: string, ids: readonly string[]): Promise<ReadonlyMap<string, number>>;
  /** Of the largest size; null when there is none. */
  lastCheckpoint(tenantId: string): Promise<KeptCheckpoint | null>;
  /** Who has the checkpoint of so many entries, in the order of their names. */
  receipts(tenantId: string, size: number): Promise<readonly WitnessReceipt[]>;
  /** Those of more than so many entries, the smallest first. */
  checkpointsAfter(tenantId: string, size: number, limit: number): Promise<readonly KeptCheckpoint[]>;
  /**
   * The hashes of full subtrees, in the order asked for.
   *
   * @throws RangeError when the ledger has no such subtree
   */
  hashes(tenantId: string, places: readonly TreePlace[]): Promise<readonly Uint8Array[]>;
}
