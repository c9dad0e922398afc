import { decodeJson, type TopicDefinition, topicName } from '@tocsin/contracts/define-topic';
import type { Clock } from '@tocsin/ports/clock';
import type { Consumption, EventLog, LogRecord } from '@tocsin/ports/event-log';
import { followTopic } from '@tocsin/ports/follow-topic';
import type { z } from 'zod';

export interface AwaitedRepliesOptions<Reply> {
  log: EventLog;
  topicPrefix: string;
  clock: Clock;
  topic: TopicDefinition<z.ZodType<Reply>>;
  /** A group of this process's own: every gateway sees all replies, and takes its own. */
  group: string;
  /** What was asked is found again by this. */
  idOf(reply: Reply): string;
  timeoutMs: number;
}

/** Replies that come through the log to whoever asked through the log. */
export class AwaitedReplies<Reply> {
  readonly #waiting = new Map<string, (reply: Reply) => void>();
  #following: Consumption | null = null;

  constructor(private readonly options: AwaitedRepliesOptions<Reply>) {}

  async start(): Promise<void> {
    const { log, topicPrefix, topic, group } = this.options;
    this.#following = await followTopic(log, {
      topic: topicName(topic, topicPrefix),
      group,
      from: 'end',
      apply: (records) => this.#apply(records),
    });
  }

  async stop(): Promise<void> {
    await this.#following?.stop();
  }

  /**
   * @param ask - sends the question
   * @returns null when nobody has replied in time
   */
  async to(id: string, ask: () => Promise<void>): Promise<Reply | null> {
    const { promise, resolve } = Promise.withResolvers<Reply>();
    this.#waiting.set(id, resolve);
    const timeout = new AbortController();
    try {
      const late = this.options.clock.wait(this.options.timeoutMs, timeout.signal).then(() => null);
      await ask();
      return await Promise.race([promise, late]);
    } finally {
      timeout.abort();
      this.#waiting.delete(id);
    }
  }

  #apply(records: readonly LogRecord[]): void {
    const { topic, idOf } = this.options;
    for (const { value } of records) {
      const decoded = value === null ? null : decodeJson(topic, value);
      if (decoded?.kind === 'value') this.#waiting.get(idOf(decoded.value))?.(decoded.value);
    }
  }
}
