import { type AuditEvent, AuditEventSchema } from '@tocsin/contracts/topics/audit';
import { parseEntry } from '@tocsin/domain/ledger/ledger-entry';
import type { AuditLedgerReader } from '@tocsin/ports/audit-ledger';

/** Entries that are read at once; some hundred kilobytes. */
const PAGE = 1_000;
/** Most entries that are read of one ledger: some seconds. Of a busier one less is known of the time before. */
const ENTRIES_MAX = 200_000;

/** @returns the entries of a ledger that were appended since, ms since 1970, the oldest first */
export async function entriesBack(
  ledger: Pick<AuditLedgerReader, 'size' | 'lines'>,
  tenantId: string,
  since: number,
): Promise<{ sequence: number; event: AuditEvent }[]> {
  const pages: { sequence: number; event: AuditEvent }[][] = [];
  const size = await ledger.size(tenantId);
  for (let to = size; to > Math.max(0, size - ENTRIES_MAX); to -= PAGE) {
    const from = Math.max(0, to - PAGE);
    const entries = (await ledger.lines(tenantId, from, to - from)).flatMap((line) => parseEntry(line) ?? []);
    pages.push(
      entries.flatMap(({ sequence, at, event }) => {
        const read = AuditEventSchema.safeParse(event);
        return at >= since && read.success ? [{ sequence, event: read.data }] : [];
      }),
    );
    if (entries[0] === undefined || entries[0].at < since) break;
  }
  return pages.reverse().flat();
}
