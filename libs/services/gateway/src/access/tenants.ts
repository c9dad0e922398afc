import type { Tenant } from '@tocsin/contracts/topics/tenants';
import { type QuotaName, type Quotas, QuotasSchema } from '@tocsin/domain/access/quotas';
import type { Principal } from '../auth-manager.js';
import { type AccessContext, audit } from './access-context.js';

const HOUR_MS = 3_600_000;

export type TenantOutcome = { kind: 'tenant'; tenant: Tenant } | { kind: 'exists' } | { kind: 'not_found' };
export type Usage = Readonly<Record<QuotaName, { use: number; limit: number }>>;

/** What of a tenant other parts of the gateway count. */
export type Counts = Pick<Quotas, 'rules' | 'rule_groups' | 'grouped_rules' | 'receivers' | 'series'>;

/** What others know of how much a tenant uses. */
export interface TenantUses {
  countsOf(tenant: string): Counts;
  /** How many notifications a tenant has sent in an hour, counted from 1970. */
  sentIn(tenant: string, hour: number): Promise<number>;
  /** When a tenant's history begins; ms since 1970, null where there is none. */
  earliestSample(tenant: string): Promise<number | null>;
}

/** The tenants that the operator has made. A tenant that nobody made may be used, too, and has the default quotas. */
export class Tenants {
  constructor(
    private readonly context: AccessContext,
    /** Lets this gateway know a tenant before the topic does. */
    private readonly learn: (tenant: Tenant) => void,
    private readonly uses: TenantUses,
  ) {}

  create(by: Principal, asked: Pick<Tenant, 'tenant_id' | 'name' | 'quotas'>): Promise<TenantOutcome> {
    const now = this.context.clock.now();
    return this.#save(by, asked.tenant_id, (known) =>
      known === null ? { ...asked, created_at: now, updated_at: now } : { kind: 'exists' },
    );
  }

  change(by: Principal, id: string, asked: Pick<Tenant, 'name' | 'quotas'>): Promise<TenantOutcome> {
    const updated_at = this.context.clock.now();
    return this.#save(by, id, (known) => (known === null ? { kind: 'not_found' } : { ...known, ...asked, updated_at }));
  }

  /** How much of each quota a tenant uses. */
  async usage(id: string): Promise<Usage> {
    const now = this.context.clock.now();
    const earliest = await this.uses.earliestSample(id);
    return this.context.store.inTenant(id, async (tx) => {
      // What was written before a quota was known does not name it.
      const limits = QuotasSchema.parse((await tx.tenant())?.quotas ?? {});
      const uses: Quotas = {
        ...this.uses.countsOf(id),
        notifications_per_hour: await this.uses.sentIn(id, Math.floor(now / HOUR_MS)),
        history_hours: earliest === null ? 0 : Math.max(0, Math.ceil((now - earliest) / HOUR_MS)),
        users: (await tx.users()).length,
        service_accounts: (await tx.serviceAccounts()).length,
        tokens: (await tx.tokens(now)).length,
      };
      const names = Object.keys(limits) as QuotaName[];
      return Object.fromEntries(names.map((name) => [name, { use: uses[name], limit: limits[name] }])) as Usage;
    });
  }

  async #save(
    by: Principal,
    id: string,
    decide: (known: Tenant | null) => Tenant | Exclude<TenantOutcome, { kind: 'tenant' }>,
  ): Promise<TenantOutcome> {
    const actor = await this.context.subjects.idIn(id, by);
    const outcome = await this.context.store.inTenant(id, async (tx): Promise<TenantOutcome> => {
      await tx.alone();
      const decided = decide(await tx.tenant());
      if ('kind' in decided) return decided;
      await tx.saveTenant(decided);
      await tx.publish({ topic: 'tenants', key: `${id}/${id}`, value: decided });
      const details = { name: decided.name, quotas: decided.quotas };
      const entry = { type: 'configuration_changed', tenant_id: id, actor } as const;
      await audit(tx, this.context, { ...entry, subject: `tenant/${id}`, details });
      return { kind: 'tenant', tenant: decided };
    });
    if (outcome.kind === 'tenant') this.learn(outcome.tenant);
    return outcome;
  }
}
