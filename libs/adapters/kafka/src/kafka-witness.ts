import { createHash } from 'node:crypto';
import { checkpointLine } from '@tocsin/domain/ledger/ledger-file';
import type { CheckpointWitness, ToldCheckpoint } from '@tocsin/ports/checkpoint-witness';
import type { Producer } from 'kafkajs';
import { type BrokerAccess, kafkaClient } from './client.js';

/** Whoever tells has a time limit of its own, and tries again; a broker that elects a leader is waited for. */
const retry = { initialRetryTime: 100, maxRetryTime: 500, retries: 5 };

export interface KafkaWitnessOptions {
  /** `host:port` of at least one broker of the other cluster. */
  readonly brokers: readonly string[];
  readonly access: BrokerAccess;
  /** Is there already: whoever keeps the cluster says for how long it keeps. */
  readonly topic: string;
  readonly clientId: string;
}

/**
 * Keeps checkpoints in a topic of another cluster, each a line as in the file of a witness, under its tenant as key; so
 * a console consumer writes what `tocsin audit verify --witness` reads.
 */
export class KafkaWitness implements CheckpointWitness {
  readonly name: string;
  readonly place: string;
  readonly #options: KafkaWitnessOptions;
  #producer: Promise<Producer> | null = null;

  constructor(options: KafkaWitnessOptions) {
    this.#options = options;
    const { brokers, topic } = options;
    this.name = `kafka/${topic}`;
    this.place = createHash('sha256')
      .update(`kafka\n${[...brokers].sort().join(',')}\n${topic}`)
      .digest('hex');
  }

  async tell({ tenantId, note }: ToldCheckpoint): Promise<string> {
    const { topic } = this.#options;
    try {
      const producer = await (this.#producer ??= this.#connect());
      await producer.send({ topic, acks: -1, messages: [{ key: tenantId, value: checkpointLine(note) }] });
      return '';
    } catch (error) {
      // An idempotent producer that does not know what became of its last message would have the next one taken for that.
      await this.close();
      throw new Error(`topic ${topic}: ${(error as Error).message}`, { cause: error });
    }
  }

  async close(): Promise<void> {
    const producer = this.#producer;
    this.#producer = null;
    if (producer !== null) await producer.then((one) => one.disconnect()).catch(() => undefined);
  }

  async #connect(): Promise<Producer> {
    const { brokers, access, clientId } = this.#options;
    // What goes wrong is thrown by whoever asked.
    const kafka = kafkaClient(brokers, clientId, () => undefined, access, retry);
    const producer = kafka.producer({ idempotent: true, maxInFlightRequests: 1, allowAutoTopicCreation: false, retry });
    try {
      await producer.connect();
      return producer;
    } catch (error) {
      await producer.disconnect().catch(() => undefined);
      throw error;
    }
  }
}
