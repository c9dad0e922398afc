import type { Clock } from '@tocsin/ports/clock';
import type { Transaction, Transactor } from '@tocsin/ports/event-log';
import type { Kafka, Producer } from 'kafkajs';
import { inRequests } from './in-requests.js';
import type { TopicDirectory } from './topic-directory.js';

/** The coordinator answers "concurrent transactions" for some milliseconds after each one. */
const retry = { initialRetryTime: 10, maxRetryTime: 1_000, retries: Number.MAX_SAFE_INTEGER };
/** Readers wait for a transaction that its writer left open at most this long. */
const TRANSACTION_TIMEOUT_MS = 10_000;
/** Answers after which the same question is asked again. */
const passing = new Set([
  'CONCURRENT_TRANSACTIONS',
  'GROUP_COORDINATOR_NOT_AVAILABLE',
  'GROUP_LOAD_IN_PROGRESS',
  'NOT_COORDINATOR_FOR_GROUP',
]);
const ATTEMPTS_MAX = 500;
const PAUSE_MS = 20;
/** How brokers say that a newer writer of the same id has opened. */
const fencedCodes = new Set([47, 90]);

/** A transactional producer; its id and epoch at the brokers are what fences former owners. */
export class KafkaTransactor implements Transactor {
  #isFenced = false;
  /** Transactions of one producer cannot overlap. */
  #last: Promise<unknown> = Promise.resolve();

  private constructor(
    private readonly producer: Producer,
    private readonly topics: TopicDirectory,
    private readonly clock: Clock,
  ) {}

  static async open(kafka: Kafka, topics: TopicDirectory, clock: Clock, id: string): Promise<KafkaTransactor> {
    const producer = kafka.producer({
      transactionalId: id,
      idempotent: true,
      maxInFlightRequests: 1,
      transactionTimeout: TRANSACTION_TIMEOUT_MS,
      retry,
    });
    await producer.connect();
    // The first transaction registers the id at the brokers, which ends what a former owner had under way.
    const first = await producer.transaction();
    await first.abort();
    return new KafkaTransactor(producer, topics, clock);
  }

  write(transaction: Transaction): Promise<'done' | 'fenced'> {
    const outcome = this.#last.then(() => this.#write(transaction));
    this.#last = outcome.catch(() => undefined);
    return outcome;
  }

  async close(): Promise<void> {
    await this.#last;
    await this.producer.disconnect();
  }

  async #write({ appends, commits }: Transaction): Promise<'done' | 'fenced'> {
    if (this.#isFenced) return 'fenced';
    const topicMessages = await Promise.all(
      appends.map(async ({ topic, records }) => ({ topic, messages: await this.topics.messages(topic, records) })),
    );
    if (topicMessages.every(({ messages }) => messages.length === 0) && (commits?.offsets ?? []).length === 0)
      return 'done';
    const transaction = await this.producer.transaction();
    let isEnding = false;
    try {
      for (const request of inRequests(topicMessages))
        await transaction.sendBatch({ acks: -1, topicMessages: request });
      if (commits !== undefined && commits.offsets.length > 0) {
        const topics = Map.groupBy(commits.offsets, ({ topic }) => topic);
        const offsets = {
          consumerGroupId: commits.group,
          topics: [...topics].map(([topic, at]) => ({
            topic,
            partitions: at.map(({ partition, offset }) => ({ partition, offset: String(offset) })),
          })),
        };
        await this.#insist(() => transaction.sendOffsets(offsets));
      }
      isEnding = true;
      await transaction.commit();
      return 'done';
    } catch (error) {
      if (isFencing(error) || (isEnding && isOfAnother(error))) {
        this.#isFenced = true;
        return 'fenced';
      }
      await transaction.abort().catch(() => undefined);
      throw error;
    }
  }

  /** The client gives up here where it insists elsewhere: while a coordinator is found, or ends an earlier transaction. */
  async #insist(ask: () => Promise<void>): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await ask();
      } catch (error) {
        const { type = '' } = error as { type?: string };
        if (!passing.has(type) || attempt === ATTEMPTS_MAX) throw error;
        await this.clock.wait(PAUSE_MS);
      }
    }
  }
}

/**
 * Whether somebody else is about to end the transaction that was to be committed: a newer writer, or the coordinator, for
 * which it lasted too long. Either bumps the epoch.
 */
function isOfAnother(error: unknown): boolean {
  return (error as { type?: string }).type === 'CONCURRENT_TRANSACTIONS';
}

function isFencing(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    const { code, type } = cause as { code?: number; type?: string };
    if ((code !== undefined && fencedCodes.has(code)) || type === 'INVALID_PRODUCER_EPOCH') return true;
  }
  return false;
}
