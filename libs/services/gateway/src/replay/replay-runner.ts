import { ProblemError, unavailable } from '../problem.js';
import { packRecords, type ReplayAnswers, type ReplayJob, type ReplayQuestion } from './replay-job.js';
import { type ReplayThread, type StartReplay, tooLarge, WorkerReplay } from './replay-thread.js';
import type { SamplesLog } from './samples-log.js';

/** Most replays at once: each takes a processor for seconds to minutes, and samples have to be evaluated meanwhile. */
const CONCURRENT_MAX = 2;
/** Longest that one may take; a day of 1,000 samples a second takes about as long. */
const TIME_MS_MAX = 120_000;
/** Most records of one replay: a day of the clocks of eight partitions are 700,000 of them. */
const RECORDS_MAX = 20_000_000;

export interface ReplayRunnerOptions {
  samples: SamplesLog;
  start?: StartReplay;
  concurrentMax?: number;
  timeMsMax?: number;
  recordsMax?: number;
}

/** A stretch of the log: offsets of each partition, the last ones not in it any more. */
export interface LogStretch {
  readonly from: readonly number[];
  readonly to: readonly number[];
  /** Null: all partitions. */
  readonly partition: number | null;
}

export interface RunReplay<Kind extends ReplayQuestion['kind']> {
  readonly answer: ReplayAnswers[Kind];
  readonly records: number;
}

/** Reads stretches of the log and has them decided again in a thread. */
export class ReplayRunner {
  readonly #options: Required<ReplayRunnerOptions>;
  #running = 0;

  constructor(options: ReplayRunnerOptions) {
    this.#options = {
      start: (job) => new WorkerReplay(job),
      concurrentMax: CONCURRENT_MAX,
      timeMsMax: TIME_MS_MAX,
      recordsMax: RECORDS_MAX,
      ...options,
    };
  }

  /**
   * Takes one of the few places for replays while the work is done, for as long as one may be taken.
   *
   * @param gone - aborted when nobody waits for the answer any more
   * @throws ProblemError when there is no place, or not enough time
   */
  async admit<Result>(work: (signal: AbortSignal) => Promise<Result>, gone?: AbortSignal): Promise<Result> {
    const { concurrentMax, timeMsMax } = this.#options;
    if (this.#running >= concurrentMax)
      throw unavailable('replays-busy', `${this.#running} replays run already; try again when one is done.`);
    const late = AbortSignal.timeout(timeMsMax);
    const signal = gone === undefined ? late : AbortSignal.any([late, gone]);
    this.#running += 1;
    try {
      return await work(signal);
    } catch (error) {
      if (!signal.aborted || error !== signal.reason) throw error;
      throw late.aborted ? tooLong(timeMsMax) : cancelled();
    } finally {
      this.#running -= 1;
    }
  }

  /**
   * Answers a question from a stretch of the log.
   *
   * @param onProgress - told how much of the stretch is read; from 0 to 1
   */
  async run<Question extends ReplayQuestion>(
    job: ReplayJob<Question>,
    stretch: LogStretch,
    signal: AbortSignal,
    onProgress: (share: number) => void = () => undefined,
  ): Promise<RunReplay<Question['kind']>> {
    const ranges = rangesOf(stretch);
    const total = ranges.reduce((sum, { offset, to }) => sum + to - offset, 0);
    if (total > this.#options.recordsMax) throw tooLarge();
    const thread = this.#options.start(job);
    const stop = (): void => void thread.stop();
    signal.addEventListener('abort', stop, { once: true });
    try {
      const records = await this.#feed(thread, ranges, signal, (read) => onProgress(total === 0 ? 1 : read / total));
      const answer = await thread.answer();
      return { answer: answer as ReplayAnswers[Question['kind']], records };
    } catch (error) {
      signal.throwIfAborted();
      throw error;
    } finally {
      signal.removeEventListener('abort', stop);
      await thread.stop();
    }
  }

  async #feed(
    thread: ReplayThread,
    ranges: ReturnType<typeof rangesOf>,
    signal: AbortSignal,
    tell: (read: number) => void,
  ): Promise<number> {
    let read = 0;
    if (ranges.length === 0) return read;
    for await (const { partition, records } of this.#options.samples.read(ranges)) {
      signal.throwIfAborted();
      await thread.take(packRecords(partition, records));
      read += records.length;
      tell(read);
    }
    return read;
  }
}

function rangesOf({ from, to, partition }: LogStretch): { partition: number; offset: number; to: number }[] {
  return from
    .map((offset, i) => ({ partition: i, offset, to: to[i] ?? offset }))
    .filter((range) => (partition === null || range.partition === partition) && range.offset < range.to);
}

const tooLong = (timeMsMax: number): ProblemError =>
  new ProblemError(
    422,
    'replay-too-long',
    'The replay takes too long',
    `It was not done after ${timeMsMax / 1_000} seconds; take a shorter time.`,
  );

const cancelled = (): ProblemError =>
  new ProblemError(499, 'replay-cancelled', 'The replay was cancelled', 'Whoever asked for it has gone.');
