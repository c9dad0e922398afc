import { decodeJson, encodeJson, topicName } from '@tocsin/contracts/define-topic';
import { type Revocation, revocations } from '@tocsin/contracts/topics/revocations';
import type { Clock } from '@tocsin/ports/clock';
import type { Consumption, EventLog, LogRecord } from '@tocsin/ports/event-log';
import { followTopic } from '@tocsin/ports/follow-topic';

/** How often what would have expired by itself is forgotten. */
const SWEEP_PERIOD_MS = 60_000;
/** How long whoever revokes waits for the log; the outbox takes a second, too. */
const TELLING_MS_MAX = 1_000;

export interface RevocationDirectoryOptions {
  log: Pick<EventLog, 'append' | 'offsets' | 'read' | 'consume'>;
  topicPrefix: string;
  clock: Clock;
  onError(error: unknown): void;
}

/** What opens no door any more; every gateway follows it, so that what one revokes all refuse. */
export class RevocationDirectory {
  readonly #until = new Map<string, number>();
  readonly #listeners: ((revocation: Revocation) => void)[] = [];
  readonly #options: RevocationDirectoryOptions;
  #stopSweeping: () => void = () => undefined;

  constructor(options: RevocationDirectoryOptions) {
    this.#options = options;
  }

  /** @returns once everything that was revoked before is known */
  async follow(processName: string): Promise<Consumption> {
    const { log, topicPrefix, clock } = this.#options;
    const following = await followTopic(log as EventLog, {
      topic: topicName(revocations, topicPrefix),
      group: `gateway.${revocations.name}.${processName}`,
      from: 'beginning',
      apply: (records) => this.#apply(records),
    });
    this.#stopSweeping = clock.every(SWEEP_PERIOD_MS, () => this.#sweep());
    const stop = async (): Promise<void> => {
      this.#stopSweeping();
      await following.stop();
    };
    return { ...following, stop };
  }

  /** Is told of each revocation once, as it is learnt. */
  listen(listener: (revocation: Revocation) => void): void {
    this.#listeners.push(listener);
  }

  isRevoked(tenant: string, id: string): boolean {
    const until = this.#until.get(keyOf({ tenant_id: tenant, id }));
    return until !== undefined && until > this.#options.clock.now();
  }

  /**
   * Refuses at once here, and tells the other gateways. What is told stands in the outbox, too, so a log that is away now
   * hears of it later.
   *
   * @returns once the log has it; of a log that is away, after a second
   */
  async tell(told: readonly Revocation[]): Promise<void> {
    if (told.length === 0) return;
    for (const revocation of told) this.#learn(revocation);
    const { log, topicPrefix, clock, onError } = this.#options;
    const records = told.map((revocation) => ({
      key: keyOf(revocation),
      value: encodeJson(revocations, revocation),
    }));
    const done = new AbortController();
    const appended = log
      .append(topicName(revocations, topicPrefix), records)
      .catch(onError)
      .finally(() => done.abort());
    await Promise.race([appended, clock.wait(TELLING_MS_MAX, done.signal)]);
  }

  #apply(records: readonly LogRecord[]): void {
    for (const { value } of records) {
      const decoded = value === null ? null : decodeJson(revocations, value);
      if (decoded?.kind === 'value') this.#learn(decoded.value);
    }
  }

  #learn(revocation: Revocation): void {
    const key = keyOf(revocation);
    if (this.#until.has(key) || revocation.until <= this.#options.clock.now()) return;
    this.#until.set(key, revocation.until);
    for (const listener of this.#listeners) listener(revocation);
  }

  #sweep(): void {
    const now = this.#options.clock.now();
    for (const [key, until] of this.#until) if (until <= now) this.#until.delete(key);
  }
}

/** The key of a revocation's record. */
export const keyOf = ({ tenant_id, id }: Pick<Revocation, 'tenant_id' | 'id'>): string => `${tenant_id}/${id}`;
