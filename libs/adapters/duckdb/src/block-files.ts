import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { crc32 } from 'node:zlib';

/** A file of samples of one block. Files of one block are told apart, and put in order, by the flushes they hold. */
export interface BlockFile {
  readonly tenant: string;
  readonly start: number;
  /** Numbers of the first and the last flush whose samples it holds. */
  readonly first: number;
  readonly last: number;
  readonly path: string;
  /** CRC-32 of its bytes. */
  readonly checksum: number;
}

const fileName = /^(\d{1,16})\.(\d{1,12})-(\d{1,12})\.([0-9a-f]{8})\.parquet$/;
const tenantName = /^[a-z0-9][a-z0-9_-]{0,62}$/;
const DRAFT = '.draft';
/** What could not be read keeps its name with this behind it. */
const DAMAGED = '.damaged';
const READ_BYTES = 1024 * 1024;

/** The directory of the blocks: its names, and changes of it that a kill or a power cut leaves done or undone. */
export class BlockFiles {
  readonly directory: string;

  constructor(directory: string) {
    this.directory = resolve(directory);
  }

  /** All files of blocks, in the order of their flushes. What a killed process left unfinished is removed. */
  async list(): Promise<BlockFile[]> {
    const found: BlockFile[] = [];
    for (const tenant of await readdir(this.directory)) {
      if (!tenantName.test(tenant)) continue;
      for (const name of await readdir(join(this.directory, tenant)).catch(notADirectory)) {
        const path = join(this.directory, tenant, name);
        if (name.endsWith(DRAFT)) await rm(path, { force: true });
        const [, start, first, last, checksum] = fileName.exec(name) ?? [];
        if (start === undefined) continue;
        const numbers = { start: Number(start), first: Number(first), last: Number(last) };
        found.push({ tenant, ...numbers, path, checksum: Number.parseInt(checksum ?? '', 16) });
      }
    }
    return found.sort((a, b) => a.first - b.first);
  }

  /** A path to write a file into before it is published. */
  async draft({ tenant, start, first, last }: Omit<BlockFile, 'path' | 'checksum'>): Promise<string> {
    if (!tenantName.test(tenant)) throw new TypeError(`${JSON.stringify(tenant)} names no tenant`);
    const directory = join(this.directory, tenant);
    if ((await mkdir(directory, { recursive: true })) !== undefined) await syncDirectory(this.directory);
    return join(directory, `${start}.${first}-${last}${DRAFT}`);
  }

  /** Gives a draft its name, once all of it is on the disk. */
  async publish(draft: string, file: Omit<BlockFile, 'path' | 'checksum'>): Promise<BlockFile> {
    const { tenant, start, first, last } = file;
    const checksum = await checksumOf(draft);
    const hex = checksum.toString(16).padStart(8, '0');
    const path = join(this.directory, tenant, `${start}.${first}-${last}.${hex}.parquet`);
    await this.#replace(draft, path);
    return { tenant, start, first, last, path, checksum };
  }

  async isWhole({ path, checksum }: BlockFile): Promise<boolean> {
    return (await checksumOf(path)) === checksum;
  }

  async remove({ path }: BlockFile): Promise<void> {
    await rm(path, { force: true });
  }

  /** @returns where the file lies from now on */
  async setAside(path: string): Promise<string> {
    await rename(path, `${path}${DAMAGED}`);
    return `${path}${DAMAGED}`;
  }

  /** Null when they cannot be read; empty when there are none yet. */
  async readPositions(): Promise<Map<number, number> | null> {
    const text = await readFile(this.positionsPath, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return '[]';
      throw error;
    });
    try {
      const pairs = JSON.parse(text) as unknown;
      return Array.isArray(pairs) && pairs.every(isPosition) ? new Map(pairs as [number, number][]) : null;
    } catch {
      return null;
    }
  }

  async writePositions(positions: ReadonlyMap<number, number>): Promise<void> {
    const draft = `${this.positionsPath}${DRAFT}`;
    const file = await open(draft, 'w', 0o600);
    await file.writeFile(JSON.stringify([...positions]));
    await file.close();
    await this.#replace(draft, this.positionsPath);
  }

  get positionsPath(): string {
    return join(this.directory, 'positions.json');
  }

  async #replace(draft: string, path: string): Promise<void> {
    const file = await open(draft, 'r+');
    await file.sync();
    await file.close();
    await rename(draft, path);
    await syncDirectory(join(path, '..'));
  }
}

function isPosition(pair: unknown): boolean {
  return (
    Array.isArray(pair) && pair.length === 2 && pair.every((number) => Number.isSafeInteger(number) && number >= 0)
  );
}

function notADirectory(error: NodeJS.ErrnoException): string[] {
  if (error.code === 'ENOTDIR') return [];
  throw error;
}

async function checksumOf(path: string): Promise<number> {
  const file = await open(path, 'r');
  try {
    const chunk = Buffer.allocUnsafe(READ_BYTES);
    let checksum = 0;
    for (;;) {
      const { bytesRead } = await file.read(chunk, 0, chunk.length);
      if (bytesRead === 0) return checksum;
      checksum = crc32(chunk.subarray(0, bytesRead), checksum);
    }
  } finally {
    await file.close();
  }
}

/** A new or renamed file is only safe when its directory is. */
async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, 'r');
  await directory.sync();
  await directory.close();
}
