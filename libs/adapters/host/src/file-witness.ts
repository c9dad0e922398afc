import { open } from 'node:fs/promises';
import type { CheckpointWitness } from '@tocsin/ports/audit-ledger';
import { checkpointLine } from '@tocsin/domain/ledger/ledger-file';

/**
 * Keeps checkpoints in a file, a line of JSON each, only ever at its end. It is as good a witness as whoever changes the
 * ledger is kept from the file: on a share that takes additions only, or where it is carried away.
 */
export class FileWitness implements CheckpointWitness {
  constructor(private readonly path: string) {}

  async tell(note: string): Promise<void> {
    const file = await open(this.path, 'a', 0o644);
    try {
      await file.write(`${checkpointLine(note)}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
  }
}
