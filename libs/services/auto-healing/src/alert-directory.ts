import { decodeJson, topicName } from '@tocsin/contracts/define-topic';
import { transitions } from '@tocsin/contracts/topics/transitions';
import type { Transition } from '@tocsin/domain/engine/transition';
import type { Consumption, EventLog, LogRecord } from '@tocsin/ports/event-log';
import { followTopic } from '@tocsin/ports/follow-topic';
import type { AlertStates } from './healing-world.js';

/** Alerts that are over and still remembered; a run asks within a day, and of a few. */
const OVER_MAX = 100_000;

/** Which alerts there are, as the transitions tell. One that it has not heard of may be there or not: it says so. */
export class AlertDirectory implements AlertStates {
  readonly #firing = new Set<string>();
  readonly #over = new Set<string>();

  /** @returns once everything that was said before is known */
  follow(log: EventLog, topicPrefix: string, processName: string): Promise<Consumption> {
    return followTopic(log, {
      topic: topicName(transitions, topicPrefix),
      group: `auto-healing.transitions.${processName}`,
      from: 'beginning',
      apply: (records) => this.#apply(records),
    });
  }

  /** Takes the next transition of its alert. */
  take({ tenant_id, rule_id, fingerprint, state }: Transition): void {
    const key = keyOf(tenant_id, rule_id, fingerprint);
    this.#over.delete(key);
    if (state === 'firing' || state === 'pending') {
      this.#firing.add(key);
      return;
    }
    this.#firing.delete(key);
    this.#over.add(key);
    const [oldest] = this.#over;
    if (this.#over.size > OVER_MAX && oldest !== undefined) this.#over.delete(oldest);
  }

  async stateOf(tenantId: string, ruleId: string, fingerprint: string): Promise<'firing' | 'over' | 'unknown'> {
    const key = keyOf(tenantId, ruleId, fingerprint);
    if (this.#firing.has(key)) return 'firing';
    return this.#over.has(key) ? 'over' : 'unknown';
  }

  #apply(records: readonly LogRecord[]): void {
    for (const { value } of records) {
      const decoded = value === null ? null : decodeJson(transitions, value);
      if (decoded?.kind === 'value') this.take(decoded.value);
    }
  }
}

const keyOf = (tenantId: string, ruleId: string, fingerprint: string): string =>
  JSON.stringify([tenantId, ruleId, fingerprint]);
