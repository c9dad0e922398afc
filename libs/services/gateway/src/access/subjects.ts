import { createHmac, randomBytes } from 'node:crypto';
import { PSEUDONYM_PREFIX, pseudonymsIn, withNames } from '@tocsin/domain/access/pseudonym';
import type { AccessStore, SubjectRow } from '@tocsin/ports/access-store';
import type { Clock } from '@tocsin/ports/clock';
import { newDataKey, seal, type SealedPlace, unseal } from '@tocsin/runtime/envelope';
import type { TenantKeys } from '@tocsin/runtime/tenant-keys';
import type { Principal } from '../auth-manager.js';
import { exchangePlainNames } from './plain-names.js';
import { RecentlyUsed } from './recently-used.js';

/** Names that are remembered, of each direction; some megabytes, and one that is not takes a look at the database. */
const REMEMBERED_MAX = 10_000;
/** How long another gateway shows somebody's name of before it was corrected. Erasures are told. */
const REMEMBERED_MS = 60_000;

export interface SubjectsOptions {
  store: AccessStore;
  keys: TenantKeys;
  clock: Clock;
}

export type Renaming = 'renamed' | 'not_found' | 'name_taken';

/**
 * Exchanges the names of those who ask for pseudonyms, which is what is written down, and gives them back where somebody
 * is answered. A name stands nowhere but in its row, sealed with a key that is erased with it.
 */
export class Subjects {
  readonly #names: RecentlyUsed<string | null>;
  readonly #ids: RecentlyUsed<string>;
  /** Tenants that were looked through for names of before there were pseudonyms. */
  readonly #looked: RecentlyUsed<Promise<void>>;
  /** Counts what was forgotten, so that what was read before it is not remembered after it. */
  #forgotten = 0;

  constructor(private readonly options: SubjectsOptions) {
    const limits = { max: REMEMBERED_MAX, ageMs: REMEMBERED_MS, now: () => options.clock.now() };
    this.#names = new RecentlyUsed(limits);
    this.#ids = new RecentlyUsed(limits);
    this.#looked = new RecentlyUsed({ ...limits, ageMs: Infinity });
  }

  /** The pseudonym of a name, which gets one here if it has none. Not to be called from within a transaction. */
  async idOf(tenant: string, name: string): Promise<string> {
    const known = this.#ids.get(`${tenant}/${name}`);
    if (known !== undefined) return known;
    await this.#plainNamesExchanged(tenant);
    return this.#exchanged(tenant, name);
  }

