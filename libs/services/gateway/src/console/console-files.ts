import { randomBytes } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

/** What the build writes where the answer's own nonce belongs; see apps/console/vite.config.mjs. */
const NONCE_PLACEHOLDER = 'nonce-of-this-answer';
const NONCE_BYTES = 16;
const types: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
};
const zip = promisify(gzip);

/** A script or style sheet; its name changes with its content. */
export interface ConsoleAsset {
  readonly type: string;
  readonly plain: Buffer;
  readonly zipped: Buffer;
}

/** The console as it was built: one page, and what that loads. */
export interface ConsoleFiles {
  /** The page, whose style sheets bear the nonce. */
  pageWith(nonce: string): string;
  readonly assets: ReadonlyMap<string, ConsoleAsset>;
}

/**
 * Reads the console's files, which are some hundred kilobytes and stay in memory: so nothing that is asked for is ever a path.
 *
 * @param directory - where the build left them
 * @returns null where the console was not built
 */
export async function readConsoleFiles(directory: string): Promise<ConsoleFiles | null> {
  try {
    const page = await readFile(join(directory, 'index.html'), 'utf8');
    const names = await readdir(join(directory, 'assets'));
    const assets = names.map(async (name): Promise<[string, ConsoleAsset]> => {
      const plain = await readFile(join(directory, 'assets', name));
      const type = types[extname(name)] ?? 'application/octet-stream';
      return [name, { type, plain, zipped: await zip(plain) }];
    });
    return {
      pageWith: (nonce) => page.replaceAll(NONCE_PLACEHOLDER, nonce),
      assets: new Map(await Promise.all(assets)),
    };
  } catch (error) {
    if ((error as { code?: string }).code === 'ENOENT') return null;
    throw error;
  }
}

/** What nobody can foresee, for one answer. */
export const newNonce = (): string => randomBytes(NONCE_BYTES).toString('base64url');
