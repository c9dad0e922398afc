import { availableParallelism } from 'node:os';
import type { AlertRule } from '@tocsin/domain/rules/alert-rule';
import type { NeededSamples } from '@tocsin/domain/plan/needed-samples';
import type { Clock } from '@tocsin/ports/clock';
import { HistoryUnavailable, type SeriesHistory, TooManySamples } from '@tocsin/ports/series-history';
import { packSamples } from '../packed-samples.js';
import { ProblemError, unavailable } from '../problem.js';
import { batchReading, needsOf } from './batch-reading.js';
import type { RuleRead } from './evaluation-job.js';
import { busy, cancelled, failed, stopping, tooLarge, tooLong } from './evaluation-problems.js';
import { type EvaluationThread, WorkerEvaluationThread } from './evaluation-thread.js';

/** Most threads: each may hold half a gigabyte. */
const THREADS_MAX = 4;
/** Most samples of one batch: 80 MB of numbers, and as much again while they are packed. */
const SAMPLES_MAX = 5_000_000;
/** Most evaluations that wait: of one tenant two requests of the largest kind, of all of them a minute's work or so. */
const WAITING_MAX = { ofTenant: 1_000, ofAll: 10_000 };

export interface EvaluationBatchOptions {
  history: SeriesHistory;
  clock: Clock;
  /** Most rules whose samples are read together. */
  batchSize: number;
  /** Most evaluations that are begun and not done. */
  concurrentMax: number;
  /** How long one evaluation may take; ms. Reading the samples of a batch may take as long. */
  timeoutMs: number;
  /** Threads that evaluate. Default: one core is left for everything else that the process does. */
  threads?: number;
  /** Most samples of one batch. Default five million. */
  samplesMax?: number;
  startThread?: () => EvaluationThread;
}

interface Asked {
  readonly tenant: string;
  readonly rule: AlertRule;
  readonly at: number;
  readonly signal: AbortSignal | undefined;
  resolve(text: string): void;
  reject(error: unknown): void;
}

/** One that waits, with the samples that it looks at. */
interface Ready extends Asked {
  readonly needs: readonly NeededSamples[];
}

/**
 * Evaluates rules on demand, in threads: those of a tenant that are asked for at one time in batches, whose samples are
 * read together. Tenants have their turns one after the other, each for a batch; so none waits for another's long list.
 */
export class EvaluationBatch {
  readonly #options: Required<Omit<EvaluationBatchOptions, 'threads'>>;
  readonly #batchSize: number;
  /** By tenant; whose turn is next comes first. */
  readonly #waiting = new Map<string, Asked[]>();
  readonly #idle: EvaluationThread[] = [];
  readonly #closing = new AbortController();
  #waitingCount = 0;
  #freeLanes: number;
  #isWoken = false;

  constructor({ threads, ...options }: EvaluationBatchOptions) {
    this.#options = { samplesMax: SAMPLES_MAX, startThread: () => new WorkerEvaluationThread(), ...options };
    this.#batchSize = Math.min(options.batchSize, options.concurrentMax);
    const own = threads ?? Math.min(THREADS_MAX, Math.max(1, availableParallelism() - 1));
    this.#freeLanes = Math.min(own, Math.max(1, Math.floor(options.concurrentMax / this.#batchSize)));
  }

