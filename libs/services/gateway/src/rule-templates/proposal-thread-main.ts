import { parentPort } from 'node:worker_threads';
import { type ProposalJob, runProposalJob } from './proposal-job.js';

/** What runs in a thread for proposals, one after the other. */
parentPort?.on('message', (job: ProposalJob) => parentPort?.postMessage(runProposalJob(job)));
