/** Marks the end of a list of rows, and a row that is not there. */
export const NONE = -1;

/** Rows numbered densely, kept in columns. A freed number is given out again. */
export abstract class Table {
  readonly #free: number[] = [];
  #used = 0;
  #capacity = 0;

  /** Makes the columns longer, keeping what they hold. */
  protected abstract grow(capacity: number): void;

  protected take(): number {
    const freed = this.#free.pop();
    if (freed !== undefined) return freed;
    if (this.#used === this.#capacity) {
      this.#capacity = Math.max(64, 2 * this.#capacity);
      this.grow(this.#capacity);
    }
    this.#used += 1;
    return this.#used - 1;
  }

  protected give(row: number): void {
    this.#free.push(row);
  }

  /** How many rows are in use. */
  get size(): number {
    return this.#used - this.#free.length;
  }
}

/**
 * How long columns get whose rows belong to others: just as long as asked for at first, since most rows are there from the
 * beginning, and later a quarter longer than before, so that a row is seldom copied.
 */
export const roomFor = (rows: number, capacity: number): number => Math.max(rows, Math.ceil(1.25 * capacity), 8);

type Column = Float64Array | Int32Array | Uint16Array | Uint8Array;

/** A longer copy of a column. */
export function grown<Kind extends Column>(column: Kind, capacity: number): Kind {
  const longer = new (column.constructor as new (length: number) => Kind)(capacity);
  longer.set(column);
  return longer;
}

/** Values with numbers that fit a column. */
export class Slots<Value> {
  readonly #values: (Value | undefined)[] = [];
  readonly #free: number[] = [];

  add(value: Value): number {
    const slot = this.#free.pop() ?? this.#values.length;
    this.#values[slot] = value;
    return slot;
  }

  remove(slot: number): void {
    this.#values[slot] = undefined;
    this.#free.push(slot);
  }

  /** Must be called with a slot in use only. */
  at(slot: number): Value {
    return this.#values[slot] as Value;
  }

  *[Symbol.iterator](): Iterator<Value> {
    for (const value of this.#values) if (value !== undefined) yield value;
  }
}
