import { topicName } from '@tocsin/contracts/define-topic';
import { packSamples } from '@tocsin/contracts/topics/pack-samples';
import { samples } from '@tocsin/contracts/topics/samples';
import type { Clock } from '@tocsin/ports/clock';
import type { EventLog } from '@tocsin/ports/event-log';
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
  #stopTimer: () => void = () => undefined;

  constructor(private readonly options: DemoPlayerOptions) {}

  start(): void {
    this.#stopTimer = this.options.clock.every(TICK_MS, () => this.play());
  }

  stop(): void {
    this.#stopTimer();
  }

  async play(): Promise<void> {
    const { log, topicPrefix, clock, world, firstStartedAt, onError } = this.options;
    const now = clock.now();
    const tick = Math.floor((now - firstStartedAt) / TICK_MS);
    const records = packSamples(DEMO_TENANT, world.samplesAt(tick, now), now);
    await log.append(topicName(samples, topicPrefix), records).catch(onError);
  }
}
