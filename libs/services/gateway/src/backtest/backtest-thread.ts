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
 * Runs a back-test in a thread of its own, which is ended when the signal is aborted: nothing else stops an evaluation.
 *
 * @throws ProblemError when it does not fit into memory, or the signal's reason
 */
export async function runInThread(
  job: BacktestJob,
  onProgress: (share: number) => void,
  signal: AbortSignal,
  code: URL = backtestThreadCode,
): Promise<WrittenBacktest> {
  signal.throwIfAborted();
  const worker = new Worker(code, { resourceLimits: { maxOldGenerationSizeMb: HEAP_MB_MAX } });
  try {
    return await new Promise((resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
      worker.on('message', (news: BacktestNews) => {
        if (news.kind === 'progress') onProgress(news.share);
        else resolve(news.report);
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
