import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeBlockStore, partsOf } from '@tocsin/ports/block-store.contract';
import { CONTRACT_TIME, selected } from '@tocsin/ports/series-history.contract';
import { TooManySamples } from '@tocsin/ports/series-history';
import { BlockFiles } from './block-files.js';
import type { DuckDbBlockStore, FileSetAside } from './duckdb-block-store.js';
import { DirectoryInUse } from './duckdb-engine.js';
import { openBlockStore } from './open-block-store.js';

const refuse = (file: FileSetAside): never => {
  throw new Error(`${file.path} was set aside: ${file.reason}`);
};

/** A process that opens a database and keeps it until it is killed. */
const HOLD = `require('@duckdb/node-api').DuckDBInstance.create(process.argv[1]).then((instance) => {
  process.stdout.write('held');
  setInterval(() => instance, 1000);
});`;

describeBlockStore('the block store on DuckDB', async () => {
  const directory = await mkdtemp(join(tmpdir(), "block's store-"));
  let store = await openBlockStore({ directory, onSetAside: refuse });
  return {
    store,
    reopen: async () => {
      await store.close();
      store = await openBlockStore({ directory, onSetAside: refuse });
      return store;
    },
    close: async () => {
      await store.close();
      await rm(directory, { recursive: true });
    },
  };
});

