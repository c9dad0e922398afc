import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { openMemoryLog } from '@tocsin/adapter-memory-log/open-memory-log';
import { decodeJson, topicName } from '@tocsin/contracts/define-topic';
import { transitions } from '@tocsin/contracts/topics/transitions';
import type { Transition } from '@tocsin/domain/engine/transition';
import type { EventLog } from '@tocsin/ports/event-log';
import { freePort } from '@tocsin/testing/free-port';
import { systemClock } from '@tocsin/runtime/system-clock';
import { Api } from './api.js';
import { openDirectory } from './open-directory.js';
import { type PlatformProcess, startApp } from '@tocsin/testing/platform-process';

/** The platform in one process, with a home of its own, that can be killed and started again. */
export class Standalone {
  process: PlatformProcess | null = null;
  readonly api: Api;

  private constructor(
    readonly home: string,
    readonly port: number,
    private readonly env: Readonly<Record<string, string>>,
  ) {
    this.api = new Api(`http://127.0.0.1:${port}`, '');
  }

  /**
   * @param env - settings over the defaults, which are: no demo, snapshots often enough to be met by every test
   * @param prepare - is given the log before the platform is
   */
  static async start(
    env: Readonly<Record<string, string>> = {},
    prepare: ((log: EventLog) => Promise<void>) | null = null,
  ): Promise<Standalone> {
    const home = openDirectory('tocsin-e2e-');
    const standalone = new Standalone(home, await freePort(), {
      TOCSIN_DEMO: 'false',
      TOCSIN_SNAPSHOT_INTERVAL_MS: '2000',
      TOCSIN_LOG_LEVEL: 'warn',
      ...env,
    });
    if (prepare !== null) await standalone.#withLog(prepare);
    await standalone.up();
    return standalone;
  }

  async up(): Promise<void> {
    this.process = startApp('standalone', { TOCSIN_HOME: this.home, PORT: String(this.port), ...this.env });
    await this.process.said('tocsin: ready');
    this.api.token = (await readFile(join(this.home, 'admin.token'), 'utf8')).trim();
  }

  /** Stops the process if it runs; its home stays. */
  async down(): Promise<void> {
    await this.process?.interrupt();
    this.process = null;
  }

  /** Every transition that stands in the log, in its order. Ends the process, which holds the log. */
  async finalTransitions(): Promise<Transition[]> {
    await this.down();
    return this.#withLog((log) => readTransitions(log, 'tocsin'));
  }

  /** Resolves once the notification has taken in all transitions that there are. Begins the process anew, often. */
  async untilNotified(): Promise<void> {
    for (;;) {
      await this.down();
      const isNotified = await this.#withLog((log) => hasTakenTransitions(log, 'tocsin'));
      await this.up();
      if (isNotified) return;
    }
  }

  async #withLog<Result>(use: (log: EventLog) => Promise<Result>): Promise<Result> {
    const log = await openMemoryLog({ directory: join(this.home, 'log'), clock: systemClock });
    try {
      return await use(log);
    } finally {
      await log.close();
    }
  }

  async remove(): Promise<void> {
    await this.down();
    await rm(this.home, { recursive: true, force: true });
  }
}

export async function readTransitions(log: EventLog, topicPrefix: string): Promise<Transition[]> {
  const found: Transition[] = [];
  for await (const { records } of log.read(topicName(transitions, topicPrefix))) {
    for (const { value } of records) {
      const decoded = value === null ? null : decodeJson(transitions, value);
      if (decoded?.kind !== 'value') throw new Error('a record of the transitions topic cannot be read');
      found.push(decoded.value);
    }
  }
  return found;
}

/** Whether the notification has taken in all transitions that there are. */
export async function hasTakenTransitions(log: EventLog, topicPrefix: string): Promise<boolean> {
  const lags = await log.lag('notification.transitions', topicName(transitions, topicPrefix));
  return lags.every(({ lag }) => lag === 0);
}
