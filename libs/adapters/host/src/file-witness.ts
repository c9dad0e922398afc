import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import type { CheckpointWitness, ToldCheckpoint } from '@tocsin/ports/checkpoint-witness';
import { checkpointLine } from '@tocsin/domain/ledger/ledger-file';

/** A named pipe that nobody reads would hold up whoever opens it, and with them one of the few threads that all files share. */
const FLAGS = constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | constants.O_NONBLOCK;

/**
 * Keeps checkpoints in a file, a line of JSON each, only ever at its end. It is as good a witness as whoever changes the
 * ledger is kept from the file: on a share that takes additions only, or where it is carried away.
 */
export class FileWitness implements CheckpointWitness {
  readonly name = 'file';
  readonly place: string;

  constructor(private readonly path: string) {
    this.place = createHash('sha256').update(`file\n${path}`).digest('hex');
  }

  async tell({ note }: ToldCheckpoint): Promise<string> {
    const file = await open(this.path, FLAGS, 0o644);
    try {
      await this.#refuseOthers(file);
      await file.appendFile(`${checkpointLine(note)}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
    return '';
  }

  async close(): Promise<void> {
    // Nothing is held open in between.
  }

  async #refuseOthers(file: FileHandle): Promise<void> {
    if (!(await file.stat()).isFile())
      throw new Error(`${this.path} is a pipe or a device, which keeps nothing; name a file`);
  }
}
