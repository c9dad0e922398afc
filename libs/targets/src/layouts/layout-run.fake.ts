import type { Clock } from '@tocsin/ports/clock';
import type { AppendRecord, EventLog } from '@tocsin/ports/event-log';
import {
  appendInput,
  evaluationTopics,
  isAllEvaluated,
  type Partitions,
  readTold,
  type Told,
} from './log-contents.fake.js';
import { Member } from './member.fake.js';
import type { MemberEvent, MemberSettings } from './member-settings.fake.js';

/** Nothing said for this long while every partition is owned: all seems to be done. */
const QUIET_MS = 1_000;
const LOOK_MS = 50;

export interface LayoutOptions {
  log: EventLog;
  broker: string;
  clock: Clock;
  /** Of the layout's own topics. */
  prefix: string;
  partitions: Partitions;
  /** What the n-th process that is started, from 0, is started with. */
  member(place: number): Omit<MemberSettings, 'name' | 'brokers' | 'topicPrefix'>;
}

const stages = ['', 'groups'] as const;

/**
 * Real processes that evaluate one log on a real Kafka. Whoever kills itself is replaced; whoever stops itself is
 * replaced too, and woken when others own what it owned.
 */
export class LayoutRun {
  readonly members: Member[] = [];
  /** Processes that were woken after they had lost their partitions. */
  readonly woken: Member[] = [];
  readonly #options: LayoutOptions;
  readonly #asleep = new Set<Member>();
  readonly #leaving = new Set<Member>();
  /** When a process has last said something, or ended; ms since 1970. */
  #heardAt = 0;

  private constructor(options: LayoutOptions) {
    this.#options = options;
  }

  /** The layout's topics are there, and nothing else is. */
  static async prepare(options: LayoutOptions): Promise<LayoutRun> {
    const run = new LayoutRun(options);
    await options.log.ensureTopics(evaluationTopics(options.prefix, options.partitions));
    return run;
  }

  /** Writes the log, or the next part of it. */
  write(records: readonly AppendRecord[]): Promise<void> {
    return appendInput(this.#options.log, this.#options.prefix, records);
  }

  join(): Member {
    const { broker, clock, prefix, member } = this.#options;
    const name = `${prefix}-${this.members.length}`;
    const settings = { ...member(this.members.length), name, brokers: [broker], topicPrefix: prefix };
    const joined = new Member(
      settings,
      (one, event) => this.#hear(one, event),
      () => clock.now(),
    );
    this.members.push(joined);
    return joined;
  }

  async leave(member: Member): Promise<void> {
    this.#leaving.add(member);
    await member.leave();
  }

  /** Waits until a process has partitions of its own. */
  async joined(member: Member): Promise<void> {
    while (member.owned('').size === 0) await this.#options.clock.wait(LOOK_MS);
  }

  /** Waits until each partition has an owner that is alive. */
  async allOwned(): Promise<void> {
    while (!this.#isAllOwned()) await this.#options.clock.wait(LOOK_MS);
  }

  /** Waits until all is evaluated and all processes have left. @returns what they told */
  async finish(): Promise<Told> {
    const { log, prefix } = this.#options;
    do {
      if (this.living().length === 0) this.join();
      await this.#quiet();
      await Promise.all(this.living().map((member) => this.leave(member)));
    } while (!(await isAllEvaluated(log, prefix)));
    return readTold(log, prefix);
  }

  living(): Member[] {
    return this.members.filter((member) => member.exitedAt === null);
  }

  /** Ends what is left, whatever happened. */
  async end(): Promise<void> {
    for (const member of this.living()) this.#leaving.add(member);
    await Promise.all(this.living().map((member) => member.kill()));
  }

  #hear(member: Member, event: MemberEvent | 'exited'): void {
    this.#heardAt = this.#options.clock.now();
    if (event === 'exited') {
      this.#asleep.delete(member);
      if (!this.#leaving.has(member)) this.join();
    } else if (event.kind === 'fault' && member.settings.fault?.kind === 'stop') this.#outlive(member);
  }

  /** Lets others take what a stopped process owns, and wakes it then. */
  #outlive(member: Member): void {
    if (this.#leaving.has(member)) {
      void this.#wake(member);
      return;
    }
    this.#asleep.add(member);
    this.join();
    void this.allOwned().then(() => {
      this.#asleep.delete(member);
      this.woken.push(member);
      return this.#wake(member);
    });
  }

  /** More than once, for it says that it stops just before it does. */
  async #wake(member: Member): Promise<void> {
    for (; member.exitedAt === null; await this.#options.clock.wait(LOOK_MS)) member.wake();
  }

  #isAllOwned(): boolean {
    const { partitions } = this.#options;
    const awake = this.living().filter((member) => !this.#asleep.has(member));
    return stages.every((stage) => {
      const owned = new Set(awake.flatMap((member) => [...member.owned(stage)]));
      return owned.size === (stage === '' ? partitions.samples : partitions.partials);
    });
  }

  async #quiet(): Promise<void> {
    const { clock } = this.#options;
    while (this.#asleep.size > 0 || !this.#isAllOwned() || clock.now() - this.#heardAt < QUIET_MS)
      await clock.wait(LOOK_MS);
  }
}
