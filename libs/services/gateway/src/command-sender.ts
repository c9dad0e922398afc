import { decodeJson, encodeJson, topicName } from '@tocsin/contracts/define-topic';
import { type Command, type CommandReply, commandReplies, commands } from '@tocsin/contracts/topics/commands';
import type { Clock } from '@tocsin/ports/clock';
import type { Consumption, EventLog, LogRecord } from '@tocsin/ports/event-log';
import { followTopic } from '@tocsin/ports/follow-topic';
import { ProblemError } from './problem.js';

/** How long a caller waits for rule management; it usually answers within some ten milliseconds. */
const REPLY_TIMEOUT_MS = 10_000;

type Outcome = CommandReply['outcome'];

/** Sends commands through the log and waits for what became of them. */
export class CommandSender {
  readonly #waiting = new Map<string, (outcome: Outcome) => void>();
  #replies: Consumption | null = null;

  constructor(
    private readonly log: EventLog,
    private readonly topicPrefix: string,
    private readonly processName: string,
    private readonly clock: Clock,
  ) {}

  async start(): Promise<void> {
    this.#replies = await followTopic(this.log, {
      topic: topicName(commandReplies, this.topicPrefix),
      group: `gateway.replies.${this.processName}`,
      from: 'end',
      apply: (records) => this.#apply(records),
    });
  }

  async stop(): Promise<void> {
    await this.#replies?.stop();
  }

  /** @throws ProblemError 504 when nobody answers in time; the command may still be carried out */
  async send(command: Command): Promise<Outcome> {
    const { promise, resolve } = Promise.withResolvers<Outcome>();
    this.#waiting.set(command.id, resolve);
    const timeout = new AbortController();
    try {
      await this.log.append(topicName(commands, this.topicPrefix), [
        { key: command.tenant_id, value: encodeJson(commands, command) },
      ]);
      const late = this.clock.wait(REPLY_TIMEOUT_MS, timeout.signal).then(() => null);
      const outcome = await Promise.race([promise, late]);
      if (outcome !== null) return outcome;
      const detail = `Nobody answered within ${REPLY_TIMEOUT_MS / 1_000} s. The change may still be made; look before you ask again.`;
      throw new ProblemError(504, 'rule-management-unavailable', 'Rule management does not answer', detail);
    } finally {
      timeout.abort();
      this.#waiting.delete(command.id);
    }
  }

  #apply(records: readonly LogRecord[]): void {
    for (const { value } of records) {
      const decoded = value === null ? null : decodeJson(commandReplies, value);
      if (decoded?.kind === 'value') this.#waiting.get(decoded.value.command_id)?.(decoded.value.outcome);
    }
  }
}
