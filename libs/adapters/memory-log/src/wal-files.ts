import { write, writev } from 'node:fs';
import { open, readdir, rename, rm, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { frameAt, frameHeaderBytes } from './wal-format.js';

const [writeBytes, writeFrames] = [promisify(write), promisify(writev)];

/** How much of a file is read at once; records found in it stay as views, so the buffer lives as long as they do. */
const readChunkBytes = 8 * 1024 * 1024;

/** What was found at the end of the newest segment that is not a whole unit, and was cut off. */
export interface TornTail {
  file: string;
  at: number;
  bytes: number;
}

/** The files up to a segment's number, and how large they are together. */
export interface SealedFiles {
  upTo: number;
  bytes: number;
}

/**
 * The files of a log: numbered segments that are only appended to, and at most one checkpoint that stands for all
 * segments up to its number.
 */
export class WalFiles {
  private segment: FileHandle | null = null;
  private segmentBytes = 0;
  private sealedBytes = 0;
  private unsynced = false;

  private constructor(
    private readonly directory: string,
    private number: number,
  ) {}

  /**
   * Reads everything in the directory and opens the newest segment for writing.
   * @throws when anything but the newest segment's end is damaged
   */
  static async open(
    directory: string,
    onPayload: (payload: Buffer) => void,
  ): Promise<{ files: WalFiles; tornTail: TornTail | null }> {
    const names = await readdir(directory);
    const numbers = (suffix: string): number[] =>
      names
        .filter((name) => name.endsWith(suffix))
        .map((name) => Number.parseInt(name, 10))
        .sort((a, b) => a - b);
    const checkpoint = numbers('.checkpoint').at(-1) ?? 0;
    const segments = numbers('.wal').filter((number) => number > checkpoint);
    const files = new WalFiles(directory, segments.at(-1) ?? checkpoint + 1);
    let tornTail: TornTail | null = null;
    if (checkpoint > 0) files.sealedBytes += await readWhole(files.path(checkpoint, 'checkpoint'), onPayload);
    for (const number of segments.slice(0, -1))
      files.sealedBytes += await readWhole(files.path(number, 'wal'), onPayload);
    const newest = files.path(files.number, 'wal');
    files.segment = await open(newest, 'a+');
    if (segments.length > 0) {
      const { goodBytes, size } = await readFrames(newest, onPayload);
      if (goodBytes < size) {
        tornTail = { file: newest, at: goodBytes, bytes: size - goodBytes };
        await files.segment.truncate(goodBytes);
      }
      files.segmentBytes = goodBytes;
    }
    await files.syncDirectory();
    await files.removeUpTo(checkpoint);
    return { files, tornTail };
  }

  /** Bytes of all files. */
  get bytes(): number {
    return this.sealedBytes + this.segmentBytes;
  }

  get currentSegmentBytes(): number {
    return this.segmentBytes;
  }

  /** Appends frames; resolved, they are with the operating system and outlive the process. Not to be called side by side. */
  async write(frames: readonly Buffer[]): Promise<void> {
    const segment = this.open();
    const total = frames.reduce((sum, frame) => sum + frame.length, 0);
    try {
      let { bytesWritten } = await writeFrames(segment.fd, frames);
      // A short write is rare (a nearly full disk); what is left goes on from there.
      if (bytesWritten < total) {
        const rest = Buffer.concat(frames).subarray(bytesWritten);
        for (let at = 0; at < rest.length; at += bytesWritten)
          ({ bytesWritten } = await writeBytes(segment.fd, rest, at));
      }
    } catch (error) {
      // A unit that was written in part must not stay in front of later ones; when it cannot be taken away, nothing may follow.
      await segment.truncate(this.segmentBytes).catch(() => (this.segment = null));
      throw error;
    }
    this.segmentBytes += total;
    this.unsynced = true;
  }

  /** Resolves when everything written before is on the disk. */
  async sync(): Promise<void> {
    if (!this.unsynced || !this.segment) return;
    this.unsynced = false;
    await this.segment.sync();
  }

  /** Seals the current segment and begins the next. Not to be called beside `write`. */
  async rotate(): Promise<SealedFiles> {
    const old = this.open();
    await old.sync();
    const sealed = this.number;
    this.segment = await open(this.path(sealed + 1, 'wal'), 'a+');
    this.number = sealed + 1;
    this.sealedBytes += this.segmentBytes;
    this.segmentBytes = 0;
    this.unsynced = false;
    await this.syncDirectory();
    await old.close();
    return { upTo: sealed, bytes: this.sealedBytes };
  }

  /** Puts what `frames` yields in place of the sealed files. Cut short at any point, the old files still count. */
  async replace(sealed: SealedFiles, frames: AsyncIterable<Buffer>): Promise<void> {
    const target = this.path(sealed.upTo, 'checkpoint');
    const draft = `${target}.tmp`;
    const file = await open(draft, 'w');
    let bytes = 0;
    try {
      for await (const frame of frames) {
        await file.writeFile(frame);
        bytes += frame.length;
      }
      await file.sync();
    } finally {
      await file.close();
    }
    // A record dropped by compaction is superseded by one that may lie in the current segment: that one must be safe first.
    await this.sync();
    await rename(draft, target);
    await this.syncDirectory();
    await this.removeUpTo(sealed.upTo);
    this.sealedBytes += bytes - sealed.bytes;
  }

  async close(): Promise<void> {
    const segment = this.segment;
    if (!segment) return;
    this.segment = null;
    await segment.sync();
    await segment.close();
  }

  private open(): FileHandle {
    if (!this.segment) throw new Error('the log is closed');
    return this.segment;
  }

  private path(number: number, suffix: 'wal' | 'checkpoint'): string {
    return join(this.directory, `${String(number).padStart(10, '0')}.${suffix}`);
  }

  private async removeUpTo(checkpoint: number): Promise<void> {
    for (const name of await readdir(this.directory)) {
      const number = Number.parseInt(name, 10);
      const obsolete =
        (name.endsWith('.wal') && number <= checkpoint) ||
        (name.endsWith('.checkpoint') && number < checkpoint) ||
        name.endsWith('.tmp');
      if (obsolete) await rm(join(this.directory, name), { force: true });
    }
  }

  /** A new or renamed file is only safe when its directory is. */
  private async syncDirectory(): Promise<void> {
    const directory = await open(this.directory, 'r');
    await directory.sync();
    await directory.close();
  }
}

async function readWhole(path: string, onPayload: (payload: Buffer) => void): Promise<number> {
  const { goodBytes, size } = await readFrames(path, onPayload);
  if (goodBytes < size) throw new Error(`${path} is damaged at byte ${goodBytes} of ${size}; restore it from a copy`);
  return size;
}

async function readFrames(
  path: string,
  onPayload: (payload: Buffer) => void,
): Promise<{ goodBytes: number; size: number }> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    let position = 0;
    let wanted = readChunkBytes;
    while (position < size) {
      const chunk = await readAt(file, position, Math.min(wanted, size - position));
      let at = 0;
      let frame = frameAt(chunk, at);
      for (; frame.kind === 'frame'; frame = frameAt(chunk, at)) {
        onPayload(frame.payload);
        at = frame.end;
      }
      position += at;
      if (frame.kind === 'damaged' || position + chunk.length - at >= size) break;
      // The frame goes on behind the chunk: the next chunk begins with it and is large enough for all of it.
      const left = chunk.length - at;
      wanted = left >= 4 ? Math.max(readChunkBytes, chunk.readUInt32LE(at) + frameHeaderBytes) : readChunkBytes;
    }
    return { goodBytes: position, size };
  } finally {
    await file.close();
  }
}

async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const chunk = Buffer.allocUnsafeSlow(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await file.read(chunk, filled, length - filled, position + filled);
    if (bytesRead === 0) return chunk.subarray(0, filled);
    filled += bytesRead;
  }
  return chunk;
}
