import { decodeJson, topicName } from '@tocsin/contracts/define-topic';
import { transitions } from '@tocsin/contracts/topics/transitions';
import type { HeardAlert } from '@tocsin/domain/healing/simulation/healing-simulation';
import { type HealingTrigger, healingTriggerOf } from '@tocsin/domain/healing/trigger';
import type { EventLog } from '@tocsin/ports/event-log';

/** The alerts that the log has of a tenant, as healing heard of them. */
export class RecordedAlerts {
  readonly #topic: string;

  constructor(
    private readonly log: Pick<EventLog, 'read' | 'offsetsAt'>,
    topicPrefix: string,
  ) {
    this.#topic = topicName(transitions, topicPrefix);
  }

  /**
   * The alerts that began to be pending or to fire within a time, in the order in which the log took them.
   *
   * @param to - not included; both in ms since 1970
   * @param isWanted - says of each whether it is to be told of
   * @param max - when there are more, reading ends soon, and more than so many are told
   */
  async heard(
    tenantId: string,
    { from, to }: { readonly from: number; readonly to: number },
    isWanted: (alert: HealingTrigger) => boolean,
    max: number,
    signal: AbortSignal,
  ): Promise<readonly HeardAlert[]> {
    const [starts, ends] = [await this.log.offsetsAt(this.#topic, from), await this.log.offsetsAt(this.#topic, to)];
    const ranges = starts.map(({ partition, offset }) => {
      const end = ends.find((one) => one.partition === partition);
      return { partition, offset, ...(end === undefined ? {} : { to: end.offset }) };
    });
    const heard: HeardAlert[] = [];
    for await (const { records } of this.log.read(this.#topic, ranges)) {
      signal.throwIfAborted();
      for (const { key, value, timestamp } of records) {
        // Whose it is stands in the key, so that what is another tenant's need not be decoded.
        if (value === null || key?.startsWith(`${tenantId}/`) !== true) continue;
        const decoded = decodeJson(transitions, value);
        const trigger =
          decoded.kind === 'value' && decoded.value.tenant_id === tenantId ? healingTriggerOf(decoded.value) : null;
        if (trigger === null || !isWanted(trigger)) continue;
        heard.push({ trigger, heardAt: timestamp });
      }
      if (heard.length > max) break;
    }
    return heard.sort((a, b) => a.heardAt - b.heardAt);
  }
}
