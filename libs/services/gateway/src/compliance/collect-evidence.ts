import { AuditEventSchema } from '@tocsin/contracts/topics/audit';
import type { Control, Violation } from '@tocsin/domain/compliance/control';
import { ControlWatch } from '@tocsin/domain/compliance/control-watch';
import { EVIDENCE_FORMAT, type EvidencePack } from '@tocsin/domain/compliance/evidence-pack';
import { fitsQuery } from '@tocsin/domain/compliance/event-query';
import { inclusionPlan, proofOf } from '@tocsin/domain/ledger/tree-proofs';
import type { AuditLedgerReader } from '@tocsin/ports/audit-ledger';
import { nodeLedgerCrypto as crypto } from '@tocsin/runtime/ledger-crypto';
import { entriesFrom, firstSince } from './ledger-period.js';

/** Most entries that are read for a pack: some seconds. */
export const EVIDENCE_ENTRIES_MAX = 200_000;
/** Most violations that are proved; a control that is violated more often than that is no control of what happens. */
export const EVIDENCE_PROOFS_MAX = 2_000;

export type Collected =
  | { readonly kind: 'pack'; readonly pack: EvidencePack }
  | { readonly kind: 'no_checkpoint' | 'not_sealed' | 'too_many_entries' | 'too_many_violations' };

interface Period {
  readonly from: number;
  readonly to: number;
}

/**
 * Judges the entries of a period by the controls anew, and proves what it rests on by the last checkpoint. A period that goes on
 * after that ends with it: of what came later nothing can be said yet.
 *
 * @param asked - from when until before when entries were appended, ms since 1970
 */
export async function collectEvidence(
  ledger: AuditLedgerReader,
  tenantId: string,
  controls: readonly Control[],
  asked: Period,
  now: number,
): Promise<Collected> {
  const checkpoint = await ledger.lastCheckpoint(tenantId);
  if (checkpoint === null) return { kind: 'no_checkpoint' };
  const period = { from: asked.from, to: Math.min(asked.to, checkpoint.at + 1) };
  if (period.from >= period.to) return { kind: 'not_sealed' };
  const watch = new ControlWatch(controls);
  const found = new Map(controls.map(({ id }) => [id, { judged: 0, violations: [] as number[] }]));
  const events: Record<string, number> = {};
  const proved: number[] = [];
  let entries = 0;
  const sequences = new Map<string, number>();
  const convict = (violations: readonly Violation[]): void => {
    for (const { control, event } of violations) {
      const sequence = sequences.get(event.id);
      if (sequence === undefined) continue;
      found.get(control.id)?.violations.push(sequence);
      proved.push(sequence);
    }
  };
  const begin = await firstSince(ledger, tenantId, checkpoint.size, period.from - watch.reachMs);
  for await (const { sequence, at, event } of entriesFrom(ledger, tenantId, begin, checkpoint.size)) {
    if (at >= period.to) break;
    if (sequence - begin >= EVIDENCE_ENTRIES_MAX) return { kind: 'too_many_entries' };
    const read = AuditEventSchema.safeParse(event);
    if (read.success) sequences.set(read.data.id, sequence);
    const violations = read.success ? watch.take(read.data) : [];
    // Of what has violated something before the period, nothing is told in it.
    if (at < period.from) continue;
    entries += 1;
    if (entries === 1) proved.push(sequence);
    const type = read.success ? read.data.type : 'unknown';
    events[type] = (events[type] ?? 0) + 1;
    if (!read.success) continue;
    for (const control of controls) {
      const figures = found.get(control.id);
      if (figures !== undefined && fitsQuery(control.events, read.data)) figures.judged += 1;
    }
    convict(violations);
    if (proved.length > EVIDENCE_PROOFS_MAX) return { kind: 'too_many_violations' };
  }
  // Nothing more came until the end, also nothing that something should have been followed by.
  convict(watch.pass(period.to));
  const last = await firstSince(ledger, tenantId, checkpoint.size, period.to);
  if (entries > 0) proved.push(last - 1);
  return {
    kind: 'pack',
    pack: {
      format: EVIDENCE_FORMAT,
      tenant_id: tenantId,
      ...period,
      made_at: now,
      checkpoint: checkpoint.note,
      public_key: checkpoint.publicKey,
      entries,
      events,
      controls: controls.map(({ id, title, description, references, severity }) => {
        const { judged = 0, violations = [] } = found.get(id) ?? {};
        return { id, title, description, references: [...references], severity, judged, violations };
      }),
      proofs: await proofsOf(ledger, tenantId, [...new Set(proved)], checkpoint.size),
    },
  };
}

async function proofsOf(
  ledger: Pick<AuditLedgerReader, 'lines' | 'hashes'>,
  tenantId: string,
  sequences: readonly number[],
  size: number,
): Promise<EvidencePack['proofs']> {
  const proofs: EvidencePack['proofs'] = [];
  for (const sequence of sequences) {
    const plan = inclusionPlan(sequence, size);
    const [[entry = ''], hashes] = await Promise.all([
      ledger.lines(tenantId, sequence, 1),
      ledger.hashes(tenantId, plan.subtrees.flat()),
    ]);
    const proof = proofOf(crypto, plan, hashes).map((hash) => crypto.toBase64(hash));
    proofs.push({ sequence, entry, proof });
  }
  return proofs;
}
