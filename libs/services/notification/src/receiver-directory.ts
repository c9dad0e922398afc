import { decodeJson, topicName } from '@tocsin/contracts/define-topic';
import { type Receiver, receivers } from '@tocsin/contracts/topics/receivers';
import type { Consumption, EventLog, LogRecord } from '@tocsin/ports/event-log';
import { followTopic } from '@tocsin/ports/follow-topic';

/** All receivers of all tenants, kept by following the compacted topic; every process has the whole. */
export class ReceiverDirectory {
  readonly #byKey = new Map<string, Receiver>();
  #following: Consumption | null = null;
  #made: (tenantId: string) => void = () => undefined;

  /** Resolves when everything that was in the topic has been read. */
  async start(log: EventLog, topicPrefix: string, processName: string): Promise<void> {
    this.#following = await followTopic(log, {
      topic: topicName(receivers, topicPrefix),
      group: `notification.receivers.${processName}`,
      from: 'beginning',
      apply: (records) => this.#apply(records),
    });
  }

  /** @param made - is told of the tenant of each receiver that is made from now on */
  listen(made: (tenantId: string) => void): void {
    this.#made = made;
  }

  async stop(): Promise<void> {
    await this.#following?.stop();
  }

  get(tenantId: string, receiverId: string): Receiver | null {
    return this.#byKey.get(`${tenantId}/${receiverId}`) ?? null;
  }

  all(): Iterable<Receiver> {
    return this.#byKey.values();
  }

  ofTenant(tenantId: string): readonly Receiver[] {
    return [...this.#byKey.values()].filter((receiver) => receiver.tenant_id === tenantId);
  }

  #apply(records: readonly LogRecord[]): void {
    for (const { key, value } of records) {
      if (key === null) continue;
      const decoded = value === null ? null : decodeJson(receivers, value);
      if (decoded === null) this.#byKey.delete(key);
      else if (decoded.kind === 'value') {
        const isNew = !this.#byKey.has(key);
        this.#byKey.set(key, decoded.value);
        if (isNew) this.#made(decoded.value.tenant_id);
      }
    }
  }
}
