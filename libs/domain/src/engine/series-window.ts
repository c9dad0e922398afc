/**
 * The recent samples of one series, shared by all rules that look back on it. Each look-back has a cursor at its first
 * sample; what lies before the earliest cursor is forgotten.
 */
export class SeriesWindow {
  #times = new Float64Array(8);
  #values = new Float64Array(8);
  /** Sequence numbers of the first kept sample and of the next one; positions are taken modulo the capacity. */
  #begin = 0;
  #end = 0;
  readonly #cursors = new Map<number, number>();

  /** Keeps samples for a look-back of `windowMs` from now on. */
  want(windowMs: number): void {
    if (!this.#cursors.has(windowMs)) this.#cursors.set(windowMs, this.#begin);
  }

  /** Gives up all look-backs but these; what only the others needed goes with the next sample. */
  keepOnly(windowsMs: ReadonlySet<number>): void {
    for (const windowMs of this.#cursors.keys()) if (!windowsMs.has(windowMs)) this.#cursors.delete(windowMs);
  }

  /** Takes a sample in. Its time must be later than the last one's. */
  push(time: number, value: number): void {
    if (this.#end - this.#begin === this.#times.length) this.#grow();
    const mask = this.#times.length - 1;
    this.#times[this.#end & mask] = time;
    this.#values[this.#end & mask] = value;
    this.#end += 1;
    let earliest = this.#end;
    for (const [windowMs, start] of this.#cursors) {
      let cursor = Math.max(start, this.#begin);
      while ((this.#times[cursor & mask] as number) <= time - windowMs) cursor += 1;
      this.#cursors.set(windowMs, cursor);
      if (cursor < earliest) earliest = cursor;
    }
    this.#begin = earliest;
  }

  /**
   * The position of the first sample in the look-back that ends at the last sample, or -1 with fewer than two in it.
   *
   * @param since - samples up to this time are left out
   */
  first(windowMs: number, since: number): number {
    const mask = this.#times.length - 1;
    let low = this.#cursors.get(windowMs) ?? this.#end;
    if (low < this.#end && (this.#times[low & mask] as number) <= since) {
      let high = this.#end;
      while (low < high) {
        const middle = (low + high) >>> 1;
        if ((this.#times[middle & mask] as number) <= since) low = middle + 1;
        else high = middle;
      }
    }
    return this.#end - low < 2 ? -1 : low & mask;
  }

  lastTime(): number {
    return this.#times[(this.#end - 1) & (this.#times.length - 1)] as number;
  }

  lastValue(): number {
    return this.#values[(this.#end - 1) & (this.#times.length - 1)] as number;
  }

  timeAt(position: number): number {
    return this.#times[position] as number;
  }

  valueAt(position: number): number {
    return this.#values[position] as number;
  }

  /** Samples, oldest first, as [time, value, time, value…]; and the look-backs with how many samples they skip. */
  dump(): { samples: number[]; cursors: [number, number][] } {
    const samples: number[] = [];
    for (let at = this.#begin; at < this.#end; at += 1) {
      samples.push(
        this.#times[at & (this.#times.length - 1)] as number,
        this.#values[at & (this.#times.length - 1)] as number,
      );
    }
    return {
      samples,
      cursors: [...this.#cursors].map(([windowMs, cursor]) => [windowMs, Math.max(cursor, this.#begin) - this.#begin]),
    };
  }

  static load({ samples, cursors }: ReturnType<SeriesWindow['dump']>): SeriesWindow {
    const window = new SeriesWindow();
    for (let i = 0; i < samples.length; i += 2) {
      if (window.#end === window.#times.length) window.#grow();
      window.#times[window.#end] = samples[i] as number;
      window.#values[window.#end] = samples[i + 1] as number;
      window.#end += 1;
    }
    for (const [windowMs, cursor] of cursors) window.#cursors.set(windowMs, cursor);
    return window;
  }

  #grow(): void {
    const old = this.#times.length;
    const [times, values] = [new Float64Array(2 * old), new Float64Array(2 * old)];
    for (let at = this.#begin; at < this.#end; at += 1) {
      times[at & (2 * old - 1)] = this.#times[at & (old - 1)] as number;
      values[at & (2 * old - 1)] = this.#values[at & (old - 1)] as number;
    }
    [this.#times, this.#values] = [times, values];
  }
}
