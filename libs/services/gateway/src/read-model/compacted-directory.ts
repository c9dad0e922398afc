import { decodeJson, type TopicDefinition, topicName } from '@tocsin/contracts/define-topic';
import type { Consumption, EventLog, LogRecord } from '@tocsin/ports/event-log';
import { followTopic } from '@tocsin/ports/follow-topic';
import type { z } from 'zod';

/** What a compacted topic holds now, by tenant; kept by following it. */
export class CompactedDirectory<Value extends { tenant_id: string }> {
  readonly #byTenant = new Map<string, Map<string, Value>>();

  /**
   * @param idOf - what tells a tenant's values apart; with the tenant it is the record's key
   * @param isOlder - whether a value is older than the one that is known, and must not replace it
   */
  constructor(
    private readonly topic: TopicDefinition<z.ZodType<Value>>,
    private readonly idOf: (value: Value) => string,
    private readonly isOlder: (value: Value, known: Value) => boolean = () => false,
  ) {}

  follow(log: EventLog, topicPrefix: string, processName: string): Promise<Consumption> {
    return followTopic(log, {
      topic: topicName(this.topic, topicPrefix),
      group: `gateway.${this.topic.name}.${processName}`,
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

  get(tenant: string, id: string): Value | null {
    return this.#byTenant.get(tenant)?.get(id) ?? null;
  }

  ofTenant(tenant: string): Value[] {
    return [...(this.#byTenant.get(tenant)?.values() ?? [])];
  }

  #of(tenant: string): Map<string, Value> {
    const known = this.#byTenant.get(tenant);
    if (known !== undefined) return known;
    const values = new Map<string, Value>();
    this.#byTenant.set(tenant, values);
    return values;
  }

  #apply(records: readonly LogRecord[]): void {
    for (const { key, value } of records) {
      if (key === null) continue;
      const cut = key.indexOf('/');
      if (value === null) this.unlearn(key.slice(0, cut), key.slice(cut + 1));
      else {
        const decoded = decodeJson(this.topic, value);
        if (decoded.kind === 'value') this.learn(decoded.value);
      }
    }
  }
}
