import { setImmediate as nextTurn } from 'node:timers/promises';
import type { LogRecord } from '@tocsin/ports/event-log';
import type { LogState } from './log-state.js';
import type { PartitionStore } from './partition-store.js';
import type { UnitWriter } from './unit-writer.js';
import type { SealedFiles, WalFiles } from './wal-files.js';
import { encodeFrame, recordBytes, type WalStep } from './wal-format.js';

/** Records are rewritten in pieces of this size, so that a checkpoint never holds the process up for long. */
const pieceBytes = 1024 * 1024;
const pieceRecords = 1000;

interface Cut {
  sealed: SealedFiles;
  outline: readonly WalStep[];
  partitions: readonly { topic: string; partition: number; store: PartitionStore; end: number }[];
}

/**
 * Writes what is still kept into one file and drops the segments it stands for. Appends go on meanwhile, into the
 * segment that begins at the cut.
 */
export async function writeCheckpoint(state: LogState, writer: UnitWriter, files: WalFiles): Promise<void> {
  const cut = await writer.exclusive(async (): Promise<Cut> => {
    const sealed = await files.rotate();
    const partitions = [...state.allTopics()].flatMap(({ settings, partitions: stores }) =>
      stores.map((store, partition) => ({ topic: settings.name, partition, store, end: store.latest })),
    );
    return { sealed, outline: state.outline(), partitions };
  });
  await files.replace(cut.sealed, frames(cut));
}

async function* frames(cut: Cut): AsyncGenerator<Buffer> {
  if (cut.outline.length > 0) yield encodeFrame(cut.outline);
  for (const { topic, partition, store, end } of cut.partitions) {
    for (const records of pieces(store, end)) {
      yield encodeFrame([{ kind: 'records', topic, partition, records }]);
      await nextTurn();
    }
  }
}

function* pieces(store: PartitionStore, end: number): Generator<LogRecord[]> {
  for (let offset = store.earliest; offset < end;) {
    const piece: LogRecord[] = [];
    let bytes = 0;
    for (const record of store.slice(offset, pieceRecords)) {
      if (record.offset >= end || bytes >= pieceBytes) break;
      piece.push(record);
      bytes += recordBytes(record);
    }
    const last = piece.at(-1);
    if (!last) return;
    yield piece;
    offset = last.offset + 1;
  }
}
