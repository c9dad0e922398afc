import { parentPort } from 'node:worker_threads';
import { type RecommendationJob, runRecommendationJob } from './recommendation-job.js';

/** What runs in a thread for a recommendation. */
parentPort?.once('message', (job: RecommendationJob) => parentPort?.postMessage(runRecommendationJob(job)));
