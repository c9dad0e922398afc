import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type DuckDBConnection, type DuckDBDataChunk, DuckDBInstance, type DuckDBValue } from '@duckdb/node-api';

/** Another living process works in the directory. */
export class DirectoryInUse extends Error {}

/** Queries that run at once: each holds one of the four threads that Node also reads files and resolves names with. */
const QUERIES_MAX = 2;

/** Small enough to live beside the services of one process; what does not fit goes to the disk. */
const settings = {
  threads: '1',
  memory_limit: '512MB',
  max_temp_directory_size: '8GB',
  autoinstall_known_extensions: 'false',
  autoload_known_extensions: 'false',
};

const heldDirectories = new Set<string>();

/** DuckDB, shut in a directory: it reads and writes nothing outside of it, and nobody else may work there meanwhile. */
export class DuckDbEngine {
  #running = 0;
  readonly #waiting: (() => void)[] = [];

  private constructor(
    private readonly instance: DuckDBInstance,
    private readonly directory: string,
  ) {}

  /** @throws DirectoryInUse when another process has it open */
  static async open(directory: string): Promise<DuckDbEngine> {
    if (heldDirectories.has(directory)) throw new Error(`${directory} is already open in this process`);
    heldDirectories.add(directory);
    try {
      await mkdir(directory, { recursive: true, mode: 0o700 });
      const instance = await holdDirectory(directory);
      const spilled = join(directory, '.spilled');
      await rm(spilled, { recursive: true, force: true });
      const connection = await instance.connect();
      await connection.run(`SET temp_directory = ${quoted(spilled)}`);
      await connection.run(`SET allowed_directories = [${quoted(`${directory}/`)}]`);
      await connection.run('SET enable_external_access = false');
      await connection.run('SET lock_configuration = true');
      connection.closeSync();
      return new DuckDbEngine(instance, directory);
    } catch (error) {
      heldDirectories.delete(directory);
      throw error;
    }
  }

  /** Runs work on a connection of its own, as soon as few enough others do. */
  async connected<Result>(work: (connection: DuckDBConnection) => Promise<Result>): Promise<Result> {
    if (this.#running >= QUERIES_MAX) await new Promise<void>((resume) => this.#waiting.push(resume));
    else this.#running += 1;
    try {
      const connection = await this.instance.connect();
      try {
        return await work(connection);
      } finally {
        connection.closeSync();
      }
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#running -= 1;
      else next();
    }
  }

  close(): void {
    this.instance.closeSync();
    heldDirectories.delete(this.directory);
  }
}

/** What a query brings, chunk by chunk as it is asked for. */
export async function* chunksOf(
  connection: DuckDBConnection,
  sql: string,
  values: Record<string, DuckDBValue>,
): AsyncGenerator<DuckDBDataChunk> {
  const result = await connection.stream(sql, values);
  for (;;) {
    const chunk = await result.fetchChunk();
    if (chunk === null || chunk.rowCount === 0) return;
    yield chunk;
  }
}

async function holdDirectory(directory: string): Promise<DuckDBInstance> {
  const path = join(directory, 'hold.duckdb');
  try {
    return await DuckDBInstance.create(path, settings);
  } catch (error) {
    if (String(error).includes('Could not set lock'))
      throw new DirectoryInUse(`${directory} is in use by another process; stop it, or choose another directory`);
    // A process that was killed while it made the file; nothing is ever in it.
    await rm(path, { force: true });
    return DuckDBInstance.create(path, settings);
  }
}

/** For the settings alone, which take no bind parameters; the path is the configuration's. */
const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;
