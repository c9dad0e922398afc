import { encodeJson, topicName } from '@tocsin/contracts/define-topic';
import { type ReceiverOf, ratesPerMinute, type Receiver } from '@tocsin/contracts/topics/receivers';
import {
  type ReceiverTest,
  type ReceiverTestResult,
  receiverTestResults,
  type TestAttempt,
  type TestedAlert,
} from '@tocsin/contracts/topics/receiver-tests';
import { ruleKey } from '@tocsin/contracts/topics/rules';
import type { Clock } from '@tocsin/ports/clock';
import type { EventLog } from '@tocsin/ports/event-log';
import type { RateCounter } from '@tocsin/ports/rate-counter';
import type { Carried, Carrier } from './carrier.js';
import { jsonRequest, type Outgoing } from './formats/format.js';
import { alertsAddressOf } from './postable-alert.js';
import { prepareNotice, type ReceiverKeys } from './prepare-notice.js';
import type { ReceiverDirectory } from './receiver-directory.js';
import { testAlert, testMessage } from './test-message.js';

/** A receiver has this long to answer a test, so that whoever waits hears of it within ten seconds. */
const ANSWER_TIMEOUT_MS = 8_000;
/** A test older than this has nobody who waits for it. */
const TEST_AGE_MS_MAX = 10_000;
/** Tests of one receiver a minute where its own limit is not lower: a person tries a few times. */
const TESTS_PER_MINUTE_MAX = 10;
const MINUTE_MS = 60_000;

export interface ReceiverTesterOptions {
  receivers: Pick<ReceiverDirectory, 'get'>;
  carrier: Pick<Carrier, 'carry'>;
  keysOf(tenant: string): Promise<ReceiverKeys>;
  rates: RateCounter;
  clock: Clock;
  externalUrl: string;
  log: Pick<EventLog, 'append'>;
  topicPrefix: string;
  onError(error: unknown): void;
}

/** Sends tests to receivers when somebody asks for it, and says what they answered. Nothing of it is written down. */
export class ReceiverTester {
  readonly #running = new Set<Promise<void>>();

  constructor(private readonly options: ReceiverTesterOptions) {}

  /** Begins tests, so that a slow one keeps no other waiting; those that nobody waits for any more are passed over. */
  begin(tests: readonly ReceiverTest[]): void {
    const { clock, onError } = this.options;
    for (const test of tests) {
      if (clock.now() - test.at > TEST_AGE_MS_MAX) continue;
      const run = this.#answer(test)
        .catch(onError)
        .finally(() => this.#running.delete(run));
      this.#running.add(run);
    }
  }

  /** Ends when the tests that are under way have. */
  async stop(): Promise<void> {
    await Promise.all(this.#running);
  }

  async #answer(test: ReceiverTest): Promise<void> {
    const { log, topicPrefix } = this.options;
    const { id, reply_to } = test;
    const result: ReceiverTestResult = { id, reply_to, outcome: await this.#try(test) };
    await log.append(topicName(receiverTestResults, topicPrefix), [
      { key: reply_to, value: encodeJson(receiverTestResults, result) },
    ]);
  }

  async #try(test: ReceiverTest): Promise<ReceiverTestResult['outcome']> {
    const { receivers, rates } = this.options;
    const receiver = receivers.get(test.tenant_id, test.receiver_id);
    if (receiver === null) return { kind: 'not_found' };
    const key = `receiver-test/${ruleKey(test.tenant_id, test.receiver_id)}`;
    const { allowed, resetMs } = await rates.take(key, testsPerMinute(receiver), MINUTE_MS);
    if (!allowed) return { kind: 'rate_limited', retry_after_ms: Math.ceil(resetMs) };
    if (receiver.type === 'alertmanager')
      return { kind: 'tested', attempts: await this.#tryAlertmanagers(receiver, test.alert) };
    return { kind: 'tested', attempts: [await this.#tryOne(test, receiver)] };
  }

  async #tryOne({ id, alert }: ReceiverTest, receiver: Receiver): Promise<TestAttempt> {
    const { clock, keysOf, externalUrl } = this.options;
    const keys = await keysOf(receiver.tenant_id);
    const now = clock.now();
    const message = testMessage(id, now, externalUrl, alert);
    const prepared = prepareNotice({ id, at: now, message, receiver }, keys, now);
    if (prepared.kind === 'impossible')
      return { outcome: 'not_delivered', status: null, latency_ms: 0, reason: prepared.reason, answer: '' };
    const attempt = await this.#carry(prepared.outgoing, prepared.secret);
    return prepared.fault === null ? attempt : { ...attempt, reason: `${attempt.reason}; ${prepared.fault}` };
  }

  #tryAlertmanagers({ urls }: ReceiverOf<'alertmanager'>, alert: TestedAlert | undefined): Promise<TestAttempt[]> {
    const now = this.options.clock.now();
    const tries = urls.map(async (address) => {
      const attempt = await this.#carry(jsonRequest(alertsAddressOf(address), [testAlert(now, alert)]), null);
      return { address, ...attempt };
    });
    return Promise.all(tries);
  }

  async #carry(outgoing: Outgoing, secret: string | null): Promise<TestAttempt> {
    const { carrier, clock } = this.options;
    const before = clock.now();
    const carried: Carried = await carrier.carry(outgoing, ANSWER_TIMEOUT_MS, secret);
    const { verdict, status, reason, answer } = carried;
    const outcome = verdict.kind === 'delivered' ? 'delivered' : 'not_delivered';
    return { outcome, status, latency_ms: Math.round(clock.now() - before), reason, answer };
  }
}

function testsPerMinute(receiver: Receiver): number {
  if (receiver.type === 'alertmanager') return TESTS_PER_MINUTE_MAX;
  return Math.min(TESTS_PER_MINUTE_MAX, receiver.rate_limit_per_minute ?? ratesPerMinute[receiver.type]);
}
