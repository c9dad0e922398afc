import type { Transition } from '../engine/transition.js';
import type { LogEntry } from './log-entry.js';
import { Replay, type ReplayOptions } from './replay.js';

/** Most transitions of one replay; they are held in memory until they are compared. */
const TRANSITIONS_MAX = 200_000;

/** What a tenant's span of the log comes to when it is decided again. */
export interface ReplayedSpan {
  readonly transitions: readonly Transition[];
  /** More were made than are kept. */
  readonly isCut: boolean;
  /** Of each group: the last tick that was finished; ms since 1970. */
  readonly finished: readonly (readonly [group: string, tick: number])[];
}

/** Decides everything again that a tenant's rules and rule groups say. */
export class ReplaySpan {
  readonly #replay: Replay;
  readonly #transitions: Transition[] = [];
  readonly #finished = new Map<string, number>();
  #isCut = false;

  constructor(options: Omit<ReplayOptions, 'subject'>) {
    this.#replay = new Replay({ ...options, subject: { kind: 'all' } });
  }

  apply(partition: number, offset: number, entry: LogEntry): void {
    this.#replay.apply(partition, offset, entry);
  }

  settle(): void {
    this.#replay.settle();
    for (const { group, tick } of this.#replay.takeReports()) this.#finished.set(group, tick);
    for (const transition of this.#replay.takeTransitions()) {
      if (this.#transitions.length < TRANSITIONS_MAX) this.#transitions.push(transition);
      else this.#isCut = true;
    }
  }

  answer(): ReplayedSpan {
    this.settle();
    return { transitions: this.#transitions, isCut: this.#isCut, finished: [...this.#finished] };
  }
}
