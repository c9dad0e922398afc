import type { Clock } from '@tocsin/ports/clock';
import type { EventLog } from '@tocsin/ports/event-log';
import { SamplesWriter } from '@tocsin/ports/samples-writer';
import { DEMO_TENANT, type DemoWorld } from './demo-world.js';

const TICK_MS = 1_000;

export interface DemoPlayerOptions {
  log: EventLog;
  topicPrefix: string;
  clock: Clock;
  world: DemoWorld;
  /** When the demo was first started, so that a restart goes on where time has got to; ms since 1970. */
  firstStartedAt: number;
  onError(error: unknown): void;
}

/** Sends the world's samples of the tenant `demo`, one tick a second. */
export class DemoPlayer {
  readonly #writer: SamplesWriter;
  #stopTimer: () => void = () => undefined;

  constructor(private readonly options: DemoPlayerOptions) {
    this.#writer = new SamplesWriter(options.log, options.topicPrefix);
  }

  start(): void {
    this.#stopTimer = this.options.clock.every(TICK_MS, () => this.play());
  }

  stop(): void {
    this.#stopTimer();
  }

  async play(): Promise<void> {
    const { clock, world, firstStartedAt, onError } = this.options;
    const now = clock.now();
    const tick = Math.floor((now - firstStartedAt) / TICK_MS);
    await this.#writer.append(DEMO_TENANT, world.samplesAt(tick, now), now).catch(onError);
  }
}
