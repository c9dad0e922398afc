import { topicName } from '@tocsin/contracts/define-topic';
import { deadLetters } from '@tocsin/contracts/topics/dead-letters';
import type { DeliveryStore } from '@tocsin/ports/delivery-store';
import type { EventLog } from '@tocsin/ports/event-log';
import { GroupProgress } from './group-progress.js';
import { EVALUATION_GROUP, type WatchedGroup, watchedGroups } from './watched-groups.js';
import type { WatchdogMetrics } from './watchdog-metrics.js';

/** A group that is later than this, or a partition that stands longer, keeps the heartbeat from being sent. */
const STANDSTILL_MS = 60_000;

export interface PlatformWatchOptions {
  log: Pick<EventLog, 'offsets' | 'committed'>;
  deliveries: Pick<DeliveryStore, 'backlog'>;
  topicPrefix: string;
  metrics: WatchdogMetrics;
}

/** What log and database say of how the platform fares, whichever process does which part of it. */
export class PlatformWatch {
  readonly #options: PlatformWatchOptions;
  #progress = new Map<string, GroupProgress>();

  constructor(options: PlatformWatchOptions) {
    this.#options = options;
  }

  /** Begins anew, as if nothing had ever been late. */
  begin(): void {
    this.#progress = new Map();
  }

  /**
   * Looks once.
   *
   * @param at - the time of the look, ms since 1970
   * @returns what stands still that no alert could tell of, in words; null when nothing does
   * @throws what log or database throw
   */
  async look(at: number): Promise<string | null> {
    const found: string[] = [];
    for (const watched of watchedGroups) found.push(...(await this.#lookAtGroup(watched, at)));
    const { deliveries, log, metrics, topicPrefix } = this.#options;
    const { waiting, oldestAt, openReceivers } = await deliveries.backlog();
    metrics.waiting.set(waiting);
    metrics.waited.set(oldestAt === null ? 0 : Math.max(0, at - oldestAt) / 1_000);
    metrics.openReceivers.set(openReceivers);
    const letters = await log.offsets(topicName(deadLetters, topicPrefix));
    metrics.deadLetters.set(letters.reduce((sum, { latest }) => sum + latest, 0));
    return found.length === 0 ? null : found.join('; ');
  }

  async #lookAtGroup({ group, topic, marksMax, isNeededToTell }: WatchedGroup, at: number): Promise<string[]> {
    const { log, metrics, topicPrefix } = this.#options;
    const name = topicName(topic, topicPrefix);
    // In this order: what is read in between is then read, and not late.
    const ends = await log.offsets(name);
    const committed = new Map((await log.committed(group, name)).map(({ partition, offset }) => [partition, offset]));
    const labels = { consumer_group: group, topic: topic.name };
    const found: string[] = [];
    let [lag, delayMs] = [0, 0];
    for (const { partition, earliest, latest } of ends) {
      const done = Math.max(earliest, committed.get(partition) ?? earliest);
      const progress = this.#progressOf(group, topic.name, partition, marksMax);
      const waitedMs = progress.waitedMs({ at, done, end: latest });
      lag += Math.max(0, latest - done);
      delayMs = Math.max(delayMs, waitedMs);
      if (isNeededToTell && waitedMs > STANDSTILL_MS)
        found.push(`${group} is ${Math.round(waitedMs / 1_000)} s late in partition ${partition} of ${topic.name}`);
      if (group !== EVALUATION_GROUP) continue;
      const stillMs = progress.stillMs(at);
      metrics.still.set({ partition: String(partition) }, stillMs / 1_000);
      if (stillMs > STANDSTILL_MS)
        found.push(`partition ${partition} of ${topic.name} has stood still for ${Math.round(stillMs / 1_000)} s`);
    }
    metrics.lag.set(labels, lag);
    metrics.delay.set(labels, delayMs / 1_000);
    return found;
  }

  #progressOf(group: string, topic: string, partition: number, marksMax: number): GroupProgress {
    const key = `${group} ${topic} ${partition}`;
    let progress = this.#progress.get(key);
    if (progress === undefined) {
      progress = new GroupProgress(marksMax);
      this.#progress.set(key, progress);
    }
    return progress;
  }
}
