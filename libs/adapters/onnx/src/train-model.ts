import { Worker } from 'node:worker_threads';
import type { TrainingAnswer, TrainingJob } from './training-job.js';

/** The code that runs in a thread. */
export const trainingThreadCode = new URL('./training-thread-main.js', import.meta.url);

/**
 * Trains a model further in a thread of its own, which serves nobody and ends with the job. It never rejects; a thread
 * that dies is a failed training and nothing else.
 *
 * @param signal ends the training, which then has failed
 */
export async function trainModel(
  job: TrainingJob,
  signal: AbortSignal,
  code = trainingThreadCode,
): Promise<TrainingAnswer> {
  if (signal.aborted) return { kind: 'failed', message: 'training was stopped' };
  const worker = new Worker(code, { workerData: job });
  const stop = (): void => void worker.terminate();
  signal.addEventListener('abort', stop, { once: true });
  try {
    return await new Promise<TrainingAnswer>((resolve) => {
      worker.once('message', resolve);
      worker.once('error', ({ message }: Error) => resolve({ kind: 'failed', message }));
      worker.once('exit', (exitCode) => {
        const message = signal.aborted ? 'training was stopped' : `the training thread has ended with code ${exitCode}`;
        resolve({ kind: 'failed', message });
      });
    });
  } finally {
    signal.removeEventListener('abort', stop);
    await worker.terminate();
  }
}
