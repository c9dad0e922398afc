import type { ErasureCertificate } from '@tocsin/contracts/http/erasure-certificate';
import type { AuditEvent } from '@tocsin/contracts/topics/audit';
import { type Erasure, erasures } from '@tocsin/contracts/topics/erasures';
import type { Revocation } from '@tocsin/contracts/topics/revocations';
import type { LegalHold } from '@tocsin/domain/compliance/retention';
import { isPseudonym } from '@tocsin/domain/access/pseudonym';
import { canonicalJson } from '@tocsin/domain/ledger/canonical-json';
import type { AccessTransaction, IssuedTokenRecord, Session, SubjectRow, User } from '@tocsin/ports/access-store';
import type { AuditLedgerReader } from '@tocsin/ports/audit-ledger';
import { CompactedDirectory } from '@tocsin/ports/compacted-directory';
import type { Consumption, EventLog } from '@tocsin/ports/event-log';
import type { Principal } from '../auth-manager.js';
import { type AccessContext, audit, publishRevocations } from './access-context.js';
import { revokeSessions } from './sessions.js';
import type { FoundOfSubject, SubjectSearch } from './subject-search.js';

/** Signs what an installation vouches for. */
export interface CertificateSigner {
  /** In PEM. */
  readonly publicKey: string;
  sign(message: Uint8Array): Uint8Array;
}

export interface SubjectRightsOptions extends AccessContext {
  search: SubjectSearch;
  ledger: Pick<AuditLedgerReader, 'sequencesOf'>;
  signer(): CertificateSigner;
  /** Why nobody of a tenant may be erased now; null when that is so. */
  holdOf(tenant: string): Promise<LegalHold | null>;
}

/** Everything that is held about somebody. */
export interface HeldOfSubject extends FoundOfSubject {
  subject: SubjectRow;
  name: string;
  user: User | null;
  sessions: Session[];
  tokens: IssuedTokenRecord[];
  /** The numbers that events have in the ledger, by their ids. */
  entries: ReadonlyMap<string, number>;
}

export type ErasureOutcome =
  | { kind: 'erased'; erasure: Erasure }
  | { kind: 'not_found' }
  | { kind: 'is_oneself' }
  | { kind: 'on_hold'; hold: LegalHold };

/** What is known of a certificate: itself, and where its event stands in the ledger. */
export interface KeptErasure {
  erasure: Erasure;
  entry: number | null;
}

const LEGAL_BASIS =
  'GDPR Art. 17(3)(b) and (e): the record of who did what has to be proved; it names nobody, and the key to the name is gone';
const NOT_PERSONAL = 'the pseudonym stands for nobody any more, so that it is no personal data';

/** Finds, shows, corrects and erases somebody. What was erased stays so, also in a database that was restored. */
export class SubjectRights {
  /** Certificates, by the pseudonyms that they are of. */
  readonly #erasures = new CompactedDirectory<Erasure>(erasures, ({ certificate }) => certificate.subject_id);

  constructor(private readonly options: SubjectRightsOptions) {}

