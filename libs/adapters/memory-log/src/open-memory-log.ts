import { mkdir } from 'node:fs/promises';
import type { Clock } from '@tocsin/ports/clock';
import { lockDirectory } from './directory-lock.js';
import { LogState } from './log-state.js';
import { MemoryLog } from './memory-log.js';
import { UnitWriter } from './unit-writer.js';
import { WalFiles } from './wal-files.js';
import { decodeSteps } from './wal-format.js';

export interface MemoryLogOptions {
  /** Where the files lie; null keeps nothing, for tests. */
  directory: string | null;
  clock: Clock;
  /** How often written records are forced to the disk. A killed process loses nothing; a power cut loses at most this. Default 200. */
  fsyncIntervalMs?: number;
  /** Size at which a segment is sealed. Default 64 MiB. */
  segmentBytes?: number;
  /** How often retention and compaction run. Default one minute. */
  cleanIntervalMs?: number;
  /** Told when background work (forcing to disk, cleaning) failed; it is tried again at the next turn. */
  onError?: (error: Error) => void;
}

/**
 * Opens the embedded log and reads what is on file.
 * @throws when another process holds the directory, or a file other than the newest segment's end is damaged
 */
export async function openMemoryLog(options: MemoryLogOptions): Promise<MemoryLog> {
  const {
    directory,
    clock,
    fsyncIntervalMs = 200,
    segmentBytes = 64 * 1024 * 1024,
    cleanIntervalMs = 60_000,
  } = options;
  const state = new LogState();
  if (directory === null) {
    const writer = new UnitWriter(state, null, segmentBytes);
    return new MemoryLog({
      state,
      writer,
      files: null,
      clock,
      segmentBytes,
      tornTail: null,
      release: async () => undefined,
    });
  }
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const unlock = await lockDirectory(directory);
  try {
    const { files, tornTail } = await WalFiles.open(directory, (payload) =>
      decodeSteps(payload).forEach((step) => state.apply(step)),
    );
    const writer = new UnitWriter(state, files, segmentBytes);
    const guard = (task: () => Promise<void>) => async (): Promise<void> =>
      task().catch((error: Error) => options.onError?.(error));
    const background = new Set<Promise<void>>();
    const every = (periodMs: number, task: () => Promise<void>): (() => void) =>
      clock.every(periodMs, () => {
        const run = guard(task)();
        background.add(run);
        return run.finally(() => background.delete(run));
      });
    const sync = async (): Promise<void> => {
      await writer.flush();
      await files.sync();
    };
    const timers: (() => void)[] = [];
    const release = async (): Promise<void> => {
      for (const stop of timers) stop();
      await Promise.all(background);
      await files.close();
      await unlock();
    };
    const log = new MemoryLog({ state, writer, files, clock, segmentBytes, tornTail, release });
    timers.push(
      every(fsyncIntervalMs, sync),
      every(cleanIntervalMs, () => log.clean()),
    );
    return log;
  } catch (error) {
    await unlock();
    throw error;
  }
}
