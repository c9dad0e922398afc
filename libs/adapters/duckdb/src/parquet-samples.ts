import { setImmediate } from 'node:timers/promises';
import {
  type DuckDBConnection,
  DuckDBDataChunk,
  DOUBLE,
  INTEGER,
  listValue,
  VARCHAR,
  type DuckDBValue,
} from '@duckdb/node-api';
import type { BlockSeries } from '@tocsin/ports/block-store';
import type { SampleColumns } from '@tocsin/ports/samples-columns';
import { chunksOf, type DuckDbEngine } from './duckdb-engine.js';

/** Rows of one chunk, as many as DuckDB takes at once. */
const CHUNK_ROWS = 2_048;
/** After so many chunks others of this process get their turn: some milliseconds. */
const CHUNKS_AT_ONCE = 8;

/**
 * Without dictionaries, which would take 0 and -0 for one value; then DuckDB encodes numbers by the bits that change
 * (some three bytes a sample).
 */
const format = '(FORMAT parquet, COMPRESSION zstd, PARQUET_VERSION v2, DICTIONARY_SIZE_LIMIT 1)';

/** What a file holds, as its footer says. */
export interface ParquetSummary {
  samples: number;
  /** The time of its last sample. */
  latest: number;
}

/** Writes series into a new file, in the order in which they come. @returns false, and no file, when nothing came */
export function writeParquet(engine: DuckDbEngine, path: string, series: Iterable<BlockSeries>): Promise<boolean> {
  return engine.connected(async (connection) => {
    await connection.run('CREATE TEMP TABLE staged (series INTEGER, labels VARCHAR, time DOUBLE, value DOUBLE)');
    try {
      const rows = await stage(connection, series);
      if (rows > 0) await connection.run(`COPY staged TO $path ${format}`, { path });
      return rows > 0;
    } finally {
      await connection.run('DROP TABLE staged');
    }
  });
}

async function stage(connection: DuckDBConnection, series: Iterable<BlockSeries>): Promise<number> {
  const appender = await connection.createAppender('staged');
  const columns = {
    numbers: [] as number[],
    labels: [] as (string | null)[],
    times: [] as number[],
    values: [] as number[],
  };
  let [number, rows, chunks] = [-1, 0, 0];
  const append = async (): Promise<void> => {
    const chunk = DuckDBDataChunk.create([INTEGER, VARCHAR, DOUBLE, DOUBLE], columns.times.length);
    chunk.setColumns([columns.numbers, columns.labels, columns.times, columns.values]);
    appender.appendDataChunk(chunk);
    rows += columns.times.length;
    for (const column of Object.values(columns)) column.length = 0;
    chunks += 1;
    if (chunks % CHUNKS_AT_ONCE === 0) await setImmediate();
  };
  for (const { key, times, values } of series) {
    if (times.length > 0) number += 1;
    for (let i = 0; i < times.length; i += 1) {
      columns.numbers.push(number);
      columns.labels.push(i === 0 ? key : null);
      columns.times.push(times[i] as number);
      columns.values.push(values[i] as number);
      if (columns.times.length === CHUNK_ROWS) await append();
    }
  }
  if (columns.times.length > 0) await append();
  appender.closeSync();
  return rows;
}

/** Reads a file's footer. @throws when it is none of ours, or damaged */
export function summarize(engine: DuckDbEngine, path: string): Promise<ParquetSummary> {
  return engine.connected(async (connection) => {
    const reader = await connection.runAndReadAll(
      "SELECT num_values::DOUBLE, stats_max_value::DOUBLE FROM parquet_metadata($path) WHERE path_in_schema = 'time'",
      { path },
    );
    const groups = reader.getRows() as [number, number][];
    return {
      samples: groups.reduce((sum, [count]) => sum + count, 0),
      latest: Math.max(...groups.map(([, latest]) => latest)),
    };
  });
}

