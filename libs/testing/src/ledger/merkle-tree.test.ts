import { nodeLedgerCrypto as crypto } from './test-ledger.js';
import fc from 'fast-check';
import { fullHash, leafHash, nodeHash, TreeEdge, type TreePlace } from '@tocsin/domain/ledger/merkle-tree';
import {
  consistencyPlan,
  inclusionPlan,
  type ProofPlan,
  proofOf,
  provesConsistency,
  provesInclusion,
} from '@tocsin/domain/ledger/tree-proofs';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

/** Leaves and roots that the implementations of Certificate Transparency test themselves with. */
const vectorLeaves = [
  '',
  '00',
  '10',
  '2021',
  '3031',
  '40414243',
  '5051525354555657',
  '606162636465666768696a6b6c6d6e6f',
].map((text) => Buffer.from(text, 'hex'));
const vectorRoots = [
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];

/** MTH of RFC 9162, 2.1.1, word for word. */
function naiveRoot(leaves: readonly Uint8Array[]): Uint8Array {
  const [first] = leaves;
  if (first === undefined) return crypto.sha256();
  if (leaves.length === 1) return leafHash(crypto, first);
  const k = 2 ** Math.ceil(Math.log2(leaves.length) - 1);
  return nodeHash(crypto, naiveRoot(leaves.slice(0, k)), naiveRoot(leaves.slice(k)));
}

/** PATH of RFC 9162, 2.1.3.1. */
function naivePath(m: number, leaves: readonly Uint8Array[]): Uint8Array[] {
  if (leaves.length === 1) return [];
  const k = 2 ** Math.ceil(Math.log2(leaves.length) - 1);
  const [left, right] = [leaves.slice(0, k), leaves.slice(k)];
  return m < k ? [...naivePath(m, left), naiveRoot(right)] : [...naivePath(m - k, right), naiveRoot(left)];
}

/** SUBPROOF of RFC 9162, 2.1.4.1. */
function naiveSubproof(m: number, leaves: readonly Uint8Array[], isKnown: boolean): Uint8Array[] {
  if (m === leaves.length) return isKnown ? [] : [naiveRoot(leaves)];
  const k = 2 ** Math.ceil(Math.log2(leaves.length) - 1);
  const [left, right] = [leaves.slice(0, k), leaves.slice(k)];
  return m <= k
    ? [...naiveSubproof(m, left, isKnown), naiveRoot(right)]
    : [...naiveSubproof(m - k, right, false), naiveRoot(left)];
}

function grown(leaves: readonly Uint8Array[]) {
  const edge = new TreeEdge(crypto, 0, []);
  const stored = new Map<string, Uint8Array>();
  for (const leaf of leaves)
    for (const { level, index, hash } of edge.append(leafHash(crypto, leaf))) stored.set(`${level}/${index}`, hash);
  const hashOf = ({ level, index }: TreePlace): Uint8Array => {
    const hash = stored.get(`${level}/${index}`);
    if (hash === undefined) throw new Error(`${level}/${index} was not stored`);
    return hash;
  };
  return { edge, hashOf, stored };
}

test('roots are those of the known vectors', () => {
  const roots = vectorRoots.map((_, size) => hex(grown(vectorLeaves.slice(0, size)).edge.root()));
  expect(roots).toEqual(vectorRoots);
});

const leavesArbitrary = fc.array(fc.uint8Array({ maxLength: 4 }), { minLength: 1, maxLength: 70 });

test('the root is that of the definition, and the edge goes on from what was stored', () => {
  fc.assert(
    fc.property(leavesArbitrary, fc.nat(), (leaves, cut) => {
      const size = cut % leaves.length;
      const { edge, stored, hashOf } = grown(leaves.slice(0, size));
      // Every full subtree is stored once: of n leaves there are less than two a leaf.
      expect(stored.size).toBeLessThanOrEqual(2 * size);
      const resumed = new TreeEdge(crypto, size, size === 0 ? [] : edgePlaces(size).map(hashOf));
      expect(hex(resumed.root())).toBe(hex(edge.root()));
      for (const leaf of leaves.slice(size)) resumed.append(leafHash(crypto, leaf));
      expect(hex(resumed.root())).toBe(hex(naiveRoot(leaves)));
    }),
  );
});

