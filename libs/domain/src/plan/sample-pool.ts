/** Samples of one page; 1 MiB, so that a page that is half used wastes little and large windows still fit. */
const PAGE_SAMPLES = 65_536;
/** Sizes of blocks in samples, up to the page; each is a third to a half larger than the one before. */
const blockSizes: readonly number[] = (() => {
  const sizes: number[] = [];
  for (let size = 4; size < PAGE_SAMPLES; size *= 2) sizes.push(size, 1.5 * size);
  return sizes;
})();

/** Samples side by side: times in ms since 1970, and values. */
export interface Page {
  readonly times: Float64Array;
  readonly values: Float64Array;
}

/** A piece of a page that belongs to one series. */
export interface Block {
  readonly page: Page;
  readonly start: number;
  readonly size: number;
}

const pageOf = (samples: number): Page => ({
  times: new Float64Array(samples),
  values: new Float64Array(samples),
});

/**
 * Room for the samples of many series in few large arrays: an array of its own for each series would cost more than its
 * samples. Blocks that are given back are given out again.
 */
export class SamplePool {
  readonly #free = new Map<number, Block[]>();
  #page = pageOf(0);
  #used = 0;

  /** A block for at least so many samples. */
  take(samples: number): Block {
    const size = blockSizes.find((one) => one >= samples);
    if (size === undefined) return { page: pageOf(samples), start: 0, size: samples };
    const freed = this.#free.get(size)?.pop();
    if (freed !== undefined) return freed;
    if (this.#used + size > this.#page.times.length) {
      this.#page = pageOf(PAGE_SAMPLES);
      this.#used = 0;
    }
    const block = { page: this.#page, start: this.#used, size };
    this.#used += size;
    return block;
  }

  give(block: Block): void {
    if (block.size > PAGE_SAMPLES) return;
    const free = this.#free.get(block.size);
    if (free === undefined) this.#free.set(block.size, [block]);
    else free.push(block);
  }
}
