import { utf8Bytes } from '../templates/utf8.js';
import type { LabelSet } from './label-set.js';

/**
 * The hash of label sets by which Prometheus's `limit_ratio` chooses: xxHash64 with seed 0 over the encoding of labels
 * that its builds have by default. So both choose the same series.
 */

const MASK = 0xffff_ffff_ffff_ffffn;
const PRIME_1 = 0x9e37_79b1_85eb_ca87n;
const PRIME_2 = 0xc2b2_ae3d_27d4_eb4fn;
const PRIME_3 = 0x1656_67b1_9e37_79f9n;
const PRIME_4 = 0x85eb_ca77_c2b2_ae63n;
const PRIME_5 = 0x27d4_eb2f_1656_67c5n;

const STRIPE_BYTES = 32;
/** Sizes from here on take three bytes behind a byte of this value. */
const LONG_SIZE = 255;

function rotateLeft(value: bigint, bits: bigint): bigint {
  return ((value << bits) | (value >> (64n - bits))) & MASK;
}

function round(accumulator: bigint, lane: bigint): bigint {
  return (rotateLeft((accumulator + lane * PRIME_2) & MASK, 31n) * PRIME_1) & MASK;
}

function mergeRound(hash: bigint, accumulator: bigint): bigint {
  return ((hash ^ round(0n, accumulator)) * PRIME_1 + PRIME_4) & MASK;
}

function avalanche(hash: bigint): bigint {
  const second = ((hash ^ (hash >> 33n)) * PRIME_2) & MASK;
  const third = ((second ^ (second >> 29n)) * PRIME_3) & MASK;
  return third ^ (third >> 32n);
}

/** The xxHash64 of bytes, with seed 0. */
export function xxhash64(bytes: Uint8Array): bigint {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { length } = bytes;
  let at = 0;
  let hash = PRIME_5;
  if (length >= STRIPE_BYTES) {
    let [a, b, c, d] = [(PRIME_1 + PRIME_2) & MASK, PRIME_2, 0n, -PRIME_1 & MASK];
    for (; at + STRIPE_BYTES <= length; at += STRIPE_BYTES) {
      a = round(a, view.getBigUint64(at, true));
      b = round(b, view.getBigUint64(at + 8, true));
      c = round(c, view.getBigUint64(at + 16, true));
      d = round(d, view.getBigUint64(at + 24, true));
    }
    hash = (rotateLeft(a, 1n) + rotateLeft(b, 7n) + rotateLeft(c, 12n) + rotateLeft(d, 18n)) & MASK;
    for (const accumulator of [a, b, c, d]) hash = mergeRound(hash, accumulator);
  }
  hash = (hash + BigInt(length)) & MASK;
  for (; at + 8 <= length; at += 8) {
    hash = (rotateLeft(hash ^ round(0n, view.getBigUint64(at, true)), 27n) * PRIME_1 + PRIME_4) & MASK;
  }
  if (at + 4 <= length) {
    hash = hash ^ ((BigInt(view.getUint32(at, true)) * PRIME_1) & MASK);
    hash = (rotateLeft(hash, 23n) * PRIME_2 + PRIME_3) & MASK;
    at += 4;
  }
  for (; at < length; at += 1) {
    hash = (rotateLeft(hash ^ ((BigInt(view.getUint8(at)) * PRIME_5) & MASK), 11n) * PRIME_1) & MASK;
  }
  return avalanche(hash);
}

function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i += 1) {
    const difference = (a[i] as number) - (b[i] as number);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

function encodedSize(size: number): number[] {
  return size < LONG_SIZE ? [size] : [LONG_SIZE, size & 0xff, (size >> 8) & 0xff, (size >> 16) & 0xff];
}

/** The hash that Prometheus has for a label set: over names and values, each behind its size, by the bytes of names. */
export function labelsHash(labels: LabelSet): bigint {
  const pairs = labels.entries().map(([name, value]) => [utf8Bytes(name), utf8Bytes(value)] as const);
  pairs.sort(([a], [b]) => compareBytes(a, b));
  const encoded: number[] = [];
  for (const text of pairs.flat()) {
    encoded.push(...encodedSize(text.length));
    for (const byte of text) encoded.push(byte);
  }
  return xxhash64(Uint8Array.from(encoded));
}
