import { SELECT_SAMPLES_MAX } from '@tocsin/ports/series-history';
import { BlockFiles } from './block-files.js';
import { DuckDbBlockStore, type FileSetAside } from './duckdb-block-store.js';
import { DuckDbEngine } from './duckdb-engine.js';

export interface BlockStoreOptions {
  /** Made when it is not there; nobody else may work in it. */
  directory: string;
  /** Most samples of one select. Default {@link SELECT_SAMPLES_MAX}. */
  samplesMax?: number;
  /** Told of files that cannot be read; the store goes on without them. */
  onSetAside(file: FileSetAside): void;
  /** Stands in for the directory's files in tests that cut a change short. */
  files?: BlockFiles;
}

/**
 * Opens the blocks of a directory.
 *
 * @throws DirectoryInUse when another process has them open
 */
export async function openBlockStore({
  directory,
  samplesMax = SELECT_SAMPLES_MAX,
  onSetAside,
  files = new BlockFiles(directory),
}: BlockStoreOptions): Promise<DuckDbBlockStore> {
  const engine = await DuckDbEngine.open(files.directory);
  const store = new DuckDbBlockStore({ files, engine, samplesMax, onSetAside });
  try {
    await store.load();
  } catch (error) {
    engine.close();
    throw error;
  }
  return store;
}
