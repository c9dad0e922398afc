import { PrometheusError } from '../prometheus-answer.js';
import type { QueryAnswer, QueryJob } from './query-job.js';
import { type QueryThread, WorkerQueryThread } from './query-thread.js';

/** Most queries that wait for a thread: with four threads some seconds of work, and a dashboard has twenty panels. */
const WAITING_MAX = 100;

export interface QueryPoolOptions {
  /** How many queries are evaluated at once, each in a thread of its own. */
  threads: number;
  /** Most queries that wait. Default 100. */
  waitingMax?: number;
  startThread?: () => QueryThread;
}

/**
 * Evaluates queries in threads, few at once, the others in the order in which they came. A thread whose query is given
 * up is ended, for nothing else stops an evaluation; the next query gets a new one.
 */
export class QueryPool {
  readonly #idle: QueryThread[] = [];
  readonly #waiting: (() => void)[] = [];
  readonly #startThread: () => QueryThread;
  readonly #waitingMax: number;
  readonly #running = new Set<AbortController>();
  #free: number;

  constructor({ threads, waitingMax = WAITING_MAX, startThread = () => new WorkerQueryThread() }: QueryPoolOptions) {
    this.#free = threads;
    this.#waitingMax = waitingMax;
    this.#startThread = startThread;
  }

  /**
   * Makes a job ready and evaluates it, once it is its turn.
   *
   * @throws PrometheusError when too many queries wait already, the signal's reason when it is aborted, and whatever
   *   `prepare` throws
   */
  async run(prepare: () => Promise<QueryJob>, signal: AbortSignal): Promise<QueryAnswer> {
    const running = new AbortController();
    const abort = (): void => running.abort(signal.reason);
    this.#running.add(running);
    signal.addEventListener('abort', abort, { once: true });
    if (signal.aborted) abort();
    try {
      return await this.#run(prepare, running.signal);
    } finally {
      signal.removeEventListener('abort', abort);
      this.#running.delete(running);
    }
  }

  /** Ends all threads; queries that are not answered yet are told so. */
  async close(): Promise<void> {
    const reason = new PrometheusError('unavailable', 'the platform is stopping; try again later');
    for (const running of this.#running) running.abort(reason);
    await Promise.all(this.#idle.splice(0).map((thread) => thread.stop()));
  }

  async #run(prepare: () => Promise<QueryJob>, signal: AbortSignal): Promise<QueryAnswer> {
    await this.#admitted(signal);
    const preparing = prepare();
    let job: QueryJob;
    try {
      job = await unlessAborted(preparing, signal);
    } catch (error) {
      // What is being read cannot be stopped; until it is there, its room is taken.
      const release = (): void => this.#release();
      preparing.then(release, release);
      throw error;
    }
    try {
      return await this.#evaluate(job, signal);
    } finally {
      this.#release();
    }
  }

  async #evaluate(job: QueryJob, signal: AbortSignal): Promise<QueryAnswer> {
    const thread = this.#idle.pop() ?? this.#startThread();
    try {
      const answer = await unlessAborted(thread.run(job), signal);
      this.#idle.push(thread);
      return answer;
    } catch (error) {
      await thread.stop();
      throw error;
    }
  }

  async #admitted(signal: AbortSignal): Promise<void> {
    if (this.#free > 0) {
      this.#free -= 1;
      return;
    }
    if (this.#waiting.length >= this.#waitingMax)
      throw new PrometheusError('unavailable', `${this.#waiting.length} queries wait already; try again later`);
    const { promise: turn, resolve: admit } = Promise.withResolvers<void>();
    this.#waiting.push(admit);
    try {
      await unlessAborted(turn, signal);
    } catch (error) {
      const place = this.#waiting.indexOf(admit);
      if (place >= 0) this.#waiting.splice(place, 1);
      else this.#release();
      throw error;
    }
  }

  /** Gives a room to whoever has waited longest. */
  #release(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#free += 1;
    else next();
  }
}

/** Ends with the work, or rejects with the signal's reason as soon as it is aborted. */
function unlessAborted<Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason as Error);
    signal.addEventListener('abort', abort, { once: true });
    void work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
    if (signal.aborted) abort();
  });
}
