import { type LedgerEntry, lineOf } from './ledger-entry.js';
import type { LedgerCrypto } from './ledger-crypto.js';
import { leafHash, TreeEdge, type TreeNode } from './merkle-tree.js';

/** An entry with what is stored beside it. */
export interface AppendedEntry {
  readonly sequence: number;
  /** As {@link lineOf} writes it. */
  readonly line: string;
  /** The subtrees that it has made full, its own leaf first. */
  readonly nodes: readonly TreeNode[];
}

/** Where a ledger ends: all that is needed to append to it. */
export class LedgerHead {
  readonly #crypto: LedgerCrypto;
  readonly #edge: TreeEdge;
  #previous: Uint8Array;

  /** @param previous - the leaf hash of the last entry, or what the ledger begins with */
  constructor(crypto: LedgerCrypto, edge: TreeEdge, previous: Uint8Array) {
    this.#crypto = crypto;
    this.#edge = edge;
    this.#previous = previous;
  }

  get size(): number {
    return this.#edge.size;
  }

  root(): Uint8Array {
    return this.#edge.root();
  }

  /** @throws RangeError when the event has no canonical text */
  append(event: LedgerEntry['event'], at: number): AppendedEntry {
    const sequence = this.#edge.size;
    const line = lineOf({ sequence, at, previous: this.#crypto.toBase64(this.#previous), event });
    const hash = leafHash(this.#crypto, this.#crypto.toUtf8(line));
    this.#previous = hash;
    return { sequence, line, nodes: this.#edge.append(hash) };
  }
}
