import type { TopicPartition } from '@tocsin/ports/event-log';
import type { LogState } from './log-state.js';
import type { WalFiles } from './wal-files.js';
import { encodeFrame, type WalStep } from './wal-format.js';

interface Unit {
  /** Makes the steps when it is the unit's turn, so that offsets are given in the order of writing; null writes nothing. */
  build: () => readonly WalStep[] | null;
  resolve(written: boolean): void;
  reject(reason: unknown): void;
}

type CommitStep = Extract<WalStep, { kind: 'commit' }>;

/**
 * Brings units one after the other into the file and then into the state. What comes in while a write is on its way
 * goes together in the next one.
 */
export class UnitWriter {
  private waiting: Unit[] = [];
  private tasks: (() => Promise<void>)[] = [];
  private running: Promise<void> | null = null;
  private closed = false;
  /** Commits that need not be on file at once: lost with the process, they only bring records a second time. */
  private lazyCommits = new Map<string, CommitStep>();
  /** Why the last write failed, until one succeeds. */
  failure: Error | null = null;

  constructor(
    private readonly state: LogState,
    private readonly files: WalFiles | null,
    private readonly segmentBytes: number,
  ) {}

  /**
   * Writes one unit; it resolves once the steps are with the operating system and applied. False means that `build`
   * decided to write nothing.
   */
  write(build: Unit['build']): Promise<boolean> {
    if (this.closed) return Promise.reject(new Error('the log is closed'));
    return new Promise((resolve, reject) => {
      this.waiting.push({ build, resolve, reject });
      this.start();
    });
  }

  /** Applies a commit now and writes it with the next unit or flush. */
  commitLazily(group: string, at: TopicPartition & { offset: number }): void {
    const step: CommitStep = { kind: 'commit', group, topic: at.topic, partition: at.partition, offset: at.offset };
    this.state.apply(step);
    if (this.files) this.lazyCommits.set(JSON.stringify([group, at.topic, at.partition]), step);
  }

  /** Writes what was committed lazily. */
  async flush(): Promise<void> {
    if (this.lazyCommits.size > 0 && !this.closed) await this.write(() => []);
  }

  /** Runs `task` while no write is going on. */
  exclusive<Result>(task: () => Promise<Result>): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.tasks.push(() => task().then(resolve, reject));
      this.start();
    });
  }

  /** Resolves when everything handed in before is written; takes nothing more. */
  async close(): Promise<void> {
    await this.flush();
    this.closed = true;
    await this.running;
  }

  private start(): void {
    this.running ??= this.run().finally(() => {
      this.running = null;
      if (this.waiting.length > 0 || this.tasks.length > 0) this.start();
    });
  }

  private async run(): Promise<void> {
    // One turn of the microtask queue, so that appends made side by side by one caller go in one write.
    await Promise.resolve();
    while (this.waiting.length > 0 || this.tasks.length > 0) {
      const units = this.waiting;
      this.waiting = [];
      if (units.length > 0) await this.writeGroup(units);
      for (const task of this.tasks.splice(0)) await task();
    }
  }

  private async writeGroup(units: readonly Unit[]): Promise<void> {
    const built: { unit: Unit; steps: readonly WalStep[] }[] = [];
    const frames: Buffer[] = [];
    const lazy = this.takeLazyCommits();
    if (lazy.length > 0) frames.push(encodeFrame(lazy));
    for (const unit of units) {
      try {
        const steps = unit.build();
        if (steps === null) unit.resolve(false);
        else {
          if (this.files && steps.length > 0) frames.push(encodeFrame(steps));
          built.push({ unit, steps });
        }
      } catch (error) {
        unit.reject(error);
      }
    }
    try {
      if (this.files && frames.length > 0) await this.files.write(frames);
      this.failure = null;
    } catch (error) {
      this.failure = error as Error;
      this.state.releaseReserved();
      for (const { unit } of built) unit.reject(error);
      return;
    }
    for (const { unit, steps } of built) {
      for (const step of steps) this.state.apply(step);
      unit.resolve(true);
    }
    if (this.files && this.files.currentSegmentBytes >= this.segmentBytes)
      await this.files.rotate().catch((error: Error) => (this.failure = error));
  }

  private takeLazyCommits(): WalStep[] {
    const steps = [...this.lazyCommits.values()];
    this.lazyCommits.clear();
    return steps;
  }
}
