import type { Message, Producer } from 'kafkajs';
import { inRequests } from './in-requests.js';

interface Waiting {
  topic: string;
  messages: Message[];
  resolve(): void;
  reject(error: unknown): void;
}

/** Sends what was appended while the last request was on its way together, and keeps the order. */
export class Publisher {
  #waiting: Waiting[] = [];
  #sending: Promise<void> | null = null;
  #connected: Promise<void> | null = null;

  constructor(private readonly producer: Producer) {}

  /** Resolves when all in-sync replicas have the messages. */
  send(topic: string, messages: Message[]): Promise<void> {
    if (messages.length === 0) return Promise.resolve();
    return new Promise((resolve, reject) => {
      this.#waiting.push({ topic, messages, resolve, reject });
      this.#sending ??= this.#sendAll().finally(() => (this.#sending = null));
    });
  }

  /** Resolves when nothing is on its way. */
  async flush(): Promise<void> {
    await this.#sending;
  }

  /** Not before there is something to send: who may write nowhere is given no producer's name by the brokers. */
  async #connect(): Promise<void> {
    this.#connected ??= this.producer.connect();
    try {
      await this.#connected;
    } catch (error) {
      this.#connected = null;
      throw error;
    }
  }

  async #sendAll(): Promise<void> {
    // One turn, so that appends made side by side go together.
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      const sent = this.#waiting;
      this.#waiting = [];
      const byTopic = new Map<string, Message[]>();
      for (const { topic, messages } of sent) byTopic.set(topic, [...(byTopic.get(topic) ?? []), ...messages]);
      try {
        await this.#connect();
        for (const topicMessages of inRequests([...byTopic].map(([topic, messages]) => ({ topic, messages }))))
          await this.producer.sendBatch({ acks: -1, topicMessages });
        for (const { resolve } of sent) resolve();
      } catch (error) {
        for (const { reject } of sent) reject(error);
      }
    }
  }
}
