import { BLOCK_MS, type BlockPart, type BlockStore, type BlockSummary } from '@tocsin/ports/block-store';
import { HistoryAnswer, SeriesMatcher } from '@tocsin/ports/history-answer';
import type { HistoryRange, HistorySeries } from '@tocsin/ports/series-history';
import type { Labels } from '@tocsin/domain/rules/labels';
import type { BlockFile, BlockFiles } from './block-files.js';
import type { DuckDbEngine } from './duckdb-engine.js';
import {
  mergeParquet,
  type ParquetSummary,
  readDictionary,
  readPresence,
  readSamples,
  summarize,
  writeParquet,
} from './parquet-samples.js';

/** A file that cannot be read and is left out from now on; its samples are missing. */
export interface FileSetAside {
  /** Where it lies now. */
  path: string;
  reason: string;
}

/** A file of a block, with what is known of it. */
interface KnownFile extends BlockFile, ParquetSummary {
  /** Whether its bytes are those that were written; found out when it is first read. */
  isWhole: Promise<boolean> | null;
}

export interface DuckDbBlockStoreParts {
  files: BlockFiles;
  engine: DuckDbEngine;
  samplesMax: number;
  onSetAside(file: FileSetAside): void;
}

/** The block store on Parquet files. The directory is the truth: a file with its final name is part of its block. */
export class DuckDbBlockStore implements BlockStore {
  readonly #parts: DuckDbBlockStoreParts;
  readonly #files: KnownFile[] = [];
  #positions = new Map<number, number>();
  #nextFlush = 1;
  readonly #reads = new Set<Promise<unknown>>();

  constructor(parts: DuckDbBlockStoreParts) {
    this.#parts = parts;
  }

  /** Takes up what lies in the directory. To be called once, before anything else. */
  async load(): Promise<void> {
    const { files, onSetAside } = this.#parts;
    const found = await files.list();
    for (const file of found) {
      this.#nextFlush = Math.max(this.#nextFlush, file.last + 1);
      // A merge that was cut short before it removed what it had merged.
      const isMerged = found.some((other) => other !== file && sameBlock(file, other) && holds(other, file));
      if (isMerged) await files.remove(file);
      else await this.#takeUp(file);
    }
    const positions = await files.readPositions();
    if (positions !== null) this.#positions = positions;
    else {
      const path = await files.setAside(files.positionsPath);
      onSetAside({ path, reason: 'it does not say how far the log has been read; reading begins at its first record' });
    }
  }

