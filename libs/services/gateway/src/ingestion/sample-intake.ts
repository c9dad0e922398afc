import type { Sample } from '@tocsin/contracts/topics/pack-samples';
import type { Clock } from '@tocsin/ports/clock';
import type { EventLog } from '@tocsin/ports/event-log';
import { SamplesWriter } from '@tocsin/ports/samples-writer';
import { Counter, type Registry } from 'prom-client';
import { unavailable } from '../problem.js';
import type { RefusedSample } from './sample-check.js';

/** Samples that may wait for the log at once; some tens of megabytes. */
const WAITING_MAX = 500_000;

/** The ways in which samples come. */
const waysIn = ['json', 'remote_write', 'otlp', 'kafka_json', 'kafka_otlp'] as const;
export type WayIn = (typeof waysIn)[number];

/** Brings samples that were checked into the log, and counts those that were not taken. */
export class SampleIntake {
  readonly #taken: Counter<'way_in'>;
  readonly #refused: Counter<'way_in' | 'reason'>;
  readonly #writer: SamplesWriter;
  #waiting = 0;

  constructor(
    log: EventLog,
    topicPrefix: string,
    private readonly clock: Clock,
    registry: Registry,
  ) {
    const registers = [registry];
    this.#writer = new SamplesWriter(log, topicPrefix);
    this.#taken = new Counter({
      name: 'tocsin_samples_ingested_total',
      help: 'Samples taken in, by the way they came.',
      labelNames: ['way_in'],
      registers,
    });
    // Whoever watches for growth sees the first samples only if there was a 0 before them.
    for (const way_in of waysIn) this.#taken.inc({ way_in }, 0);
    this.#refused = new Counter({
      name: 'tocsin_samples_not_ingested_total',
      help: 'Samples refused on the way in, by reason.',
      labelNames: ['way_in', 'reason'],
      registers,
    });
  }

  /**
   * Resolves when the samples stand in the log.
   *
   * @throws ProblemError 503 while too many samples wait
   */
  async take(
    tenant: string,
    accepted: readonly Sample[],
    refused: readonly RefusedSample[],
    wayIn: WayIn,
  ): Promise<void> {
    for (const { code } of refused) this.#refused.inc({ way_in: wayIn, reason: code });
    if (accepted.length === 0) return;
    if (this.#waiting + accepted.length > WAITING_MAX)
      throw unavailable('too-many-samples', `${this.#waiting} samples wait for the log already. Send them again.`);
    this.#waiting += accepted.length;
    try {
      await this.#writer.append(tenant, accepted, this.clock.now());
      this.#taken.inc({ way_in: wayIn }, accepted.length);
    } finally {
      this.#waiting -= accepted.length;
    }
  }
}
