import { Worker } from 'node:worker_threads';
import type { AppendRecord, EventLog, TopicSettings } from '@tocsin/ports/event-log';

export interface ThreadSettings {
  directory: string;
  topics: readonly TopicSettings[];
}
export type ThreadRequest = { id: number } & (
  { kind: 'append'; topic: string; records: readonly AppendRecord[] } | { kind: 'usage' }
);
/** `cpuSeconds` answers `usage`: what the thread has used so far. */
export interface ThreadAnswer {
  id: number;
  error?: string;
  cpuSeconds?: number;
}

/** An embedded log in a thread of its own, so that its work can be told from that of whoever appends to it. */
export class ThreadedLog {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, PromiseWithResolvers<ThreadAnswer>>();
  #last = 0;

  constructor(settings: ThreadSettings) {
    this.#worker = new Worker(new URL('log-thread.js', import.meta.url), { workerData: settings });
    this.#worker.on('message', (answer: ThreadAnswer) => {
      const waiting = this.#waiting.get(answer.id);
      this.#waiting.delete(answer.id);
      if (answer.error === undefined) waiting?.resolve(answer);
      else waiting?.reject(new Error(answer.error));
    });
  }

  async append(topic: string, records: readonly AppendRecord[]): Promise<void> {
    await this.#ask({ kind: 'append', topic, records });
  }

  /** The CPU time that the thread has used so far; s. */
  async cpuSeconds(): Promise<number> {
    return (await this.#ask({ kind: 'usage' })).cpuSeconds ?? Number.NaN;
  }

  #ask(
    request: { kind: 'append'; topic: string; records: readonly AppendRecord[] } | { kind: 'usage' },
  ): Promise<ThreadAnswer> {
    this.#last += 1;
    const waiting = Promise.withResolvers<ThreadAnswer>();
    this.#waiting.set(this.#last, waiting);
    this.#worker.postMessage({ id: this.#last, ...request });
    return waiting.promise;
  }
}

/** A log that hands one topic's appends to a thread, and is otherwise the log that it is made of. */
export function withTopicElsewhere(log: EventLog, topic: string, elsewhere: ThreadedLog): EventLog {
  const both = Object.create(log) as EventLog;
  both.append = (to, records) => (to === topic ? elsewhere.append(to, records) : log.append(to, records));
  return both;
}
