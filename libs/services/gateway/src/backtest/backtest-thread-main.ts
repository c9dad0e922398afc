import { parentPort } from 'node:worker_threads';
import { type BacktestJob, runBacktestJob } from './backtest-job.js';

/** What runs in a thread for a back-test. */
parentPort?.once('message', (job: BacktestJob) => runBacktestJob(job, (news) => parentPort?.postMessage(news)));
