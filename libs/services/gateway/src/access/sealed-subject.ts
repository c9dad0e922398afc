import { createHmac } from 'node:crypto';
import { foldedName } from '@tocsin/domain/access/pseudonym';
import type { SubjectRow } from '@tocsin/ports/access-store';
import { newDataKey, seal, type SealedPlace, unseal } from '@tocsin/runtime/envelope';
import { generationIn, type KeyGeneration, type NameKeys } from '@tocsin/runtime/tenant-keys';

/** A name as it was opened; null where it was tampered with, or is of another place. */
export type OpenedName = { readonly kind: 'opened'; readonly name: string | null } | { readonly kind: 'key_unknown' };

/** What a name may stand under: by the key that hashes now, and by the one before it while there is one. */
export const hashesOf = ({ current, old }: NameKeys, name: string): string[] =>
  [current, old].flatMap((generation) => (generation === null ? [] : [hashOf(generation, name)]));

/** A new subject, of a key that is its own. */
export function sealNew(keys: NameKeys, tenantId: string, id: string, name: string, createdAt: number): SubjectRow {
  const row = { tenant_id: tenantId, id, created_at: createdAt };
  return sealedWith(keys.current, row, newDataKey(), name);
}

/** The name of a subject. Where the key that sealed it is not among those known, another process has changed the keys. */
export function openName(keys: NameKeys, row: SubjectRow): OpenedName {
  const generation = generationIn(keys, row.key_generation);
  if (generation === null) return { kind: 'key_unknown' };
  const key = keyOf(generation, row);
  return { kind: 'opened', name: key === null ? null : nameOf(key, row) };
}

/** The subject under another name, sealed with the current key; null where its own key cannot be opened. */
export function sealAnew(keys: NameKeys, row: SubjectRow, name: string): SubjectRow | null {
  const generation = generationIn(keys, row.key_generation);
  const key = generation === null ? null : keyOf(generation, row);
  return key === null ? null : sealedWith(keys.current, row, key, name);
}

function sealedWith(
  generation: KeyGeneration,
  { tenant_id, id, created_at }: Pick<SubjectRow, 'tenant_id' | 'id' | 'created_at'>,
  key: Uint8Array,
  name: string,
): SubjectRow {
  const sealing = generation.keyFor('subjects');
  return {
    tenant_id,
    id,
    name_hash: hashOf(generation, name),
    sealed_name: seal(key, placeOf(tenant_id, id, 'sealed_name'), name).toString('base64url'),
    sealed_key: seal(sealing, placeOf(tenant_id, id, 'sealed_key'), key).toString('base64url'),
    key_generation: generation.number,
    created_at,
  };
}

/** Names that people take for the same are the same person's: else one would be two to whoever counts people. */
const hashOf = (generation: KeyGeneration, name: string): string =>
  createHmac('sha256', generation.keyFor('names-found')).update(foldedName(name)).digest('base64url');

function keyOf(generation: KeyGeneration, { tenant_id, id, sealed_key }: SubjectRow): Buffer | null {
  const place = placeOf(tenant_id, id, 'sealed_key');
  return unseal(generation.keyFor('subjects'), place, Buffer.from(sealed_key, 'base64url'));
}

function nameOf(key: Uint8Array, { tenant_id, id, sealed_name }: SubjectRow): string | null {
  const place = placeOf(tenant_id, id, 'sealed_name');
  return unseal(key, place, Buffer.from(sealed_name, 'base64url'))?.toString() ?? null;
}

const placeOf = (tenantId: string, id: string, column: string): SealedPlace => {
  return { tenantId, table: 'subjects', column, id, version: 1 };
};
