import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { MemberEvent, MemberSettings } from './member-settings.fake.js';

const PROGRAM = 'libs/targets/dist/layouts/evaluation-process.fake.js';

/** One process of a layout, as it is seen from outside. */
export class Member {
  /** What it has said, in order. */
  readonly events: MemberEvent[] = [];
  readonly exited: Promise<void>;
  /** When it was seen to be gone; ms since 1970. */
  exitedAt: number | null = null;
  readonly #child: ChildProcess;
  readonly #errors: string[] = [];

  /**
   * @param onEvent - told of each line, and of the end
   * @param now - wall time, in ms since 1970
   */
  constructor(
    readonly settings: MemberSettings,
    onEvent: (member: Member, event: MemberEvent | 'exited') => void,
    now: () => number,
  ) {
    this.#child = spawn('node', [PROGRAM, JSON.stringify(settings)], { stdio: ['ignore', 'pipe', 'pipe'] });
    const lines = (stream: NodeJS.ReadableStream | null, take: (line: string) => void): void => {
      if (stream !== null) createInterface(stream).on('line', take);
    };
    lines(this.#child.stderr, (line) => this.#errors.push(line));
    lines(this.#child.stdout, (line) => {
      const event = JSON.parse(line) as MemberEvent;
      this.events.push(event);
      onEvent(this, event);
    });
    this.exited = new Promise((resolve) => {
      this.#child.once('close', () => {
        this.exitedAt = now();
        onEvent(this, 'exited');
        resolve();
      });
    });
  }

  /** Partitions of a stage that it has been given and has not lost since, as far as it has said. */
  owned(stage: string): Set<number> {
    const owned = new Set<number>();
    for (const event of this.events) {
      if (event.kind !== 'partitions' || event.stage !== stage) continue;
      for (const partition of event.partitions) {
        if (event.what === 'assigned') owned.add(partition);
        else if (['revoked', 'fenced', 'unsure'].includes(event.what)) owned.delete(partition);
      }
    }
    return owned;
  }

  /** Whether it has said that something happened to partitions. */
  has(what: string): boolean {
    return this.events.some((event) => event.kind === 'partitions' && event.what === what);
  }

  /** As SIGTERM: it leaves its partitions in order. */
  async leave(): Promise<void> {
    this.#child.kill('SIGTERM');
    await this.exited;
  }

  /** As `kill -9`. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.exited;
  }

  /** Lets it go on after it has stopped itself. */
  wake(): void {
    this.#child.kill('SIGCONT');
  }

  /** What it has said of itself, for whoever looks into a failure. */
  account(): string {
    const errors = this.events.flatMap((event) => (event.kind === 'error' ? [event.message] : []));
    return [this.settings.name, ...errors, ...this.#errors].join('\n');
  }
}
