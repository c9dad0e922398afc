import type { ModelRequest } from '@tocsin/ports/model-server';

/** A request that waits to be put into a batch. */
export interface WaitingRequest {
  /** Only requests of one key are run together. */
  readonly key: string;
  readonly request: ModelRequest;
  readonly since: number;
}

export interface BatchLimits {
  /** A batch goes out once this many windows wait. */
  readonly batchWindows: number;
  /** And once the first of them has waited for this long. */
  readonly delayMs: number;
  /** Most windows that wait; beyond, the least useful are shed. */
  readonly waitingWindowsMax: number;
}

/** How much room shedding makes at once, so that a queue that stays full is not sorted for each request. */
const SHED_SHARE = 0.1;

/** What waits, by key, oldest first. Pure: time is handed in. */
export class BatchQueue<Waiting extends WaitingRequest> {
  readonly #limits: BatchLimits;
  readonly #waiting = new Map<string, Waiting[]>();
  #windows = 0;

  constructor(limits: BatchLimits) {
    this.#limits = limits;
  }

  /** @returns what is shed to make room, the least useful first; what was added may be among it */
  add(waiting: Waiting): Waiting[] {
    const { windows } = waiting.request;
    const same = this.#waiting.get(waiting.key);
    if (same === undefined) this.#waiting.set(waiting.key, [waiting]);
    else same.push(waiting);
    this.#windows += windows;
    return this.#windows > this.#limits.waitingWindowsMax ? this.#shed() : [];
  }

  /** The key whose batch is due and has waited longest; undefined when none is. */
  due(now: number): string | undefined {
    let [found, since] = [undefined as string | undefined, Number.POSITIVE_INFINITY];
    for (const [key, waiting] of this.#waiting) {
      const first = waiting[0]?.since ?? now;
      const full = windowsOf(waiting, this.#limits.batchWindows) >= this.#limits.batchWindows;
      if ((full || now - first >= this.#limits.delayMs) && first < since) [found, since] = [key, first];
    }
    return found;
  }

  /** When the next batch is due that is not full before; undefined when nothing waits. */
  dueAt(): number | undefined {
    const firsts = Array.from(this.#waiting.values(), ([first]) => first?.since ?? Number.POSITIVE_INFINITY);
    return firsts.length === 0 ? undefined : Math.min(...firsts) + this.#limits.delayMs;
  }

  /** Takes a batch: the oldest requests of a key that fit. */
  take(key: string): Waiting[] {
    const waiting = this.#waiting.get(key) ?? [];
    let [count, windows] = [0, 0];
    for (const { request } of waiting) {
      if (count > 0 && windows + request.windows > this.#limits.batchWindows) break;
      windows += request.windows;
      count += 1;
    }
    if (count === waiting.length) this.#waiting.delete(key);
    this.#windows -= windows;
    return waiting.splice(0, count);
  }

  /** Takes all that waits. */
  drain(): Waiting[] {
    const all = [...this.#waiting.values()].flat();
    this.#waiting.clear();
    this.#windows = 0;
    return all;
  }

  #shed(): Waiting[] {
    const room = this.#limits.waitingWindowsMax * (1 - SHED_SHARE);
    const byUse = [...this.#waiting.values()].flat().sort((a, b) => a.request.usefulness - b.request.usefulness);
    const shed = new Set<Waiting>();
    for (const waiting of byUse) {
      if (this.#windows <= room) break;
      shed.add(waiting);
      this.#windows -= waiting.request.windows;
    }
    for (const [key, waiting] of this.#waiting) {
      const kept = waiting.filter((each) => !shed.has(each));
      if (kept.length === 0) this.#waiting.delete(key);
      else this.#waiting.set(key, kept);
    }
    return [...shed];
  }
}

/** How many windows wait, counted no further than to `enough`. */
function windowsOf(waiting: readonly WaitingRequest[], enough: number): number {
  let windows = 0;
  for (const { request } of waiting) {
    windows += request.windows;
    if (windows >= enough) break;
  }
  return windows;
}
