/** Samples of one page; 0.75 MiB, so that a page that is half used wastes little and large windows still fit. */
const PAGE_SAMPLES = 65_536;
/** Sizes of blocks in samples, up to the page; each is an eighth to a quarter larger than the one before. */
const blockSizes: readonly number[] = (() => {
  const sizes: number[] = [];
  for (let octave = 4; octave < PAGE_SAMPLES; octave *= 2)
    for (const share of octave < 8 ? [1, 1.5] : [1, 1.125, 1.25, 1.5, 1.75]) sizes.push(share * octave);
  return sizes;
})();

/** The largest distance from the first of a series' samples that a narrow page holds; ms, some 49 days. */
const NARROW_MS_MAX = 2 ** 32 - 1;

/** Whether a time so long after the first of its series' samples fits a narrow page; ms. */
export const fitsNarrow = (distance: number): boolean =>
  distance >= 0 && distance <= NARROW_MS_MAX && Number.isInteger(distance);

/**
 * Samples side by side. A narrow page has times as whole ms since a time that whoever owns a block of it knows, since
 * nearly all series need no more; a wide one has them as they are, in ms since 1970.
 */
interface Page {
  readonly offsets: Uint32Array | Float64Array;
  readonly values: Float64Array;
}

/** A piece of a page that belongs to one series: `size` samples from `start` on. */
export interface Block extends Page {
  readonly start: number;
  readonly size: number;
}

/** Blocks of pages of one width. */
class Shelf {
  readonly #free = new Map<number, Block[]>();
  #page: Page;
  #used = 0;

  constructor(private readonly pageOf: (samples: number) => Page) {
    this.#page = pageOf(0);
  }

  take(samples: number): Block {
    const size = blockSizes.find((one) => one >= samples);
    if (size === undefined) return { ...this.pageOf(samples), start: 0, size: samples };
    const freed = this.#free.get(size)?.pop();
    if (freed !== undefined) return freed;
    if (this.#used + size > this.#page.offsets.length) {
      this.#page = this.pageOf(PAGE_SAMPLES);
      this.#used = 0;
    }
    const block = { ...this.#page, start: this.#used, size };
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

/**
 * Room for the samples of many series in few large arrays: an array of its own for each series would cost more than its
 * samples. Blocks that are given back are given out again.
 */
export class SamplePool {
  readonly #narrow = new Shelf((samples) => ({
    offsets: new Uint32Array(samples),
    values: new Float64Array(samples),
  }));
  readonly #wide = new Shelf((samples) => ({ offsets: new Float64Array(samples), values: new Float64Array(samples) }));

  /** A block for at least so many samples. */
  take(samples: number, isWide: boolean): Block {
    return (isWide ? this.#wide : this.#narrow).take(samples);
  }

  give(block: Block): void {
    (isWide(block) ? this.#wide : this.#narrow).give(block);
  }
}

export const isWide = ({ offsets }: Pick<Page, 'offsets'>): boolean => offsets instanceof Float64Array;
