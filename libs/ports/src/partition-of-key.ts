import { hash32 } from '@tocsin/domain/engine/hash';

/**
 * The partition of a key, the same in every adapter, so that moving from the embedded log to a cluster keeps a key's
 * records where a consumer expects them.
 */
export function partitionOfKey(key: string, partitions: number): number {
  return hash32(key) % partitions;
}
