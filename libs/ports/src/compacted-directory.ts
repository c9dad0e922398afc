import { decodeJson, type TopicDefinition, topicName } from '@tocsin/contracts/define-topic';
import type { Consumption, EventLog, LogRecord } from './event-log.js';
import { followTopic } from './follow-topic.js';
import type { z } from 'zod';

/** What a compacted topic holds now, by tenant; kept by following it. */
export class CompactedDirectory<Value extends { tenant_id: string }> {
  readonly #byTenant = new Map<string, Map<string, Value>>();
  readonly #listeners = new Set<(tenant: string, ids: ReadonlySet<string>) => void>();
  readonly #waiting = new Set<() => void>();

  /**
   * @param idOf - what tells a tenant's values apart; with the tenant it is the record's key
   * @param isOlder - whether a value is older than the one that is known, and must not replace it
   */
  constructor(
    private readonly topic: TopicDefinition<z.ZodType<Value>>,
    private readonly idOf: (value: Value) => string,
    private readonly isOlder: (value: Value, known: Value) => boolean = () => false,
  ) {}

  /** @param follower - who follows, such as `gateway`; with the process's name, a group of its own */
  follow(log: EventLog, topicPrefix: string, processName: string, follower = 'gateway'): Promise<Consumption> {
    return followTopic(log, {
      topic: topicName(this.topic, topicPrefix),
      group: `${follower}.${this.topic.name}.${processName}`,
      from: 'beginning',
      apply: (records) => this.#apply(records),
    });
  }

  /** Takes in what a reply has told before the topic does, so that a caller reads what it wrote. */
  learn(value: Value): void {
    const [values, id] = [this.#of(value.tenant_id), this.idOf(value)];
    const known = values.get(id);
    if (known === undefined || !this.isOlder(value, known)) values.set(id, value);
  }

  unlearn(tenant: string, id: string): void {
    this.#of(tenant).delete(id);
  }

  /** Tells of each tenant whose values the topic has changed, and which of them. */
  listen(listener: (tenant: string, ids: ReadonlySet<string>) => void): void {
    this.#listeners.add(listener);
  }

  get(tenant: string, id: string): Value | null {
    return this.#byTenant.get(tenant)?.get(id) ?? null;
  }

  ofTenant(tenant: string): Value[] {
    return [...(this.#byTenant.get(tenant)?.values() ?? [])];
  }

  /** Of every tenant: for the operator, and for nobody else. */
  all(): Value[] {
    return [...this.#byTenant.values()].flatMap((values) => [...values.values()]);
  }

  /** Resolves as soon as the directory is as wanted, or when `timeout` does. */
  async until(isThere: () => boolean, timeout: Promise<unknown>): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const look = (): void => {
      if (isThere()) resolve();
    };
    this.#waiting.add(look);
    look();
    await Promise.race([promise, timeout]);
    this.#waiting.delete(look);
  }

  #of(tenant: string): Map<string, Value> {
    const known = this.#byTenant.get(tenant);
    if (known !== undefined) return known;
    const values = new Map<string, Value>();
    this.#byTenant.set(tenant, values);
    return values;
  }

  #apply(records: readonly LogRecord[]): void {
    const changed = new Map<string, Set<string>>();
    for (const { key, value } of records) {
      if (key === null) continue;
      const cut = key.indexOf('/');
      const [tenant, id] = [key.slice(0, cut), key.slice(cut + 1)];
      if (value === null) this.unlearn(tenant, id);
      else {
        const decoded = decodeJson(this.topic, value);
        if (decoded.kind === 'value') this.learn(decoded.value);
      }
      changed.set(tenant, (changed.get(tenant) ?? new Set()).add(id));
    }
    for (const [tenant, ids] of changed) for (const listener of this.#listeners) listener(tenant, ids);
    for (const look of this.#waiting) look();
  }
}
