import { Worker } from 'node:worker_threads';
import type { WrittenBacktest } from '@tocsin/domain/backtest/backtest-report';
import { ProblemError } from '../problem.js';
import type { BacktestJob, BacktestNews } from './backtest-job.js';

/** Most memory for objects of one thread, the samples as they came not among them. */
const HEAP_MB_MAX = 1_024;

/** Runs one back-test where it holds up nobody else. */
export type RunBacktest = (
  job: BacktestJob,
  onProgress: (share: number) => void,
  signal: AbortSignal,
) => Promise<WrittenBacktest>;

/** The code that runs in a thread. */
export const backtestThreadCode = new URL('./backtest-thread-main.js', import.meta.url);

/**
 * Runs a back-test in a thread of its own.
 *
 * @throws ProblemError when it does not fit into memory, or the signal's reason
 */
export const runInThread = (
  job: BacktestJob,
  onProgress: (share: number) => void,
  signal: AbortSignal,
  code: URL = backtestThreadCode,
): Promise<WrittenBacktest> =>
  inThread<BacktestNews, WrittenBacktest>(job, code, signal, (news) => {
    if (news.kind === 'report') return news.report;
    onProgress(news.share);
    return null;
  });

/**
 * Gives a job to a thread of its own, which is ended when the signal is aborted: nothing else stops an evaluation.
 *
 * @param resultOf - the result that the thread tells, null of all that comes before it
 * @throws ProblemError when it does not fit into memory, or the signal's reason
 */
export async function inThread<News, Result>(
  job: { readonly samples: readonly Uint8Array<ArrayBuffer>[] },
  code: URL,
  signal: AbortSignal,
  resultOf: (news: News) => Result | null,
): Promise<Result> {
  signal.throwIfAborted();
  const worker = new Worker(code, { resourceLimits: { maxOldGenerationSizeMb: HEAP_MB_MAX } });
  try {
    return await new Promise((resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
      worker.on('message', (news: News) => {
        const result = resultOf(news);
        if (result !== null) resolve(result);
      });
      worker.once('error', (error: Error & { code?: string }) =>
        reject(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? tooLarge() : error),
      );
      worker.once('exit', () => reject(new Error('the thread of a back-test has ended')));
      worker.postMessage(
        job,
        job.samples.map(({ buffer }) => buffer),
      );
    });
  } finally {
    await worker.terminate();
  }
}

export const tooLarge = (): ProblemError =>
  new ProblemError(
    422,
    'backtest-too-large',
    'The back-test is too large',
    'It looks at more samples than fit into memory; take a shorter time, or rules that look at fewer series.',
  );
