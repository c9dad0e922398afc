import { encodeJson, topicName } from '@tocsin/contracts/define-topic';
import { type Command, type CommandReply, commandReplies, commands } from '@tocsin/contracts/topics/commands';
import type { Clock } from '@tocsin/ports/clock';
import type { EventLog } from '@tocsin/ports/event-log';
import { AwaitedReplies } from './awaited-replies.js';
import { ProblemError } from './problem.js';

/** How long a caller waits for rule management; it usually answers within some ten milliseconds. */
const REPLY_TIMEOUT_MS = 10_000;

/** Sends commands through the log and waits for what became of them. */
export class CommandSender {
  readonly #replies: AwaitedReplies<CommandReply>;

  constructor(
    private readonly log: EventLog,
    private readonly topicPrefix: string,
    processName: string,
    clock: Clock,
  ) {
    this.#replies = new AwaitedReplies({
      log,
      topicPrefix,
      clock,
      topic: commandReplies,
      group: `gateway.replies.${processName}`,
      idOf: ({ command_id }) => command_id,
      timeoutMs: REPLY_TIMEOUT_MS,
    });
  }

  start(): Promise<void> {
    return this.#replies.start();
  }

  stop(): Promise<void> {
    return this.#replies.stop();
  }

  /** @throws ProblemError 504 when nobody answers in time; the command may still be carried out */
  async send(command: Command): Promise<CommandReply['outcome']> {
    const record = { key: command.tenant_id, value: encodeJson(commands, command) };
    const reply = await this.#replies.to(command.id, () =>
      this.log.append(topicName(commands, this.topicPrefix), [record]),
    );
    if (reply !== null) return reply.outcome;
    const detail = `Nobody answered within ${REPLY_TIMEOUT_MS / 1_000} s. The change may still be made; look before you ask again.`;
    throw new ProblemError(504, 'rule-management-unavailable', 'Rule management does not answer', detail);
  }
}
