import { topicName } from '@tocsin/contracts/define-topic';
import { packSamples, type Sample } from '@tocsin/contracts/topics/pack-samples';
import { samples } from '@tocsin/contracts/topics/samples';
import type { EventLog } from './event-log.js';

/** Writes samples into the partitions of the samples topic that they belong to. */
export class SamplesWriter {
  readonly #topic: string;
  #partitions: Promise<number> | null = null;

  constructor(
    private readonly log: Pick<EventLog, 'append' | 'offsets'>,
    topicPrefix: string,
  ) {
    this.#topic = topicName(samples, topicPrefix);
  }

  /**
   * Resolves when the samples stand in the log.
   *
   * @param receivedAt - when they were accepted; ms since 1970
   */
  async append(tenant: string, accepted: readonly Sample[], receivedAt: number): Promise<void> {
    const partitions = await this.#countPartitions();
    await this.log.append(this.#topic, packSamples(tenant, accepted, receivedAt, partitions));
  }

  /** Asks the log once: with another number, series would go on elsewhere than where they are known. */
  #countPartitions(): Promise<number> {
    this.#partitions ??= this.log.offsets(this.#topic).then(
      ({ length }) => length,
      (error: unknown) => {
        this.#partitions = null;
        throw error;
      },
    );
    return this.#partitions;
  }
}