  /**
   * Carries out anew what was erased before, and forgets from now on whom another gateway erases.
   *
   * @returns once nobody who was erased is there
   */
  async follow(log: EventLog, topicPrefix: string, processName: string): Promise<Consumption> {
    const following = await this.#erasures.follow(log, topicPrefix, processName);
    const byTenant = Map.groupBy(this.#erasures.all(), ({ tenant_id }) => tenant_id);
    for (const [tenant, erased] of byTenant) await this.#eraseAgain(tenant, erased);
    this.#erasures.listen((tenant) => this.options.subjects.forgetTenant(tenant));
    return following;
  }

  /** @param named - a name or a pseudonym. @returns null when nobody is known by it */
  async find(tenant: string, named: string): Promise<{ subject: SubjectRow; name: string } | null> {
    const { store, subjects } = this.options;
    const byId = isPseudonym(named) ? (await store.inTenant(tenant, (tx) => tx.subjects([named])))[0] : undefined;
    const subject = byId ?? (await subjects.find(tenant, named));
    const name = subject === null ? null : await subjects.nameOf(tenant, subject.id);
    return subject === null || name === null ? null : { subject, name };
  }

  /** Everything that is held about somebody; that it was read is written down. */
  async read(by: Principal, named: string): Promise<HeldOfSubject | null> {
    const { store, ledger, search } = this.options;
    const found = await this.find(by.tenant, named);
    if (found === null) return null;
    const { subject, name } = found;
    const searched = await search.find(by.tenant, { id: subject.id, name });
    const entries = await ledger.sequencesOf(
      by.tenant,
      searched.events.map(({ id }) => id),
    );
    const held = await store.inTenant(by.tenant, async (tx) => {
      await this.#audit(tx, by, 'subject_read', subject.id, {});
      return holdingsOf(tx, subject.id);
    });
    return { subject, name, ...searched, ...held, entries };
  }

  /** Corrects a name. Whoever has it keeps the pseudonym, and what was made under it. */
  async rename(by: Principal, named: string, name: string): Promise<SubjectRow | 'not_found' | 'name_taken'> {
    const { store, subjects } = this.options;
    const found = await this.find(by.tenant, named);
    if (found === null) return 'not_found';
    const renaming = await subjects.rename(by.tenant, found.subject.id, name);
    if (renaming !== 'renamed') return renaming;
    await store.inTenant(by.tenant, (tx) =>
      this.#audit(tx, by, 'subject_changed', found.subject.id, { name: 'changed' }),
    );
    return found.subject;
  }

  /** Erases somebody: the name with its key, and every way to come in. */
  async erase(by: Principal, named: string, reason: string): Promise<ErasureOutcome> {
    const { store, search, subjects, announce, ids, clock } = this.options;
    const found = await this.find(by.tenant, named);
    if (found === null) return { kind: 'not_found' };
    const { id } = found.subject;
    if (id === by.subject) return { kind: 'is_oneself' };
    const hold = await this.options.holdOf(by.tenant);
    if (hold !== null) return { kind: 'on_hold', hold };
    const searched = await search.find(by.tenant, { id, name: found.name });
    const auditEvent = ids.next();
    const erased = await store.inTenant(by.tenant, async (tx) => {
      await tx.alone();
      if ((await tx.subjects([id])).length === 0) return null;
      const { counts, revoked } = await this.#eraseRows(tx, id);
      const certificate = {
        tenant_id: by.tenant,
        subject_id: id,
        at: clock.now(),
        erased_by: by.subject,
        reason,
        erased: counts,
        kept: keptOf(searched),
        found: searched.named,
        searched: searched.searched,
        not_searched: searched.notSearched,
        audit_event: auditEvent,
      };
      const erasure = this.#signed(certificate);
      const details = { reason, erased: Object.fromEntries(counts.map(({ what, count }) => [what, count])) };
      await this.#audit(tx, by, 'subject_erased', id, details, auditEvent);
      await tx.publish({ topic: 'erasures', key: `${by.tenant}/${id}`, value: erasure });
      return { erasure, revoked };
    });
    if (erased === null) return { kind: 'not_found' };
    subjects.forgetTenant(by.tenant);
    this.#erasures.learn(erased.erasure);
    await announce(erased.revoked);
    return { kind: 'erased', erasure: erased.erasure };
  }

  /** A tenant's certificates. */
  erasuresOf(tenant: string): readonly Erasure[] {
    return this.#erasures.ofTenant(tenant);
  }

  async erasure(tenant: string, id: string): Promise<KeptErasure | null> {
    const erasure = this.#erasures.get(tenant, id);
    if (erasure === null) return null;
    const { audit_event } = erasure.certificate;
    const entries = await this.options.ledger.sequencesOf(tenant, [audit_event]);
    return { erasure, entry: entries.get(audit_event) ?? null };
  }

  async #eraseRows(tx: AccessTransaction, id: string): Promise<{ counts: Count[]; revoked: Revocation[] }> {
    const now = this.options.clock.now();
    const { user, sessions, tokens } = await holdingsOf(tx, id);
    const live = tokens.filter(({ revoked_at, expires_at }) => revoked_at === null && expires_at > now);
    const ofTokens = live.map((token) => ({
      tenant_id: token.tenant_id,
      id: token.id,
      at: now,
      until: token.expires_at,
    }));
    await publishRevocations(tx, ofTokens);
    const ofSessions = await revokeSessions(tx, sessions, now);
    for (const token of tokens) await tx.deleteToken(token.id);
    if (user !== null) await tx.deleteUser(user.id);
    await tx.deleteSubject(id);
    return {
      counts: [
        { what: 'name and its key', count: 1 },
        { what: 'user with the hash of the password', count: user === null ? 0 : 1 },
        { what: 'sessions', count: sessions.length },
        { what: 'tokens', count: tokens.length },
      ],
      revoked: [...ofTokens, ...ofSessions],
    };
  }

  /** A database of before an erasure holds what was erased; this takes it out again. */
  async #eraseAgain(tenant: string, erased: readonly Erasure[]): Promise<void> {
    const { store, announce } = this.options;
    const revoked = await store.inTenant(tenant, async (tx) => {
      await tx.alone();
      const ids = new Set(erased.map(({ certificate }) => certificate.subject_id));
      const back = new Set((await tx.subjects([...ids])).map(({ id }) => id));
      for (const { name } of await tx.users()) if (ids.has(name)) back.add(name);
      for (const { subject } of await tx.tokens(0)) if (ids.has(subject)) back.add(subject);
      const told: Revocation[] = [];
      for (const id of back) told.push(...(await this.#eraseRows(tx, id)).revoked);
      return told;
    });
    await announce(revoked);
  }

  #signed(certificate: ErasureCertificate): Erasure {
    const signer = this.options.signer();
    const signature = signer.sign(new TextEncoder().encode(canonicalJson(certificate)));
    return {
      tenant_id: certificate.tenant_id,
      certificate,
      signature: Buffer.from(signature).toString('base64'),
      public_key: signer.publicKey,
    };
  }

  #audit(
    tx: AccessTransaction,
    { tenant, subject: actor }: Principal,
    type: AuditEvent['type'],
    id: string,
    details: AuditEvent['details'],
    eventId?: string,
  ): Promise<void> {
    const entry = { type, tenant_id: tenant, actor, subject: `subject/${id}`, details };
    return audit(tx, this.options, { ...entry, ...(eventId === undefined ? {} : { id: eventId }) });
  }
}

type Count = ErasureCertificate['erased'][number];

async function holdingsOf(tx: AccessTransaction, id: string) {
  const user = await tx.userOfName(id);
  return {
    user,
    sessions: user === null ? [] : await tx.liveSessions(0, user.id),
    tokens: (await tx.tokens(0)).filter(({ subject }) => subject === id),
  };
}

/** What still bears the pseudonym of somebody. */
function keptOf({ eventCount, made }: FoundOfSubject): ErasureCertificate['kept'] {
  const counts = new Map<string, number>();
  for (const { in: what } of made) counts.set(what, (counts.get(what) ?? 0) + 1);
  return [
    { what: 'events of the audit and its ledger', count: eventCount, basis: LEGAL_BASIS },
    ...[...counts].map(([what, count]) => ({ what, count, basis: NOT_PERSONAL })),
  ];
}