  positions(): ReadonlyMap<number, number> {
    return new Map(this.#positions);
  }

  blocks(): readonly BlockSummary[] {
    const byBlock = Map.groupBy(this.#files, ({ tenant, start }) => `${tenant}/${start}`);
    return Array.from(byBlock.values(), (parts) => ({
      tenant: (parts[0] as KnownFile).tenant,
      start: (parts[0] as KnownFile).start,
      parts: parts.length,
      samples: parts.reduce((sum, { samples }) => sum + samples, 0),
      latest: Math.max(...parts.map(({ latest }) => latest)),
    }));
  }

  async write(parts: readonly BlockPart[], positions: ReadonlyMap<number, number>): Promise<void> {
    const { files, engine } = this.#parts;
    const flush = this.#nextFlush;
    this.#nextFlush += 1;
    for (const { tenant, start, series } of parts) {
      const block = { tenant, start, first: flush, last: flush };
      const draft = await files.draft(block);
      if (await writeParquet(engine, draft, series)) await this.#add(await files.publish(draft, block), 'written now');
    }
    const moved = new Map([...this.#positions, ...positions]);
    await files.writePositions(moved);
    this.#positions = moved;
  }

  async merge(tenant: string, start: number): Promise<void> {
    const { files, engine } = this.#parts;
    const parts: KnownFile[] = [];
    for (const file of this.#filesOf(tenant, (own) => own === start))
      if (await this.#isReadable(file)) parts.push(file);
    const [first, last] = [parts[0], parts.at(-1)];
    if (first === undefined || last === undefined || first === last) return;
    const block = { tenant, start, first: first.first, last: last.last };
    const draft = await files.draft(block);
    await mergeParquet(
      engine,
      parts.map(({ path }) => path),
      draft,
    );
    const merged = await files.publish(draft, block);
    await this.#add(merged, 'written now', parts);
    await this.#remove(parts);
  }

  async dropEndingBefore(timeOf: (tenant: string) => number): Promise<number> {
    const old = this.#files.filter(({ tenant, start }) => start + BLOCK_MS <= timeOf(tenant));
    this.#forget(old);
    await this.#remove(old);
    return new Set(old.map(({ tenant, start }) => `${tenant}/${start}`)).size;
  }

  async select({ tenant, matchers, from, to }: HistoryRange): Promise<readonly HistorySeries[]> {
    const matcher = new SeriesMatcher(matchers);
    const answer = new HistoryAnswer(this.#parts.samplesMax);
    await this.#read(tenant, from, to, async (file) =>
      this.#parts.engine.connected(async (connection) => {
        const chosen = new Map<number, { key: string; labels: Labels }>();
        await readDictionary(connection, file.path, matcher.keyPrefix, (number, key) => {
          const labels = matcher.labelsIfMatching(key);
          if (labels !== null) chosen.set(number, { key, labels });
        });
        if (chosen.size === 0) return;
        const numbers = [...chosen.keys()].sort((a, b) => a - b);
        await readSamples(connection, file.path, numbers, { from, to }, (number, samples) => {
          const { key, labels } = chosen.get(number) as { key: string; labels: Labels };
          answer.add(key, labels, samples);
        });
      }),
    );
    return answer.series();
  }

  async series({ tenant, matchers, from, to }: HistoryRange): Promise<readonly Labels[]> {
    const matcher = new SeriesMatcher(matchers);
    const found = new Map<string, Labels>();
    await this.#read(tenant, from, to, async (file) =>
      this.#parts.engine.connected(async (connection) => {
        const isInside = from <= file.start && file.start + BLOCK_MS <= to;
        const present = isInside ? null : await readPresence(connection, file.path, from, to);
        await readDictionary(connection, file.path, matcher.keyPrefix, (number, key) => {
          if (found.has(key) || present?.has(number) === false) return;
          const labels = matcher.labelsIfMatching(key);
          if (labels !== null) found.set(key, labels);
        });
      }),
    );
    return [...found.values()];
  }

  /** Ends once nothing reads any more; whoever reads later is refused by DuckDB. */
  async close(): Promise<void> {
    await Promise.allSettled([...this.#reads]);
    this.#parts.engine.close();
  }

  /** Lets `look` see the files of a range, oldest first; none of them is removed meanwhile. */
  async #read(tenant: string, from: number, to: number, look: (file: KnownFile) => Promise<void>): Promise<void> {
    const files = from > to ? [] : this.#filesOf(tenant, (start) => start + BLOCK_MS > from && start <= to);
    const read = (async () => {
      for (const file of files) if (await this.#isReadable(file)) await look(file);
    })();
    this.#reads.add(read);
    await read.finally(() => this.#reads.delete(read));
  }

  /** The files of a tenant's blocks, in the order of blocks and flushes. */
  #filesOf(tenant: string, isWanted: (start: number) => boolean): KnownFile[] {
    return this.#files
      .filter((file) => file.tenant === tenant && isWanted(file.start))
      .sort((a, b) => a.start - b.start || a.first - b.first);
  }

  async #isReadable(file: KnownFile): Promise<boolean> {
    const { files } = this.#parts;
    file.isWhole ??= files.isWhole(file).then(async (isWhole) => {
      if (!isWhole) await this.#setAside(file, 'its bytes are not those that were written');
      return isWhole;
    });
    return file.isWhole;
  }

  async #takeUp(file: BlockFile): Promise<void> {
    try {
      await this.#add(file, 'found');
    } catch (error) {
      // Whole and yet unreadable: written by another version. That is for whoever runs this to decide.
      if (await this.#parts.files.isWhole(file)) throw error;
      await this.#setAside(file, (error as Error).message);
    }
  }

  async #add(file: BlockFile, origin: 'found' | 'written now', instead: readonly KnownFile[] = []): Promise<void> {
    const summary = await summarize(this.#parts.engine, file.path);
    this.#forget(instead);
    this.#files.push({ ...file, ...summary, isWhole: origin === 'found' ? null : Promise.resolve(true) });
  }

  async #setAside(file: BlockFile, reason: string): Promise<void> {
    this.#forget([file]);
    const path = await this.#parts.files.setAside(file.path);
    const [from, to] = [file.start, file.start + BLOCK_MS].map((time) => new Date(time).toISOString());
    this.#parts.onSetAside({ path, reason: `${reason}; samples of ${file.tenant} from ${from} to ${to} are missing` });
  }

  #forget(gone: readonly BlockFile[]): void {
    const paths = new Set(gone.map(({ path }) => path));
    const kept = this.#files.filter(({ path }) => !paths.has(path));
    this.#files.splice(0, this.#files.length, ...kept);
  }

  async #remove(files: readonly KnownFile[]): Promise<void> {
    await Promise.allSettled([...this.#reads]);
    for (const file of files) await this.#parts.files.remove(file);
  }
}

function sameBlock(a: BlockFile, b: BlockFile): boolean {
  return a.tenant === b.tenant && a.start === b.start;
}

function holds(merged: BlockFile, file: BlockFile): boolean {
  return merged.first <= file.first && file.last <= merged.last;
}
