import type { IncomingHttpHeaders } from 'node:http';
import { readdir, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { RouteAnswer } from './route.js';

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.png': 'image/png',
};
const zip = promisify(gzip);

/** A file that a build has left, as it is and packed. */
export interface StaticFile {
  readonly type: string;
  readonly plain: Buffer;
  readonly zipped: Buffer;
}

/** By their names. */
export type StaticFiles = ReadonlyMap<string, StaticFile>;

/** Headers of whatever comes from such a file. */
export const hardened = { 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' };
/** For files whose names change with their content: a year. */
export const FOREVER = 'public, max-age=31536000, immutable';

/**
 * Reads the files of a folder, which are some hundred kilobytes and stay in memory: so nothing that is asked for is ever a path.
 *
 * @throws Error with the code ENOENT where there is no such folder
 */
export async function readStaticFiles(directory: string): Promise<StaticFiles> {
  const entries = await readdir(directory, { withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map(async ({ name }): Promise<[string, StaticFile]> => {
      const plain = await readFile(join(directory, name));
      const type = types[extname(name)] ?? 'application/octet-stream';
      return [name, { type, plain, zipped: await zip(plain) }];
    });
  return new Map(await Promise.all(files));
}

/** The file, packed for who can unpack it. */
export function answerFile(
  { type, plain, zipped }: StaticFile,
  asked: IncomingHttpHeaders,
  headers: Readonly<Record<string, string>>,
): RouteAnswer {
  const isZipped = /\bgzip\b/.test(String(asked['accept-encoding'] ?? ''));
  return {
    status: 200,
    headers: {
      ...hardened,
      ...headers,
      vary: 'accept-encoding',
      ...(isZipped ? { 'content-encoding': 'gzip' } : {}),
    },
    raw: { type, content: isZipped ? zipped : plain },
  };
}
