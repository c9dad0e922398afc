/** A binary heap of (due, owner), smallest due first, in growing columns; ties go by owner, so that order is certain. */
export class TimerHeap {
  #due = new Float64Array(64);
  #owner = new Int32Array(64);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** The earliest due, or infinity. */
  earliest(): number {
    return this.#size === 0 ? Number.POSITIVE_INFINITY : (this.#due[0] as number);
  }

  push(due: number, owner: number): void {
    if (this.#size === this.#due.length) this.#grow();
    let at = this.#size;
    this.#size += 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!this.#before(due, owner, parent)) break;
      this.#move(parent, at);
      at = parent;
    }
    this.#due[at] = due;
    this.#owner[at] = owner;
  }

  /** Takes the earliest entry out and returns its owner. Must not be called on an empty heap. */
  pop(): number {
    const top = this.#owner[0] as number;
    this.#size -= 1;
    const due = this.#due[this.#size] as number;
    const owner = this.#owner[this.#size] as number;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= this.#size) break;
      if (
        child + 1 < this.#size &&
        this.#before(this.#due[child + 1] as number, this.#owner[child + 1] as number, child)
      )
        child += 1;
      if (this.#before(due, owner, child)) break;
      this.#move(child, at);
      at = child;
    }
    this.#due[at] = due;
    this.#owner[at] = owner;
    return top;
  }

  #before(due: number, owner: number, than: number): boolean {
    const other = this.#due[than] as number;
    return due < other || (due === other && owner < (this.#owner[than] as number));
  }

  #move(from: number, to: number): void {
    this.#due[to] = this.#due[from] as number;
    this.#owner[to] = this.#owner[from] as number;
  }

  #grow(): void {
    const [due, owner] = [new Float64Array(2 * this.#due.length), new Int32Array(2 * this.#owner.length)];
    due.set(this.#due);
    owner.set(this.#owner);
    [this.#due, this.#owner] = [due, owner];
  }
}
