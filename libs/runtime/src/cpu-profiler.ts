import { readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { Session } from 'node:inspector/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { makeDirectory } from './make-directory.js';

/** A hundred looks a second, as continuous profilers have it: next to nothing, and enough to see what takes a hundredth. */
const SAMPLING_INTERVAL_US = 10_000;
/** Half an hour of profiles of 30 seconds; the oldest make room. */
const FILES_MAX = 60;
const BYTES_MAX = 100 * 1024 * 1024;

export interface CpuProfilerOptions {
  /** Made if it is not there. */
  directory: string;
  /** Begins the names of the files; tells processes that share a directory apart. */
  name: string;
  /** How long each profile is. */
  periodMs: number;
  clock: { now(): number };
  onError(error: unknown): void;
  /** Default: half an hour of profiles of 30 seconds. */
  filesMax?: number;
}

/**
 * Profiles the CPU of this thread all the time, in files of some seconds that Chrome's DevTools and speedscope open. They hold
 * names of functions and files, and how often each was met; no data.
 */
export class CpuProfiler {
  readonly #options: CpuProfilerOptions;
  readonly #session = new Session();
  readonly #stopping = new AbortController();
  #running: Promise<void> = Promise.resolve();

  private constructor(options: CpuProfilerOptions) {
    this.#options = options;
  }

  static async start(options: CpuProfilerOptions): Promise<CpuProfiler> {
    const profiler = new CpuProfiler(options);
    makeDirectory(options.directory, 0o700);
    const session = profiler.#session;
    session.connect();
    await session.post('Profiler.enable');
    await session.post('Profiler.setSamplingInterval', { interval: SAMPLING_INTERVAL_US });
    profiler.#running = profiler.#run();
    return profiler;
  }

  /** Ends with a last, shorter profile. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
    this.#session.disconnect();
  }

  async #run(): Promise<void> {
    const { periodMs, onError } = this.#options;
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      await this.#session.post('Profiler.start');
      await delay(periodMs, undefined, { signal, ref: false }).catch(() => undefined);
      const { profile } = await this.#session.post('Profiler.stop');
      await this.#keep(JSON.stringify(profile)).catch(onError);
    }
  }

  async #keep(profile: string): Promise<void> {
    const { directory, name, clock } = this.#options;
    const time = new Date(clock.now()).toISOString().replaceAll(/[:.]/g, '-');
    const path = join(directory, `${name}-${time}.cpuprofile`);
    // Under its name a file is whole.
    await writeFile(`${path}.part`, profile, { mode: 0o600 });
    await rename(`${path}.part`, path);
    await this.#makeRoom();
  }

  async #makeRoom(): Promise<void> {
    const { directory, name, filesMax = FILES_MAX } = this.#options;
    const own = (await readdir(directory)).filter((file) => file.startsWith(`${name}-`)).sort();
    const sizes = await Promise.all(own.map(async (file) => (await stat(join(directory, file))).size));
    let bytes = sizes.reduce((sum, size) => sum + size, 0);
    for (const [at, file] of own.entries()) {
      if (own.length - at <= filesMax && bytes <= BYTES_MAX) return;
      await rm(join(directory, file));
      bytes -= sizes[at] ?? 0;
    }
  }
}
