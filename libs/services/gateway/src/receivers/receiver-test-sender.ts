import { encodeJson, topicName } from '@tocsin/contracts/define-topic';
import {
  type ReceiverTest,
  type ReceiverTestResult,
  receiverTestResults,
  receiverTests,
} from '@tocsin/contracts/topics/receiver-tests';
import { ruleKey } from '@tocsin/contracts/topics/rules';
import type { Clock } from '@tocsin/ports/clock';
import type { EventLog } from '@tocsin/ports/event-log';
import { AwaitedReplies } from '../awaited-replies.js';

/** Whoever asks is answered within this time; a receiver has two seconds less. */
const RESULT_TIMEOUT_MS = 10_000;

/** Has a receiver sent a test by the notification service, and waits for what it answered. */
export class ReceiverTestSender {
  readonly #results: AwaitedReplies<ReceiverTestResult>;

  constructor(
    private readonly log: EventLog,
    private readonly topicPrefix: string,
    processName: string,
    clock: Clock,
  ) {
    this.#results = new AwaitedReplies({
      log,
      topicPrefix,
      clock,
      topic: receiverTestResults,
      group: `gateway.receiver-test-results.${processName}`,
      idOf: ({ id }) => id,
      timeoutMs: RESULT_TIMEOUT_MS,
    });
  }

  start(): Promise<void> {
    return this.#results.start();
  }

  stop(): Promise<void> {
    return this.#results.stop();
  }

  /** @returns null when nobody has said anything in time */
  async send(test: ReceiverTest): Promise<ReceiverTestResult['outcome'] | null> {
    const record = { key: ruleKey(test.tenant_id, test.receiver_id), value: encodeJson(receiverTests, test) };
    const result = await this.#results.to(test.id, () =>
      this.log.append(topicName(receiverTests, this.topicPrefix), [record]),
    );
    return result?.outcome ?? null;
  }
}
