import { createHmac, randomBytes } from 'node:crypto';
import { type AuditEvent, AuditEventSchema } from '@tocsin/contracts/topics/audit';
import { isPseudonym } from '@tocsin/domain/access/pseudonym';
import { anonymise, type Generalisation, type QuasiIdentifier } from '@tocsin/domain/compliance/k-anonymity';
import type { AccessStore } from '@tocsin/ports/access-store';
import type { AuditLedgerReader } from '@tocsin/ports/audit-ledger';
import type { Clock, IdSource } from '@tocsin/ports/clock';
import { audit } from '../access/access-context.js';
import type { Principal } from '../auth-manager.js';
import { entriesFrom, firstSince } from './ledger-period.js';

/** Most entries of a period: they are gone through in some hundred milliseconds, in which this process does nothing else. */
export const ANONYMISED_ENTRIES_MAX = 10_000;
/** Longer than can be guessed; within one export no two persons have the same. */
const HASH_LENGTH = 22;

export interface AnonymisedAuditOptions {
  ledger: Pick<AuditLedgerReader, 'size' | 'lines'>;
  store: AccessStore;
  clock: Clock;
  ids: IdSource;
  /** Most entries of a period. Default {@link ANONYMISED_ENTRIES_MAX}. */
  entriesMax?: number;
}

/** How often one person did something, as far as that may be told. */
export interface AnonymousRow {
  /** Of this row alone: the same person has another one in each. */
  readonly person: string;
  readonly when: string;
  readonly action: string;
  readonly on: string;
  readonly role: string;
  readonly events: number;
}

export interface AnonymisedExport {
  readonly rows: readonly AnonymousRow[];
  readonly generalised: readonly Generalisation[];
  /** Events that stood for too few persons. */
  readonly suppressed: number;
  /** Events of services, who are no persons. */
  readonly ofServices: number;
}

interface Deed {
  readonly event: AuditEvent;
  readonly role: string;
}

const isoUntil = ({ at }: AuditEvent, length: number): string => new Date(at).toISOString().slice(0, length);
const [TO_THE_MONTH, TO_THE_DAY, TO_THE_HOUR] = [7, 10, 13];

/** What somebody may be known by. Everything else of an event is left out: it may say who it was in many ways. */
const identifiers: readonly QuasiIdentifier<Deed>[] = [
  {
    name: 'when',
    levels: [
      { told: 'the hour (UTC)', of: ({ event }) => isoUntil(event, TO_THE_HOUR) },
      { told: 'the day (UTC)', of: ({ event }) => isoUntil(event, TO_THE_DAY) },
      { told: 'the month (UTC)', of: ({ event }) => isoUntil(event, TO_THE_MONTH) },
    ],
  },
  {
    name: 'action',
    levels: [
      { told: 'what was done', of: ({ event }) => event.type },
      { told: 'about what it was', of: ({ event }) => event.type.split('_')[0] ?? '' },
    ],
  },
  { name: 'on', levels: [{ told: 'the kind of thing', of: ({ event }) => event.subject.split('/')[0] ?? '' }] },
  { name: 'role', levels: [{ told: 'the role that the person has now', of: ({ role }) => role }] },
];

/** The audit for others: nobody is named, and whatever is told is true of at least k persons. */
export class AnonymisedAudit {
  constructor(private readonly options: AnonymisedAuditOptions) {}

  /**
   * Hashes persons with a key that is made here and kept nowhere. That it was done is audited before it is.
   *
   * @param period - from when until before when entries were appended, ms since 1970
   * @param k - at least 2
   * @returns null when there are more entries than can be gone through
   */
  async export(by: Principal, period: { from: number; to: number }, k: number): Promise<AnonymisedExport | null> {
    const events = await this.#eventsOf(by.tenant, period);
    if (events === null) return null;
    const roles = await this.options.store.inTenant(by.tenant, async (tx) => {
      const details = { ...period, k };
      const entry = {
        type: 'subject_read',
        tenant_id: by.tenant,
        actor: by.subject,
        subject: 'audit/anonymised',
      } as const;
      await audit(tx, this.options, { ...entry, details });
      return new Map((await tx.users()).map(({ name, role }) => [name, role]));
    });
    const deeds = events
      .filter(({ actor }) => isPseudonym(actor))
      .map((event): Deed => ({ event, role: roles.get(event.actor) ?? 'none' }));
    const { groups, generalised, suppressed } = anonymise(deeds, ({ event }) => event.actor, identifiers, k);
    const key = randomBytes(32);
    const rows = groups.flatMap(({ values, members }) => {
      const [when = '', action = '', on = '', role = ''] = values;
      return members.map(({ person, rows: count }): AnonymousRow => {
        const hash = createHmac('sha256', key)
          .update(JSON.stringify([values, person]))
          .digest('base64url');
        return { person: hash.slice(0, HASH_LENGTH), when, action, on, role, events: count };
      });
    });
    // In the order of the hashes, since that of the ledger says who came first.
    const sorted = rows.toSorted((a, b) => (a.person < b.person ? -1 : 1));
    return { rows: sorted, generalised, suppressed, ofServices: events.length - deeds.length };
  }

  async #eventsOf(tenant: string, { from, to }: { from: number; to: number }): Promise<AuditEvent[] | null> {
    const { ledger, entriesMax = ANONYMISED_ENTRIES_MAX } = this.options;
    const size = await ledger.size(tenant);
    const events: AuditEvent[] = [];
    for await (const { at, event } of entriesFrom(ledger, tenant, await firstSince(ledger, tenant, size, from), size)) {
      if (at >= to) break;
      if (events.length === entriesMax) return null;
      const read = AuditEventSchema.safeParse(event);
      if (read.success) events.push(read.data);
    }
    return events;
  }
}