  async #exchanged(tenant: string, name: string): Promise<string> {
    const { store, keys, clock } = this.options;
    const before = this.#forgotten;
    const name_hash = hashOf(await keys.of(tenant, 'names-found'), name);
    const found = await store.inTenant(tenant, (tx) => tx.subjectOfHash(name_hash));
    if (found !== null) return this.#remember(found, name, before);
    const id = `${PSEUDONYM_PREFIX}${randomBytes(16).toString('hex')}`;
    const key = newDataKey();
    const row = {
      tenant_id: tenant,
      id,
      name_hash,
      sealed_name: seal(key, placeOf(tenant, id, 'sealed_name'), name).toString('base64url'),
      sealed_key: seal(await keys.of(tenant, 'subjects'), placeOf(tenant, id, 'sealed_key'), key).toString('base64url'),
      created_at: clock.now(),
    };
    const added = await store.inTenant(tenant, (tx) => tx.addSubject(row));
    return this.#remember(added, name, before);
  }

  /** The subject of a name; null where it has none. Strangers may ask: nothing is made by it. */
  async find(tenant: string, name: string): Promise<SubjectRow | null> {
    await this.#plainNamesExchanged(tenant);
    const key = await this.options.keys.ofKnown(tenant, 'names-found');
    if (key === null) return null;
    return this.options.store.inTenant(tenant, (tx) => tx.subjectOfHash(hashOf(key, name)));
  }

  /** How somebody of this name stands in what is written down: by a pseudonym, or, as services do, by the name. */
  async asWritten(tenant: string, name: string): Promise<string> {
    return (await this.find(tenant, name))?.id ?? name;
  }

  /** Whom a tenant knows a principal as, who may be of another. */
  async idIn(tenant: string, principal: Principal): Promise<string> {
    if (principal.tenant === tenant) return principal.subject;
    const name = await this.nameOf(principal.tenant, principal.subject);
    return name === null ? principal.subject : this.idOf(tenant, name);
  }

  /** The name that a pseudonym stands for; null of what is none, or stands for nobody any more. */
  async nameOf(tenant: string, id: string): Promise<string | null> {
    return (await this.#namesOf(tenant, [id])).get(id) ?? null;
  }

  /** Puts names in the place of pseudonyms in a text in JSON. */
  async named(tenant: string, json: string): Promise<string> {
    const ids = pseudonymsIn(json);
    if (ids.length === 0) return json;
    const names = await this.#namesOf(tenant, ids);
    return withNames(json, (id) => {
      const name = names.get(id) ?? null;
      return name === null ? null : JSON.stringify(name).slice(1, -1);
    });
  }

  /** Gives somebody another name, under the same pseudonym. */
  async rename(tenant: string, id: string, name: string): Promise<Renaming> {
    const { store, keys } = this.options;
    const [subjects, found] = [await keys.of(tenant, 'subjects'), await keys.of(tenant, 'names-found')];
    const renaming = await store.inTenant(tenant, async (tx): Promise<Renaming> => {
      await tx.alone();
      const [row] = await tx.subjects([id]);
      const key = row === undefined ? null : keyOf(row, subjects);
      if (row === undefined || key === null) return 'not_found';
      const name_hash = hashOf(found, name);
      const other = await tx.subjectOfHash(name_hash);
      if (other !== null && other.id !== id) return 'name_taken';
      const sealed_name = seal(key, placeOf(tenant, id, 'sealed_name'), name).toString('base64url');
      await tx.saveSubject({ ...row, name_hash, sealed_name });
      return 'renamed';
    });
    this.forgetTenant(tenant);
    return renaming;
  }

  /** Remembers nobody of a tenant. */
  forgetTenant(tenant: string): void {
    this.#forgotten += 1;
    this.#names.deleteWhere((key) => key.startsWith(`${tenant}/`));
    this.#ids.deleteWhere((key) => key.startsWith(`${tenant}/`));
  }

  async #namesOf(tenant: string, ids: readonly string[]): Promise<Map<string, string | null>> {
    const names = new Map<string, string | null>();
    for (const id of ids) {
      const known = this.#names.get(`${tenant}/${id}`);
      if (known !== undefined) names.set(id, known);
    }
    const unknown = ids.filter((id) => !names.has(id));
    if (unknown.length === 0) return names;
    const before = this.#forgotten;
    const key = await this.options.keys.ofKnown(tenant, 'subjects');
    if (key === null) return names;
    const rows = await this.options.store.inTenant(tenant, (tx) => tx.subjects(unknown));
    const byId = new Map(rows.map((row) => [row.id, nameIn(row, key)]));
    for (const id of unknown) {
      const name = byId.get(id) ?? null;
      names.set(id, name);
      // A pseudonym stands in the database before anybody hears of it: what is not there now never will be.
      if (this.#forgotten === before) this.#names.set(`${tenant}/${id}`, name);
    }
    return names;
  }

  #plainNamesExchanged(tenant: string): Promise<void> {
    const known = this.#looked.get(tenant);
    if (known !== undefined) return known;
    const looking = exchangePlainNames(this.options.store, tenant, (name) => this.#exchanged(tenant, name));
    this.#looked.set(tenant, looking);
    looking.catch(() => this.#looked.deleteWhere((key) => key === tenant));
    return looking;
  }

  #remember({ tenant_id, id }: SubjectRow, name: string, before: number): string {
    if (this.#forgotten === before) this.#ids.set(`${tenant_id}/${name}`, id);
    return id;
  }
}

/** Names that people take for the same are the same person's: else one would be two to whoever counts people. */
const hashOf = (key: Uint8Array, name: string): string =>
  createHmac('sha256', key).update(name.normalize('NFKC').trim().toLowerCase()).digest('base64url');

function keyOf({ tenant_id, id, sealed_key }: SubjectRow, tenantKey: Uint8Array): Buffer | null {
  return unseal(tenantKey, placeOf(tenant_id, id, 'sealed_key'), Buffer.from(sealed_key, 'base64url'));
}

function nameIn(row: SubjectRow, tenantKey: Uint8Array): string | null {
  const { tenant_id, id, sealed_name } = row;
  const key = keyOf(row, tenantKey);
  if (key === null) return null;
  return unseal(key, placeOf(tenant_id, id, 'sealed_name'), Buffer.from(sealed_name, 'base64url'))?.toString() ?? null;
}

const placeOf = (tenantId: string, id: string, column: string): SealedPlace => {
  return { tenantId, table: 'subjects', column, id, version: 1 };
};
