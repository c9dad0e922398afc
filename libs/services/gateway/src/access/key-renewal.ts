import type { AccessStore } from '@tocsin/ports/access-store';
import type { Clock, IdSource } from '@tocsin/ports/clock';
import type { NameKeys, TenantKeys } from '@tocsin/runtime/tenant-keys';
import { audit } from './access-context.js';
import { openName, sealAnew } from './sealed-subject.js';

/** Subjects that are sealed anew in one transaction; it takes some ten milliseconds, in which nobody is corrected or erased. */
const BATCH = 200;

export interface KeyRenewalOptions {
  store: AccessStore;
  keys: TenantKeys;
  clock: Clock;
  ids: IdSource;
}

/** What a renewal came to. */
export interface Renewed {
  readonly generation: number;
  /** Subjects that were sealed anew by this call. */
  readonly resealed: number;
}

/**
 * Gives tenants new data keys while everybody works on. What is new is sealed with the new key at once; the rest is sealed anew
 * piece by piece, and is read with both until then; in the end the old key is destroyed. A renewal that ended in the middle
 * goes on where it was.
 */
export class KeyRenewal {
  constructor(private readonly options: KeyRenewalOptions) {}

  /** @param by - who asked for it, by the pseudonym. @returns null when the tenant has no key yet */
  async renew(tenant: string, by: string): Promise<Renewed | null> {
    const { keys } = this.options;
    const names = await keys.beginRenewal(tenant);
    if (names === null) return null;
    const generation = names.current.number;
    const resealed = await this.#resealAll(tenant, names);
    // Before the key is gone, as nothing of it can be told afterwards when this process ends here.
    await this.#audit(tenant, by, { generation, resealed });
    await keys.endRenewal(tenant, generation);
    return { generation, resealed };
  }

  /** Ends what processes have begun that are gone. @param by - the service that does it */
  async goOn(by: string): Promise<void> {
    for (const tenant of await this.options.keys.renewing()) await this.renew(tenant, by);
  }

  async #resealAll(tenant: string, names: NameKeys): Promise<number> {
    let resealed = 0;
    for (;;) {
      const batch = await this.#resealBatch(tenant, names);
      resealed += batch;
      if (batch < BATCH) return resealed;
    }
  }

  #resealBatch(tenant: string, names: NameKeys): Promise<number> {
    return this.options.store.inTenant(tenant, async (tx) => {
      await tx.alone();
      const rows = await tx.subjectsBefore(names.current.number, BATCH);
      for (const row of rows) {
        const opened = openName(names, row);
        const anew = opened.kind === 'opened' && opened.name !== null ? sealAnew(names, row, opened.name) : null;
        // Where nobody can open it, nothing is lost, and it must not keep the old key from being destroyed.
        await tx.saveSubject(anew ?? { ...row, key_generation: names.current.number });
      }
      return rows.length;
    });
  }

  #audit(tenant_id: string, actor: string, details: { generation: number; resealed: number }): Promise<void> {
    const entry = { type: 'configuration_changed', tenant_id, actor, subject: 'key/data', details } as const;
    return this.options.store.inTenant(tenant_id, (tx) => audit(tx, this.options, entry));
  }
}