/** The dictionary of a file: number and key of each series whose key begins so. `choose` sees each of them once. */
export async function readDictionary(
  connection: DuckDBConnection,
  path: string,
  prefix: string,
  choose: (number: number, key: string) => void,
): Promise<void> {
  const sql = 'SELECT series, labels FROM read_parquet($path) WHERE starts_with(labels, $prefix)';
  for await (const chunk of chunksOf(connection, sql, { path, prefix })) {
    const [numbers, keys] = [chunk.getColumnVector(0), chunk.getColumnVector(1)];
    for (let row = 0; row < chunk.rowCount; row += 1)
      choose(numbers.getItem(row) as number, keys.getItem(row) as string);
  }
}

/** The numbers of the series of a file that have samples in a range of times, both ends included. */
export async function readPresence(
  connection: DuckDBConnection,
  path: string,
  from: number,
  to: number,
): Promise<Set<number>> {
  const sql = 'SELECT DISTINCT series FROM read_parquet($path) WHERE time >= $from AND time <= $to';
  const present = new Set<number>();
  for await (const chunk of chunksOf(connection, sql, { path, from, to })) {
    const numbers = chunk.getColumnVector(0);
    for (let row = 0; row < chunk.rowCount; row += 1) present.add(numbers.getItem(row) as number);
  }
  return present;
}

/**
 * The samples of some series of a file in a range of times, both ends included; series after series. `take` may be called
 * several times for one series, with what comes later each time.
 *
 * @param numbers - the series' numbers, rising
 */
export async function readSamples(
  connection: DuckDBConnection,
  path: string,
  numbers: readonly number[],
  { from, to }: { from: number; to: number },
  take: (number: number, samples: SampleColumns) => void,
): Promise<void> {
  const [first = 0, last = -1] = [numbers[0], numbers.at(-1)];
  const values: Record<string, DuckDBValue> = { path, from, to, first, last };
  // Row groups that cannot hold these series are not read.
  let sql =
    'SELECT series, time, value FROM read_parquet($path) WHERE time >= $from AND time <= $to AND series >= $first AND series <= $last';
  if (last - first + 1 > numbers.length) {
    sql += ' AND series IN (SELECT unnest($numbers))';
    values['numbers'] = listValue([...numbers]);
  }
  for await (const chunk of chunksOf(connection, sql, values)) {
    const [series, times, samples] = [chunk.getColumnVector(0), chunk.getColumnVector(1), chunk.getColumnVector(2)];
    for (let begin = 0; begin < chunk.rowCount;) {
      const number = series.getItem(begin) as number;
      let end = begin + 1;
      while (end < chunk.rowCount && series.getItem(end) === number) end += 1;
      const columns = { times: new Float64Array(end - begin), values: new Float64Array(end - begin) };
      for (let row = begin; row < end; row += 1) {
        columns.times[row - begin] = times.getItem(row) as number;
        columns.values[row - begin] = samples.getItem(row) as number;
      }
      take(number, columns);
      begin = end;
    }
  }
}

/** Writes all samples of several files of one block into a new one; at equal times those of the earlier file stay. */
export async function mergeParquet(engine: DuckDbEngine, paths: readonly string[], target: string): Promise<void> {
  const sql = `COPY (
    WITH part_rows AS (
      SELECT list_position($paths, filename) AS part, series, labels, time, value
      FROM read_parquet($paths, filename = true)
    ),
    part_names AS (SELECT part, series, labels FROM part_rows WHERE labels IS NOT NULL),
    names AS (
      SELECT labels, (row_number() OVER (ORDER BY labels) - 1)::INTEGER AS series
      FROM (SELECT DISTINCT labels FROM part_names)
    ),
    merged AS (
      SELECT names.series, part_rows.time, arg_min(part_rows.value, part_rows.part) AS value
      FROM part_rows
      JOIN part_names ON part_rows.part = part_names.part AND part_rows.series = part_names.series
      JOIN names ON part_names.labels = names.labels
      GROUP BY ALL
    ),
    firsts AS (SELECT series, min(time) AS time FROM merged GROUP BY series)
    SELECT merged.series, CASE WHEN merged.time = firsts.time THEN names.labels END AS labels, merged.time, merged.value
    FROM merged
    JOIN firsts ON merged.series = firsts.series
    JOIN names ON merged.series = names.series
    ORDER BY merged.series, merged.time
  ) TO $target ${format}`;
  await engine.connected((connection) => connection.run(sql, { paths: listValue([...paths]), target }));
}
