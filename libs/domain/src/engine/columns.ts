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

/** A longer copy of a column. */
export function grown<Column extends Float64Array | Int32Array | Uint8Array>(column: Column, capacity: number): Column {
  const longer = new (column.constructor as new (length: number) => Column)(capacity);
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
