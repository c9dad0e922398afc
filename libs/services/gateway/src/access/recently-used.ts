export interface RecentlyUsedLimits {
  max: number;
  /** What is older is not remembered, however often it is used. */
  ageMs: number;
  /** ms since 1970. */
  now(): number;
}

/** The values that were used last, so many of them, for so long. */
export class RecentlyUsed<Value> {
  readonly #values = new Map<string, { value: Value; since: number }>();

  constructor(private readonly limits: RecentlyUsedLimits) {}

  get(key: string): Value | undefined {
    const entry = this.#values.get(key);
    if (entry === undefined) return undefined;
    this.#values.delete(key);
    if (this.limits.now() - entry.since >= this.limits.ageMs) return undefined;
    this.#values.set(key, entry);
    return entry.value;
  }

  set(key: string, value: Value): void {
    this.#values.delete(key);
    this.#values.set(key, { value, since: this.limits.now() });
    const [oldest] = this.#values.keys();
    if (this.#values.size > this.limits.max && oldest !== undefined) this.#values.delete(oldest);
  }

  deleteWhere(isWanted: (key: string) => boolean): void {
    for (const key of this.#values.keys()) if (isWanted(key)) this.#values.delete(key);
  }
}
