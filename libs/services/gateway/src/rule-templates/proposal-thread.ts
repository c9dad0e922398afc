import { Worker } from 'node:worker_threads';
import type { ProposalJob, WrittenProposal } from './proposal-job.js';

/** Most memory for objects of a thread; the samples of one template at a time, and their windows. */
const HEAP_MB_MAX = 1_024;

/** Where proposals are made, one at a time. */
export interface ProposalThread {
  propose(job: ProposalJob): Promise<WrittenProposal>;
  /** Ends it, whatever it is doing; what is asked then does not come. */
  stop(): Promise<void>;
}

export type StartProposals = () => ProposalThread;

/** The code that runs in a thread. */
export const proposalThreadCode = new URL('./proposal-thread-main.js', import.meta.url);

/** A thread of Node's, where a back-test holds up nobody else. */
export class WorkerProposals implements ProposalThread {
  readonly #worker: Worker;
  readonly #failed: Promise<never>;

  constructor(code: URL = proposalThreadCode) {
    const worker = new Worker(code, { resourceLimits: { maxOldGenerationSizeMb: HEAP_MB_MAX } });
    this.#worker = worker;
    this.#failed = new Promise((_, reject) => {
      worker.once('error', reject);
      worker.once('exit', () => reject(new Error('the thread of the proposals has ended')));
    });
    // Whoever asks next is told; nobody may be asking now.
    this.#failed.catch(() => undefined);
  }

  async propose(job: ProposalJob): Promise<WrittenProposal> {
    const answered = new Promise<WrittenProposal>((resolve) => this.#worker.once('message', resolve));
    this.#worker.postMessage(
      job,
      (job.samples ?? []).map(({ buffer }) => buffer),
    );
    return Promise.race([answered, this.#failed]);
  }

  async stop(): Promise<void> {
    await this.#worker.terminate();
  }
}
