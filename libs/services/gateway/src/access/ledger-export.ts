import { Readable } from 'node:stream';
import { originOf } from '@tocsin/domain/ledger/checkpoint';
import { checkpointLine, headerLine } from '@tocsin/domain/ledger/ledger-file';
import type { AuditLedgerReader, KeptCheckpoint } from '@tocsin/ports/audit-ledger';

/** Entries that are read at once; some hundred kilobytes. */
const PAGE = 1_000;

/**
 * A ledger's file, read as it is taken, so that one of any length takes the memory of a page.
 *
 * @param size - of a checkpoint; the file ends with it
 */
export const ledgerExport = (ledger: AuditLedgerReader, tenantId: string, size: number): Readable =>
  Readable.from(partsOf(ledger, tenantId, size), { objectMode: false });

async function* partsOf(ledger: AuditLedgerReader, tenantId: string, size: number): AsyncGenerator<string> {
  yield `${headerLine(originOf(tenantId))}\n`;
  let waiting: KeptCheckpoint[] = [];
  for (let from = 0; from < size;) {
    waiting = waiting.length > 0 ? waiting : [...(await ledger.checkpointsAfter(tenantId, from, PAGE))];
    // Pages end where a checkpoint stands.
    const next = waiting[0];
    if (next === undefined) throw new Error(`the ledger of ${tenantId} has no checkpoint of ${size} entries any more`);
    const lines = await ledger.lines(tenantId, from, Math.min(PAGE, next.size - from));
    if (lines.length === 0) throw new Error(`the ledger of ${tenantId} lacks entry ${from}`);
    from += lines.length;
    const isSealed = from === next.size;
    yield [...lines, ...(isSealed ? [checkpointLine(next.note)] : [])].map((line) => `${line}\n`).join('');
    if (isSealed) waiting.shift();
  }
}
