import { apiResponse } from '@tocsin/contracts/http/api-response';
import type { AuditEvent } from '@tocsin/contracts/topics/audit';
import {
  type LegalHold,
  LegalHoldSchema,
  RetentionDaysChangeSchema,
  type RetentionPolicy,
  retentionKinds,
} from '@tocsin/domain/compliance/retention';
import type { Clock, IdSource } from '@tocsin/ports/clock';
import type { RetentionStore } from '@tocsin/ports/retention-store';
import { z } from 'zod';
import type { Principal } from '../auth-manager.js';
import { assertStorable, parsed, principalOf, type Route, type RouteRequest } from '../route.js';

export interface RetentionRoutesOptions {
  store: RetentionStore;
  clock: Pick<Clock, 'now'>;
  ids: IdSource;
  /** For how many hours a tenant's quota lets its samples be kept. */
  historyHoursOf(tenant: string): number;
  /** For how many hours the platform keeps samples, whatever a quota allows. */
  historyHoursMax: number;
  /** When a tenant's history begins; null where there is none. */
  earliestSample(tenant: string): Promise<number | null>;
}

/** For how long attempts to deliver are kept for everybody; the database itself deletes none sooner. */
const NOTIFICATION_DAYS = 90;

const time = z.number().nullable().meta({ description: 'Milliseconds since 1970; null where there is none.' });
const days = z.number().nullable().meta({ description: 'Null: for ever.' });
const RetentionSchema = z
  .strictObject({
    hold: LegalHoldSchema.nullable(),
    records: z
      .array(
        z.strictObject({
          kind: z.enum(retentionKinds),
          days,
          oldest: time,
          deleted: z
            .strictObject({ at: z.number(), count: z.int() })
            .nullable()
            .meta({ description: 'The last time.' }),
        }),
      )
      .meta({ description: 'What the tenant decides about.' }),
    others: z
      .array(
        z.strictObject({
          kind: z.enum(['samples', 'notifications', 'audit_ledger', 'erasures']),
          days,
          oldest: time,
          is_held: z.boolean().meta({ description: 'Whether a legal hold keeps it from being deleted.' }),
          why: z.string(),
        }),
      )
      .meta({ description: 'What is kept for as long as something else says.' }),
  })
  .meta({ id: 'Retention' });
const ChangeSchema = z
  .strictObject({
    days: RetentionDaysChangeSchema.default({}),
    hold: z
      .strictObject({ reason: z.string().trim().min(1).max(500) })
      .nullable()
      .optional()
      .meta({
        description: 'Puts the tenant on legal hold; only null takes the hold away. Left out, it stays as it is.',
      }),
  })
  .meta({ id: 'RetentionChange' });

const path = '/api/retention';
const shared = { tag: 'audit', scope: 'admin:all', path } as const;
const answers = { 200: { description: 'What is kept for how long.', schema: apiResponse(RetentionSchema) } };

/** For how long a tenant's records are kept, and what stops everything from being deleted. */
export function retentionRoutes(options: RetentionRoutesOptions): Route[] {
  const { store, clock, ids } = options;
  const told = async (request: RouteRequest) => {
    const { tenant } = principalOf(request);
    return { status: 200, data: await retentionOf(tenant, options) };
  };
  return [
    {
      ...shared,
      method: 'GET',
      operation: 'getRetention',
      summary: 'For how long records are kept',
      description:
        'With the oldest that there is of each kind, and what was deleted last. What is open stays however old it is, and so does what something open refers to.',
      answers,
      handle: told,
    },
    {
      ...shared,
      method: 'PUT',
      operation: 'putRetention',
      summary: 'Say for how long records are kept',
      description:
        'Between 30 days and ten years, or for ever. What is left out stays as it is, limits and legal hold alike; only null lifts a limit or the hold. What is kept no longer is deleted within the hour, and the audit tells how much. While there is a legal hold, nothing of the tenant is deleted and nobody is erased; samples and topics have limits of their own, which a hold does not change.',
      body: { types: ['application/json'], schema: ChangeSchema, example: { days: { healing_runs: 730 } } },
      answers,
      handle: async (request) => {
        const by = principalOf(request);
        const { days: kept, hold: asked } = parsed(ChangeSchema, request.body);
        assertStorable(request.body);
        const [id, now] = [ids.next(), clock.now()];
        await store.changePolicy(by.tenant, (before) => {
          const hold = asked === undefined ? before.hold : asked && holdOf(asked.reason, before.hold, by, now);
          const policy = { days: { ...before.days, ...kept }, hold };
          return { policy, event: auditOfPolicy(policy, by, id, now) };
        });
        return told(request);
      },
    },
  ];
}

/** A hold that stands goes on, with whoever put it there. */
function holdOf(reason: string, before: LegalHold | null, { subject: by }: Principal, since: number): LegalHold {
  return before?.reason === reason ? before : { reason, by, since };
}

function auditOfPolicy(
  { days: kept, hold }: RetentionPolicy,
  { tenant: tenant_id, subject: actor }: Principal,
  id: string,
  at: number,
): AuditEvent {
  const details = { days: kept, held: hold !== null, reason: hold?.reason ?? null };
  return { id, type: 'configuration_changed', tenant_id, actor, at, subject: 'retention', details };
}

async function retentionOf(
  tenant: string,
  { store, historyHoursOf, historyHoursMax, earliestSample }: RetentionRoutesOptions,
): Promise<z.infer<typeof RetentionSchema>> {
  const [policy, kept, earliest] = [await store.policy(tenant), await store.kept(tenant), await earliestSample(tenant)];
  const forEver = { days: null, oldest: null, is_held: true };
  return {
    hold: policy.hold,
    records: retentionKinds.map((kind) => ({ kind, days: policy.days[kind], ...kept[kind] })),
    others: [
      {
        kind: 'samples',
        days: Math.min(historyHoursOf(tenant), historyHoursMax) / 24,
        oldest: earliest,
        is_held: false,
        why: "The operator says so: by the tenant's quota of hours of history, or for the whole platform, whichever is less.",
      },
      {
        kind: 'notifications',
        days: NOTIFICATION_DAYS,
        oldest: null,
        is_held: true,
        why: 'What was sent to whom must be known that long, and no longer.',
      },
      {
        ...forEver,
        kind: 'audit_ledger',
        why: 'It proves only what it holds from the first entry on; it names nobody.',
      },
      { ...forEver, kind: 'erasures', why: 'Whoever was erased is erased again where a backup is put back.' },
    ],
  };
}
