/** Where a group and the end of a partition were at one time. */
export interface Progress {
  /** Ms since 1970. */
  at: number;
  /** The offset of the next record that the group will read. */
  done: number;
  /** The offset that the next record of the partition will get. */
  end: number;
}

/** Ends of a partition that are remembered: an hour of them at one each 15 seconds. */
const REMEMBERED_MAX = 240;

/**
 * How long records of a partition wait for a group, from what the log says of offsets alone: the group is as late as the
 * time since the partition ended where the group is now. As exact as looks are often.
 *
 * Transactions leave marks in a partition, which are offsets and no records, and a group that counts records stops before
 * those at the end. So what a few offsets at the end hold is taken for marks while nothing was written since the group
 * moved last; a group that stands is found out by what is written next.
 */
export class GroupProgress {
  #ends: { at: number; end: number }[] = [];
  #movedAt: number | null = null;
  #last: Progress | null = null;
  /** Up to here everything was read, or is a mark. */
  #read = 0;

  /** @param marksMax - most offsets that are taken for marks; 0 where the group counts offsets as read, or none are written */
  constructor(private readonly marksMax: number) {}

  /** @returns how long the oldest record has waited that the group has not read, in ms */
  waitedMs({ at, done, end }: Progress): number {
    if (this.#last?.done !== done) this.#last = { at, done, end };
    if (this.#ends.at(-1)?.end !== end) {
      this.#ends.push({ at, end });
      this.#movedAt = at;
    }
    const isMarks = this.#last.end === end && end - done <= this.marksMax;
    this.#read = isMarks ? end : Math.max(this.#read, done);
    const waiting = this.#ends.findIndex((one) => one.end > this.#read);
    if (waiting === -1) {
      this.#ends = this.#ends.slice(-1);
      return 0;
    }
    this.#ends = this.#ends.slice(Math.max(waiting, this.#ends.length - REMEMBERED_MAX));
    return at - (this.#ends[0]?.at ?? at);
  }

  /** How long the partition has had the end that it has, in ms. */
  stillMs(at: number): number {
    return at - (this.#movedAt ?? at);
  }
}