describe('the directory of the block store', () => {
  let directory: string;
  let store: DuckDbBlockStore;
  const aside: FileSetAside[] = [];
  const open = async (samplesMax?: number) => {
    store = await openBlockStore({
      directory,
      onSetAside: (file) => aside.push(file),
      ...(samplesMax === undefined ? {} : { samplesMax }),
    });
  };
  const reopen = async (change: () => Promise<void> = async () => undefined) => {
    await store.close();
    await change();
    await open();
  };
  const write = (instance: string, seconds: number, positions: ReadonlyMap<number, number> = new Map()) => {
    const points = [[CONTRACT_TIME + 1_000 * seconds, seconds]] as const;
    return store.write(partsOf('acme', [{ labels: { __name__: 'cpu', instance }, points }]), positions);
  };
  const instances = async () => (await selected(store, 'acme', [])).map(({ labels }) => labels['instance']);
  const names = async () => (await readdir(join(directory, 'acme'))).sort();
  beforeEach(async () => {
    aside.length = 0;
    directory = await mkdtemp(join(tmpdir(), 'block-store-'));
    await open();
  });
  afterEach(async () => {
    await store.close();
    await rm(directory, { recursive: true });
  });

  test('names each file by block, flushes and checksum, under the name of its tenant', async () => {
    await write('a', 1);
    await write('b', 2);
    expect(await names()).toEqual([
      expect.stringMatching(new RegExp(`^${CONTRACT_TIME}\\.1-1\\.[0-9a-f]{8}\\.parquet$`)),
      expect.stringMatching(new RegExp(`^${CONTRACT_TIME}\\.2-2\\.[0-9a-f]{8}\\.parquet$`)),
    ]);
    await store.merge('acme', CONTRACT_TIME);
    expect(await names()).toEqual([expect.stringMatching(new RegExp(`^${CONTRACT_TIME}\\.1-2\\.`))]);
    await expect(store.write([{ tenant: '../evil', start: 0, series: [] }], new Map())).rejects.toThrow('no tenant');
  });

  test('a file that is cut short, or changed by one bit, is set aside with what is missing; the rest lives on', async () => {
    for (const [i, instance] of ['a', 'b', 'c'].entries()) await write(instance, i);
    const [first = '', second = ''] = (await names()).map((name) => join(directory, 'acme', name));
    await reopen(async () => {
      await truncate(first, 100);
      const bytes = await readFile(second);
      bytes.writeUInt8(bytes.readUInt8(20) ^ 1, 20);
      await writeFile(second, bytes);
    });
    expect(await instances()).toEqual(['c']);
    expect(aside.map(({ path }) => path)).toEqual([`${first}.damaged`, `${second}.damaged`]);
    expect(aside[1]?.reason).toMatch(/not those that were written; samples of acme from 20.*T.*Z to .* are missing/);
    await reopen();
    expect(await instances()).toEqual(['c']);
    expect(aside).toHaveLength(2);
  });

  test('what a killed process left unfinished is taken away', async () => {
    await write('a', 1);
    const [own = ''] = await names();
    await reopen(async () => {
      await writeFile(join(directory, 'acme', '7200000.9-9.draft'), 'half');
      await writeFile(join(directory, 'hold.duckdb'), 'half');
    });
    expect(await names()).toEqual([own]);
    expect(await instances()).toEqual(['a']);
  });

  test('parts whose merged file is there already are taken away', async () => {
    await write('a', 1);
    await write('b', 2);
    const [part = ''] = await names();
    await copyFile(join(directory, 'acme', part), join(directory, 'kept'));
    await store.merge('acme', CONTRACT_TIME);
    await reopen(() => copyFile(join(directory, 'kept'), join(directory, 'acme', part)));
    expect(await names()).toHaveLength(1);
    expect(await instances()).toEqual(['a', 'b']);
    await write('c', 3);
    expect((await names()).some((name) => name.includes('.3-3.'))).toBe(true);
  });

  test('positions that cannot be read are set aside, and there are none then', async () => {
    await write('a', 1, new Map([[2, 7]]));
    await reopen(() => writeFile(join(directory, 'positions.json'), '[[2,"'));
    expect([...store.positions()]).toEqual([]);
    expect(aside[0]?.path).toBe(join(directory, 'positions.json.damaged'));
    await reopen();
    expect(aside).toHaveLength(1);
  });

  test('a select that would bring too much is refused, and the store goes on', async () => {
    await store.close();
    await open(3);
    for (let i = 0; i < 4; i += 1) await write(String(i), i);
    await expect(selected(store, 'acme', [])).rejects.toThrow(TooManySamples);
    expect(await selected(store, 'acme', [], CONTRACT_TIME, CONTRACT_TIME + 2_000)).toHaveLength(3);
  });

  test('nobody else may work in the directory', async () => {
    await expect(openBlockStore({ directory, onSetAside: refuse })).rejects.toThrow('already open in this process');
    await store.close();
    const holder = spawn(process.execPath, ['-e', HOLD, join(directory, 'hold.duckdb')], { cwd: __dirname });
    try {
      const [said] = (await once(holder.stdout, 'data')) as [Buffer];
      expect(String(said)).toBe('held');
      await expect(openBlockStore({ directory, onSetAside: refuse })).rejects.toThrow(DirectoryInUse);
    } finally {
      holder.kill('SIGKILL');
      await once(holder, 'exit');
    }
    await open();
    expect(await instances()).toEqual([]);
  });

  test('a flush that dies between its steps leaves whole files and the old positions', async () => {
    await write('a', 1, new Map([[0, 1]]));
    await store.close();
    for (let steps = 0; ; steps += 1) {
      const files = new DyingFiles(directory, steps);
      store = await openBlockStore({ directory, onSetAside: refuse, files });
      const parts = ['x', 'y'].flatMap((tenant) =>
        partsOf(tenant, [{ labels: { __name__: 'cpu' }, points: [[CONTRACT_TIME, steps]] }]),
      );
      const died = await store.write(parts, new Map([[0, 100]])).then(
        () => false,
        () => true,
      );
      await store.close();
      await open();
      expect(await instances()).toEqual(['a']);
      expect(store.positions().get(0)).toBe(died ? 1 : 100);
      if (!died) break;
      expect((await selected(store, 'x', [])).length).toBe(steps >= 1 ? 1 : 0);
      await store.close();
    }
    expect(await selected(store, 'y', [])).toHaveLength(1);
  });
});

/** The directory of a process that is killed after so many changes. */
class DyingFiles extends BlockFiles {
  constructor(
    directory: string,
    private steps: number,
  ) {
    super(directory);
  }

  override async publish(...args: Parameters<BlockFiles['publish']>): ReturnType<BlockFiles['publish']> {
    this.#live();
    return super.publish(...args);
  }

  override async writePositions(...args: Parameters<BlockFiles['writePositions']>): Promise<void> {
    this.#live();
    return super.writePositions(...args);
  }

  #live(): void {
    if (this.steps <= 0) throw new Error('killed');
    this.steps -= 1;
  }
}