  /**
   * How a rule stands at a time, as a `RuleEvaluation` in JSON.
   *
   * @param at - ms since 1970
   * @param signal - aborted when nobody waits for it any more
   * @throws ProblemError when it could not be evaluated, in time or at all
   */
  evaluate(rule: AlertRule, at: number, signal?: AbortSignal): Promise<string> {
    const { tenant_id: tenant } = rule;
    const waiting = this.#waiting.get(tenant) ?? [];
    if (this.#closing.signal.aborted) return Promise.reject(stopping());
    if (waiting.length >= WAITING_MAX.ofTenant) return Promise.reject(busy(waiting.length));
    if (this.#waitingCount >= WAITING_MAX.ofAll) return Promise.reject(busy(this.#waitingCount));
    return new Promise((resolve, reject) => {
      waiting.push({ tenant, rule, at, signal, resolve, reject });
      this.#waiting.set(tenant, waiting);
      this.#waitingCount += 1;
      this.#wake();
    });
  }

  /** Ends all threads; what is not done yet is told so. */
  async close(): Promise<void> {
    this.#closing.abort(stopping());
    for (const asked of [...this.#waiting.values()].flat()) asked.reject(stopping());
    this.#waiting.clear();
    this.#waitingCount = 0;
    await Promise.all(this.#idle.splice(0).map((thread) => thread.stop()));
  }

  /** Begins in a moment, so that what is asked for together comes into one batch. */
  #wake(): void {
    if (this.#isWoken || this.#freeLanes === 0 || this.#waitingCount === 0) return;
    this.#isWoken = true;
    setImmediate(() => {
      this.#isWoken = false;
      while (this.#freeLanes > 0 && this.#waitingCount > 0) void this.#work();
    });
  }

  /** Takes its first batch at once. */
  async #work(): Promise<void> {
    this.#freeLanes -= 1;
    for (let batch = this.#next(); batch.length > 0; batch = this.#next()) await this.#evaluate(batch);
    this.#freeLanes += 1;
  }

  /** The next batch: of the tenant whose turn it is, what is asked for at the same time as its first. */
  #next(): Asked[] {
    for (const [tenant, waiting] of this.#waiting) {
      const batch = waiting.filter(({ at }) => at === waiting[0]?.at).slice(0, this.#batchSize);
      const taken = new Set(batch);
      // Behind the others, so that they have their turns before the rest of it.
      this.#waiting.delete(tenant);
      const rest = waiting.filter((asked) => !taken.has(asked));
      if (rest.length > 0) this.#waiting.set(tenant, rest);
      this.#waitingCount -= batch.length;
      return batch;
    }
    return [];
  }

  /** What was begun and cannot go on waits for its tenant's next turn, before what came later. */
  #giveBack(rest: readonly Asked[]): void {
    const [first] = rest;
    if (first === undefined) return;
    if (this.#closing.signal.aborted) {
      for (const asked of rest) asked.reject(stopping());
      return;
    }
    this.#waiting.set(first.tenant, [...rest, ...(this.#waiting.get(first.tenant) ?? [])]);
    this.#waitingCount += rest.length;
  }

  async #evaluate(batch: readonly Asked[]): Promise<void> {
    const ready = batch.flatMap((asked): Ready[] => {
      if (asked.signal?.aborted === true) asked.reject(cancelled());
      else {
        try {
          return [{ ...asked, needs: needsOf(asked.rule, asked.at) }];
        } catch (error) {
          asked.reject(error);
        }
      }
      return [];
    });
    if (ready.length > 0) await this.#evaluateReady(ready);
  }

  async #evaluateReady(batch: readonly Ready[]): Promise<void> {
    const { selections, reads } = batchReading(batch.map(({ needs }) => needs));
    const { timeoutMs } = this.#options;
    const reading = this.#read((batch[0] as Ready).tenant, selections);
    try {
      const loaded = await this.#within(timeoutMs, reading);
      await this.#run(batch, loaded, reads);
    } catch (error) {
      // What is being read cannot be stopped; until it is there, its room is taken.
      await reading.catch(() => undefined);
      if (error instanceof ProblemError && error.code === tooLarge().code && batch.length > 1) {
        const middle = Math.ceil(batch.length / 2);
        await this.#evaluateReady(batch.slice(0, middle));
        await this.#evaluateReady(batch.slice(middle));
      } else for (const { reject } of batch) reject(error);
    }
  }

  /** Reads one selection after the other, so that what is too much is found early. */
  async #read(tenant: string, selections: readonly NeededSamples[]): Promise<Uint8Array<ArrayBuffer>[][]> {
    const { history, samplesMax } = this.#options;
    const loaded: Uint8Array<ArrayBuffer>[][] = [];
    let count = 0;
    for (const selection of selections) {
      const series = await history.select({ tenant, ...selection }).catch((error: unknown) => {
        if (error instanceof TooManySamples) throw tooLarge();
        if (error instanceof HistoryUnavailable) throw unavailable('history-unavailable', error.message);
        throw error;
      });
      this.#closing.signal.throwIfAborted();
      count += series.reduce((sum, { times }) => sum + times.length, 0);
      if (count > samplesMax) throw tooLarge();
      const packs: Uint8Array<ArrayBuffer>[] = [];
      for await (const pack of packSamples(series)) packs.push(pack);
      loaded.push(packs);
    }
    return loaded;
  }

  /** Evaluates one rule after the other. A thread whose rule is given up is ended, for nothing else stops an evaluation. */
  async #run(
    batch: readonly Ready[],
    loaded: readonly (readonly Uint8Array<ArrayBuffer>[])[],
    reads: readonly (readonly RuleRead[])[],
  ): Promise<void> {
    const { clock, timeoutMs, startThread } = this.#options;
    const thread = this.#idle.pop() ?? startThread();
    thread.load(loaded);
    const began = clock.now();
    for (const [i, asked] of batch.entries()) {
      const { rule, at, signal, resolve, reject } = asked;
      if (signal?.aborted === true) {
        reject(cancelled());
        continue;
      }
      // Others have waited for as long as one evaluation may take.
      if (clock.now() - began > timeoutMs) {
        this.#giveBack(batch.slice(i));
        break;
      }
      try {
        const answer = await this.#within(timeoutMs, thread.run(rule, at, reads[i] as readonly RuleRead[]), signal);
        if (answer.kind === 'evaluated') resolve(answer.text);
        else reject(failed(answer.message));
      } catch (error) {
        reject(error);
        await thread.stop();
        this.#giveBack(batch.slice(i + 1));
        return;
      }
    }
    // What it was given must not stay in memory while it waits.
    thread.load([]);
    this.#idle.push(thread);
    if (this.#closing.signal.aborted) await Promise.all(this.#idle.splice(0).map((one) => one.stop()));
  }

  /** @throws ProblemError when it takes longer, nobody waits for it any more, or the platform stops */
  async #within<Result>(timeoutMs: number, work: Promise<Result>, gone?: AbortSignal): Promise<Result> {
    const done = new AbortController();
    const abandoned = AbortSignal.any([this.#closing.signal, ...(gone === undefined ? [] : [gone])]);
    const late = this.#options.clock.wait(timeoutMs, done.signal).then((): never => {
      throw tooLong(timeoutMs);
    });
    const { promise: left, reject: leave } = Promise.withResolvers<never>();
    const abort = (): void => leave(this.#closing.signal.aborted ? stopping() : cancelled());
    abandoned.addEventListener('abort', abort, { once: true });
    if (abandoned.aborted) abort();
    for (const one of [late, left]) one.catch(() => undefined);
    try {
      return await Promise.race([work, late, left]);
    } finally {
      abandoned.removeEventListener('abort', abort);
      done.abort();
    }
  }
}
