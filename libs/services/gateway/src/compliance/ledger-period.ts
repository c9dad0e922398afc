import { type LedgerEntry, parseEntry } from '@tocsin/domain/ledger/ledger-entry';
import type { AuditLedgerReader } from '@tocsin/ports/audit-ledger';

/** Entries that are read at once; some hundred kilobytes. */
const PAGE = 1_000;

/** The number of the first entry that was appended since; times of entries never fall. */
export async function firstSince(
  ledger: Pick<AuditLedgerReader, 'lines'>,
  tenantId: string,
  size: number,
  since: number,
): Promise<number> {
  let [from, to] = [0, size];
  while (from < to) {
    const middle = Math.floor((from + to) / 2);
    const [line = ''] = await ledger.lines(tenantId, middle, 1);
    if ((parseEntry(line)?.at ?? 0) < since) from = middle + 1;
    else to = middle;
  }
  return from;
}

/** The entries of a ledger from a number on, up to a size of it. */
export async function* entriesFrom(
  ledger: Pick<AuditLedgerReader, 'lines'>,
  tenantId: string,
  begin: number,
  size: number,
): AsyncGenerator<LedgerEntry> {
  for (let from = begin; from < size; from += PAGE) {
    const lines = await ledger.lines(tenantId, from, Math.min(PAGE, size - from));
    yield* lines.flatMap((line) => parseEntry(line) ?? []);
  }
}
