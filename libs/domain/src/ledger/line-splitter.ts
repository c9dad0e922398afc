const NEWLINE = 10;

/** Cuts bytes into lines as they come; holds no more than the line that has not ended. */
export class LineSplitter {
  #rest: Uint8Array[] = [];
  #restBytes = 0;

  /** How many bytes have come of a line that has not ended. */
  get restBytes(): number {
    return this.#restBytes;
  }

  /** The lines that end in a chunk, without their ends. */
  *push(chunk: Uint8Array): Generator<Uint8Array> {
    let from = 0;
    for (let to = chunk.indexOf(NEWLINE); to >= 0; to = chunk.indexOf(NEWLINE, from)) {
      yield this.#joined(chunk.subarray(from, to));
      from = to + 1;
    }
    if (from === chunk.length) return;
    // A copy: whoever reads a file may use the chunk's bytes again.
    this.#rest.push(chunk.slice(from));
    this.#restBytes += chunk.length - from;
  }

  #joined(end: Uint8Array): Uint8Array {
    if (this.#rest.length === 0) return end;
    const line = new Uint8Array(this.#restBytes + end.length);
    let at = 0;
    for (const part of [...this.#rest, end]) {
      line.set(part, at);
      at += part.length;
    }
    this.#rest = [];
    this.#restBytes = 0;
    return line;
  }
}
