import type { Clock } from '@tocsin/ports/clock';
import type { ArchivedResult, ResultArchive } from '@tocsin/ports/result-archive';
import { type CacheRead, KEPT_BYTES_MAX, type ResultContent } from '@tocsin/ports/result-cache';

/** A result that looks at less time is cheaper made than looked for; ms. */
const DEAR_SPAN_MS = 3_600_000;
/** What was made sooner is not worth a row; ms. */
const DEAR_MS = 250;
/** How long the archive may take to find something; ms. */
const FIND_MS_MAX = 100;
/** How long the archive is left alone after it failed; ms. */
const REST_MS = 5_000;
/** Most results that are being written: the pool of connections serves others, too. */
const WRITING_MAX = 2;

export interface DearResultsOptions {
  archive: ResultArchive;
  clock: Clock;
  onRead(read: CacheRead): void;
}

/** What is asked of the archive. */
export interface DearResult {
  readonly tenant: string;
  readonly key: string;
  /** How much time it looks at; ms. */
  readonly spanMs: number;
  readonly ttlMs: number;
}

/**
 * The last layer of the cache, for results that look far back and took long to make. Nobody waits for it: it has little
 * time to find something, writes on its own, and is left alone for a while when it fails.
 */
export class DearResults {
  #restsUntil = 0;
  #writing = 0;

  constructor(private readonly options: DearResultsOptions) {}

  /** The result if it is there; or else as it is made, and kept when that took long. */
  async findOrMake(
    asked: DearResult,
    make: () => Promise<ResultContent>,
  ): Promise<ArchivedResult | { made: ResultContent }> {
    const { clock } = this.options;
    if (asked.spanMs < DEAR_SPAN_MS) return { made: await make() };
    const found = await this.#find(asked);
    if (found !== null) return found;
    const began = clock.now();
    const made = await make();
    if (clock.now() - began >= DEAR_MS) this.#keep(asked, made);
    return { made };
  }

  async #find({ tenant, key }: DearResult): Promise<ArchivedResult | null> {
    const { archive, clock, onRead } = this.options;
    if (clock.now() < this.#restsUntil) return null;
    const done = new AbortController();
    const late = clock.wait(FIND_MS_MAX, done.signal).then(() => Promise.reject(new Error('the archive is slow')));
    late.catch(() => undefined);
    try {
      const found = await Promise.race([archive.find(tenant, key, clock.now()), late]);
      onRead({ layer: 'postgres', outcome: found === null ? 'miss' : 'hit' });
      return found;
    } catch {
      this.#rest();
      return null;
    } finally {
      done.abort();
    }
  }

  #keep({ tenant, key, ttlMs }: DearResult, text: ResultContent): void {
    const { archive, clock } = this.options;
    const madeAt = clock.now();
    if (typeof text !== 'string' || Buffer.byteLength(text) > KEPT_BYTES_MAX) return;
    if (madeAt < this.#restsUntil || this.#writing >= WRITING_MAX) return;
    this.#writing += 1;
    void archive
      .keep(tenant, key, { text, madeAt }, madeAt + ttlMs)
      .catch(() => this.#rest())
      .finally(() => {
        this.#writing -= 1;
      });
  }

  #rest(): void {
    const { clock, onRead } = this.options;
    onRead({ layer: 'postgres', outcome: 'error' });
    this.#restsUntil = clock.now() + REST_MS;
  }
}
