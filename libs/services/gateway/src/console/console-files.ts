import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readStaticFiles, type StaticFiles } from '../static-files.js';

/** What the build writes where the answer's own nonce belongs; see apps/console/vite.config.mjs. */
const NONCE_PLACEHOLDER = 'nonce-of-this-answer';
const NONCE_BYTES = 16;

/** The console as it was built: one page, and what that loads under names that change with its content. */
export interface ConsoleFiles {
  /** The page, whose style sheets bear the nonce. */
  pageWith(nonce: string): string;
  readonly assets: StaticFiles;
}

/**
 * Reads the console's files.
 *
 * @param directory - where the build left them
 * @returns null where the console was not built
 */
export async function readConsoleFiles(directory: string): Promise<ConsoleFiles | null> {
  try {
    const page = await readFile(join(directory, 'index.html'), 'utf8');
    return {
      pageWith: (nonce) => page.replaceAll(NONCE_PLACEHOLDER, nonce),
      assets: await readStaticFiles(join(directory, 'assets')),
    };
  } catch (error) {
    if ((error as { code?: string }).code === 'ENOENT') return null;
    throw error;
  }
}

/** What nobody can foresee, for one answer. */
export const newNonce = (): string => randomBytes(NONCE_BYTES).toString('base64url');
