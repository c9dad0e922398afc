import { randomBytes } from 'node:crypto';
import { PSEUDONYM_PREFIX, pseudonymsIn, withNames } from '@tocsin/domain/access/pseudonym';
import type { AccessStore, SubjectRow } from '@tocsin/ports/access-store';
import type { Clock } from '@tocsin/ports/clock';
import type { NameKeys, TenantKeys } from '@tocsin/runtime/tenant-keys';
import type { Principal } from '../auth-manager.js';
import { exchangePlainNames } from './plain-names.js';
import { RecentlyUsed } from './recently-used.js';
import { hashesOf, openName, sealAnew, sealNew } from './sealed-subject.js';

/** Names that are remembered, of each direction; some megabytes, and one that is not takes a look at the database. */
const REMEMBERED_MAX = 10_000;
/** How long another gateway shows somebody's name of before it was corrected. Erasures are told. */
const REMEMBERED_MS = 60_000;
/** How often keys are read anew within one call; they are changed a few times a year, and not twice within milliseconds. */
const KEY_READS_MAX = 5;

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
    const id = `${PSEUDONYM_PREFIX}${randomBytes(16).toString('hex')}`;
    const subject = await this.#withKeys(tenant, async () => {
      const names = await keys.ofNames(tenant);
      const hashes = hashesOf(names, name);
      const found = await store.inTenant(tenant, (tx) => tx.subjectOfHash(hashes));
      if (found !== null) return found;
      const row = sealNew(names, tenant, id, name, clock.now());
      return (await store.inTenant(tenant, (tx) => tx.addSubject(row, hashes))) ?? 'other_keys';
    });
    return this.#remember(subject, name, before);
  }

  /** The subject of a name; null where it has none. Strangers may ask: nothing is made by it. */
  async find(tenant: string, name: string): Promise<SubjectRow | null> {
    await this.#plainNamesExchanged(tenant);
    const { store, keys } = this.options;
    return this.#withKeys(tenant, async () => {
      const names = await keys.ofKnownNames(tenant);
      if (names === null) return null;
      return store.inTenant(tenant, async (tx) => {
        const found = await tx.subjectOfHash(hashesOf(names, name));
        if (found !== null) return found;
        // It is looked at afterwards: a name that was hashed anew before the search was so with a key that is there by then.
        return (await tx.keyGeneration()) === names.current.number ? null : 'other_keys';
      });
    });
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
    const renaming = await this.#withKeys(tenant, async () => {
      const names = await keys.ofNames(tenant);
      return store.inTenant(tenant, async (tx): Promise<Renaming | 'other_keys'> => {
        await tx.alone();
        if ((await tx.keyGeneration()) !== names.current.number) return 'other_keys';
        const [row] = await tx.subjects([id]);
        const renamed = row === undefined ? null : sealAnew(names, row, name);
        if (renamed === null) return 'not_found';
        const other = await tx.subjectOfHash(hashesOf(names, name));
        if (other !== null && other.id !== id) return 'name_taken';
        await tx.saveSubject(renamed);
        return 'renamed';
      });
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
    const found = await this.#withKeys(tenant, () => this.#openedNames(tenant, unknown));
    if (found === null) return names;
    for (const id of unknown) {
      const name = found.get(id) ?? null;
      names.set(id, name);
      // A pseudonym stands in the database before anybody hears of it: what is not there now never will be.
      if (this.#forgotten === before) this.#names.set(`${tenant}/${id}`, name);
    }
    return names;
  }

  /** The names of those of these subjects that there are; null where the tenant has no key. */
  async #openedNames(
    tenant: string,
    ids: readonly string[],
  ): Promise<Map<string, string | null> | 'other_keys' | null> {
    const { store, keys } = this.options;
    const names: NameKeys | null = await keys.ofKnownNames(tenant);
    if (names === null) return null;
    const opened = new Map<string, string | null>();
    for (const row of await store.inTenant(tenant, (tx) => tx.subjects(ids))) {
      const outcome = openName(names, row);
      if (outcome.kind === 'key_unknown') return 'other_keys';
      opened.set(row.id, outcome.name);
    }
    return opened;
  }

  /** Does something with a tenant's keys, and again with those that there are then when they are others meanwhile. */
  async #withKeys<Done>(tenant: string, work: () => Promise<Done | 'other_keys'>): Promise<Done> {
    for (let read = 0; read < KEY_READS_MAX; read += 1) {
      const done = await work();
      if (done !== 'other_keys') return done;
      this.options.keys.forget(tenant);
    }
    throw new Error(`the data keys of ${tenant} change all the time`);
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
