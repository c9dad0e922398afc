import type { LedgerCrypto } from './ledger-crypto.js';

/** A full subtree: that of the leaves from `index * 2 ** level` up to `(index + 1) * 2 ** level`. */
export interface TreePlace {
  readonly level: number;
  readonly index: number;
}

/** Full subtrees never change again, so they are stored once, as the tree grows. */
export interface TreeNode extends TreePlace {
  readonly hash: Uint8Array;
}

const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);

/** RFC 9162, 2.1.1: a leaf and a node never hash alike, whatever they hold. */
export const leafHash = (crypto: LedgerCrypto, bytes: Uint8Array): Uint8Array => crypto.sha256(LEAF, bytes);

export const nodeHash = (crypto: LedgerCrypto, left: Uint8Array, right: Uint8Array): Uint8Array =>
  crypto.sha256(NODE, left, right);

/**
 * The full subtrees, from left to right, that make up the leaves from `from` up to `to`.
 *
 * @param from - a multiple of the smallest power of two that is not below `to - from`, as in every subtree of RFC 9162
 */
export function placesOf(from: number, to: number): TreePlace[] {
  const places: TreePlace[] = [];
  let at = from;
  for (let level = Math.floor(Math.log2(Math.max(1, to - from))); level >= 0; level -= 1) {
    const width = 2 ** level;
    if (to - at < width) continue;
    places.push({ level, index: at / width });
    at += width;
  }
  return places;
}

/** The hash of a subtree from those of its full ones, from left to right; of no leaves, the hash of nothing. */
export function foldHashes(crypto: LedgerCrypto, hashes: readonly Uint8Array[]): Uint8Array {
  const last = hashes.at(-1);
  if (last === undefined) return crypto.sha256();
  return hashes.slice(0, -1).reduceRight((right, left) => nodeHash(crypto, left, right), last);
}

/**
 * The hash of a full subtree.
 *
 * @param leaves - their hashes, as many as a power of two
 */
export function fullHash(crypto: LedgerCrypto, leaves: readonly Uint8Array[]): Uint8Array {
  const [left, right, ...others] = leaves;
  if (left === undefined || !Number.isInteger(Math.log2(leaves.length)))
    throw new RangeError(`a full subtree has as many leaves as a power of two, not ${leaves.length}`);
  if (right === undefined) return left;
  if (others.length === 0) return nodeHash(crypto, left, right);
  const middle = leaves.length / 2;
  return nodeHash(crypto, fullHash(crypto, leaves.slice(0, middle)), fullHash(crypto, leaves.slice(middle)));
}

/** The right edge of a tree that grows: at most one full subtree of each level, which is all that appending needs. */
export class TreeEdge {
  readonly #crypto: LedgerCrypto;
  readonly #hashes: Uint8Array[];
  #size: number;

  /** @param hashes - of the places that {@link placesOf}(0, size) names, in their order */
  constructor(crypto: LedgerCrypto, size: number, hashes: readonly Uint8Array[]) {
    const count = placesOf(0, size).length;
    if (hashes.length !== count)
      throw new RangeError(`a tree of ${size} leaves has ${count} full subtrees, not ${hashes.length}`);
    this.#crypto = crypto;
    this.#size = size;
    this.#hashes = [...hashes];
  }

  /** How many leaves there are. */
  get size(): number {
    return this.#size;
  }

  /** @returns the subtrees that have become full, the leaf first: two of them on average */
  append(leaf: Uint8Array): TreeNode[] {
    const full: TreeNode[] = [{ level: 0, index: this.#size, hash: leaf }];
    let hash = leaf;
    let index = this.#size;
    for (let level = 1; index % 2 === 1; level += 1) {
      const left = this.#hashes.pop();
      if (left === undefined) throw new TypeError('the edge of the tree lacks a subtree');
      hash = nodeHash(this.#crypto, left, hash);
      index = (index - 1) / 2;
      full.push({ level, index, hash });
    }
    this.#hashes.push(hash);
    this.#size += 1;
    return full;
  }

  root(): Uint8Array {
    return foldHashes(this.#crypto, this.#hashes);
  }
}
