/** Most outages that are remembered; older ones lie behind the times that samples still have. */
const REMEMBERED_MAX = 1_000;

/** From and to, in ms since 1970. */
export type Outage = readonly [from: number, to: number];

/**
 * When the platform itself heard nothing, neither the clock nor a sample: silence in these times tells nothing of those
 * who were silent.
 */
export class Outages {
  #known: Outage[] = [];

  /** The latest wall time at which the platform was seen at work; null before the first. */
  heardAt: number | null = null;

  get known(): readonly Outage[] {
    return this.#known;
  }

  /** When the last outage ended; minus infinity when there was none. */
  get endedAt(): number {
    return this.#known.at(-1)?.[1] ?? Number.NEGATIVE_INFINITY;
  }

  /** Goes on from what a snapshot says. */
  load(heardAt: number | null, known: readonly Outage[]): void {
    this.heardAt = heardAt;
    this.#known = [...known];
  }

  /**
   * The platform was at work at wall time `at`.
   *
   * @param toleratedMs how long it may be quiet without an outage
   * @returns whether an outage has just ended
   */
  hear(at: number, toleratedMs: number): boolean {
    const before = this.heardAt;
    if (before !== null && at <= before) return false;
    this.heardAt = at;
    if (before === null || at - before <= toleratedMs) return false;
    this.#known.push([before + toleratedMs, at]);
    if (this.#known.length > REMEMBERED_MAX) this.#known.shift();
    return true;
  }

  /** How much of the time from `from` to `to` was outage, in ms. */
  between(from: number, to: number): number {
    let sum = 0;
    for (let i = this.#known.length - 1; i >= 0; i -= 1) {
      const [began, ended] = this.#known[i] as Outage;
      if (ended <= from) break;
      sum += Math.max(0, Math.min(ended, to) - Math.max(began, from));
    }
    return sum;
  }
}
