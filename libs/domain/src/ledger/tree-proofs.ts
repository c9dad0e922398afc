import { isSameBytes, type LedgerCrypto } from './ledger-crypto.js';
import { foldHashes, nodeHash, placesOf, type TreePlace } from './merkle-tree.js';

/** Leaves from the first number up to the second. */
type Leaves = readonly [from: number, to: number];

/** Which hashes of which subtrees a proof consists of, known before any is read. */
export interface ProofPlan {
  /** One for each hash of the proof, in its order. */
  readonly subtrees: readonly (readonly TreePlace[])[];
}

/**
 * What shows that a leaf stands in a tree (RFC 9162, 2.1.3.1).
 *
 * @param index - of the leaf, below `size`
 */
export function inclusionPlan(index: number, size: number): ProofPlan {
  if (!(index >= 0 && index < size)) throw new RangeError(`a tree of ${size} leaves has no leaf ${index}`);
  const path = (from: number, to: number): Leaves[] => {
    if (to - from === 1) return [];
    const middle = from + splitOf(to - from);
    return index < middle ? [...path(from, middle), [middle, to]] : [...path(middle, to), [from, middle]];
  };
  return planOf(path(0, size));
}

/** What shows that a tree of `size` leaves begins with that of `before` leaves (RFC 9162, 2.1.4.1). */
export function consistencyPlan(before: number, size: number): ProofPlan {
  if (!(before >= 0 && before <= size)) throw new RangeError(`a tree of ${size} leaves was never one of ${before}`);
  if (before === 0 || before === size) return { subtrees: [] };
  const path = (from: number, to: number, isKnown: boolean): Leaves[] => {
    if (before === to) return isKnown ? [] : [[from, to]];
    const middle = from + splitOf(to - from);
    return before <= middle
      ? [...path(from, middle, isKnown), [middle, to]]
      : [...path(middle, to, false), [from, middle]];
  };
  return planOf(path(0, size, true));
}

const planOf = (leaves: readonly Leaves[]): ProofPlan => ({ subtrees: leaves.map(([from, to]) => placesOf(from, to)) });

/**
 * @param hashes - of the plan's full subtrees, in its order
 * @returns the hash of each subtree of the plan
 */
export function proofOf(crypto: LedgerCrypto, { subtrees }: ProofPlan, hashes: readonly Uint8Array[]): Uint8Array[] {
  const wanted = subtrees.flat().length;
  if (hashes.length !== wanted) throw new RangeError(`a proof of ${wanted} hashes was given ${hashes.length}`);
  let at = 0;
  return subtrees.map((places) => foldHashes(crypto, hashes.slice(at, (at += places.length))));
}

/** Whether a proof shows that the leaf of this hash stands at `index` of the tree with this root (RFC 9162, 2.1.3.2). */
export function provesInclusion(
  crypto: LedgerCrypto,
  {
    index,
    size,
    leaf,
    root,
    proof,
  }: {
    index: number;
    size: number;
    leaf: Uint8Array;
    root: Uint8Array;
    proof: readonly Uint8Array[];
  },
): boolean {
  if (!(index >= 0 && index < size)) return false;
  let [at, last, hash] = [index, size - 1, leaf];
  for (const other of proof) {
    if (last === 0) return false;
    if (at % 2 === 1 || at === last) {
      hash = nodeHash(crypto, other, hash);
      for (; at % 2 === 0 && at !== 0; last = half(last)) at = half(at);
    } else hash = nodeHash(crypto, hash, other);
    [at, last] = [half(at), half(last)];
  }
  return last === 0 && isSameBytes(hash, root);
}

/** Whether a proof shows that the later tree begins with the earlier one (RFC 9162, 2.1.4.2). */
export function provesConsistency(
  crypto: LedgerCrypto,
  {
    before,
    size,
    rootBefore,
    root,
    proof,
  }: {
    before: number;
    size: number;
    rootBefore: Uint8Array;
    root: Uint8Array;
    proof: readonly Uint8Array[];
  },
): boolean {
  if (!(before >= 0 && before <= size)) return false;
  if (before === size) return proof.length === 0 && isSameBytes(rootBefore, root);
  if (before === 0) return proof.length === 0 && isSameBytes(rootBefore, crypto.sha256());
  const [first, ...rest] = isPowerOfTwo(before) ? [rootBefore, ...proof] : proof;
  if (first === undefined) return false;
  let [at, last] = [before - 1, size - 1];
  for (; at % 2 === 1; last = half(last)) at = half(at);
  let [hashBefore, hash] = [first, first];
  for (const other of rest) {
    if (last === 0) return false;
    if (at % 2 === 1 || at === last) {
      hashBefore = nodeHash(crypto, other, hashBefore);
      hash = nodeHash(crypto, other, hash);
      for (; at % 2 === 0 && at !== 0; last = half(last)) at = half(at);
    } else hash = nodeHash(crypto, hash, other);
    [at, last] = [half(at), half(last)];
  }
  return last === 0 && isSameBytes(hashBefore, rootBefore) && isSameBytes(hash, root);
}

/** Sizes may have more than 32 bits, so they are not shifted. */
const half = (count: number): number => Math.floor(count / 2);

const isPowerOfTwo = (count: number): boolean => 2 ** Math.round(Math.log2(count)) === count;

/** The largest power of two below `count`, which is at least 2. */
function splitOf(count: number): number {
  let width = 1;
  while (width * 2 < count) width *= 2;
  return width;
}