/** The binary digits of the size, from the highest. */
function edgePlaces(size: number): TreePlace[] {
  const places: TreePlace[] = [];
  for (let level = 7, at = 0; level >= 0; level -= 1) {
    if (((size >> level) & 1) === 0) continue;
    places.push({ level, index: at >> level });
    at += 1 << level;
  }
  return places;
}

const proved = (plan: ProofPlan, hashOf: (place: TreePlace) => Uint8Array): Uint8Array[] =>
  proofOf(crypto, plan, plan.subtrees.flat().map(hashOf));

test('proofs are those of the definition, are believed, and are not for anything else', () => {
  fc.assert(
    fc.property(leavesArbitrary, fc.nat(), fc.nat(), (leaves, a, b) => {
      const size = leaves.length;
      const { edge, hashOf } = grown(leaves);
      const root = edge.root();
      const index = a % size;
      const proof = proved(inclusionPlan(index, size), hashOf);
      expect(proof.map(hex)).toEqual(naivePath(index, leaves).map(hex));
      const leaf = leafHash(crypto, leaves[index] ?? new Uint8Array());
      const claim = { index, size, leaf, root, proof };
      expect(provesInclusion(crypto, claim)).toBe(true);
      expect(provesInclusion(crypto, { ...claim, leaf: crypto.sha256(leaf) })).toBe(false);
      expect(provesInclusion(crypto, { ...claim, root: crypto.sha256(root) })).toBe(false);
      expect(provesInclusion(crypto, { ...claim, index: size })).toBe(false);
      expect(provesInclusion(crypto, { ...claim, proof: [...proof, root] })).toBe(false);
      if (proof.length > 0) expect(provesInclusion(crypto, { ...claim, proof: proof.slice(1) })).toBe(false);

      const before = 1 + (b % size);
      const rootBefore = naiveRoot(leaves.slice(0, before));
      const consistency = proved(consistencyPlan(before, size), hashOf);
      expect(consistency.map(hex)).toEqual(naiveSubproof(before, leaves, true).map(hex));
      const kept = { before, size, rootBefore, root, proof: consistency };
      expect(provesConsistency(crypto, kept)).toBe(true);
      expect(provesConsistency(crypto, { ...kept, rootBefore: crypto.sha256(rootBefore) })).toBe(false);
      expect(provesConsistency(crypto, { ...kept, root: crypto.sha256(root) })).toBe(false);
      expect(provesConsistency(crypto, { ...kept, proof: [...consistency, root] })).toBe(false);
      if (consistency.length > 0)
        expect(provesConsistency(crypto, { ...kept, proof: consistency.slice(0, -1) })).toBe(false);
    }),
  );
});

test('sizes beyond 32 bits are planned for as others are', () => {
  const size = 2 ** 40 + 3;
  const { subtrees } = inclusionPlan(2 ** 40 + 1, size);
  expect(subtrees).toEqual([
    [{ level: 0, index: 2 ** 40 }],
    [{ level: 0, index: 2 ** 40 + 2 }],
    [{ level: 40, index: 0 }],
  ]);
});

test('a tree does not prove what it does not hold', () => {
  expect(() => inclusionPlan(3, 3)).toThrow('a tree of 3 leaves has no leaf 3');
  expect(() => consistencyPlan(4, 3)).toThrow('a tree of 3 leaves was never one of 4');
  expect(() => new TreeEdge(crypto, 3, [])).toThrow('a tree of 3 leaves has 2 full subtrees, not 0');
});

test('a full subtree has the hash that its leaves give it, and others are none', () => {
  const leaves = Array.from({ length: 64 }, (_, n) => Uint8Array.of(n));
  const hashes = leaves.map((leaf) => leafHash(crypto, leaf));
  for (let count = 1; count <= leaves.length; count *= 2)
    expect(hex(fullHash(crypto, hashes.slice(0, count)))).toBe(hex(naiveRoot(leaves.slice(0, count))));
  for (const count of [0, 3, 63]) expect(() => fullHash(crypto, hashes.slice(0, count))).toThrow(RangeError);
});
