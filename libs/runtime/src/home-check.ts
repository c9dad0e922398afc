import { accessSync, constants, existsSync, statfsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { makeDirectory } from './make-directory.js';

/** Less than this is used up within the first minutes: PostgreSQL's files alone take some 50 MiB. */
export const HOME_SPACE_MIN_MIB = 200;

/** What is wrong with a home, and what to do about it. */
export interface HomeFault {
  readonly message: string;
  readonly fix: string;
}

/**
 * Whether a home can be written to and has space left.
 *
 * @param isMade - whether it is made when it is not there
 * @param freeMiB - how much may still be written there
 * @returns null when all is well
 */
export function homeFault(home: string, isMade: boolean, freeMiB = freeMiBOf): HomeFault | null {
  const elsewhere = 'or choose another home by TOCSIN_HOME';
  try {
    if (isMade) makeDirectory(home, 0o700);
    const there = nearest(home);
    if (!statSync(there).isDirectory()) throw new Error('it is no directory');
    accessSync(there, constants.W_OK);
    const free = freeMiB(there);
    if (free >= HOME_SPACE_MIN_MIB) return null;
    return {
      message: `${home}: no space is left on its file system: ${free} MiB, and ${HOME_SPACE_MIN_MIB} MiB are needed`,
      fix: `make room there, ${elsewhere}`,
    };
  } catch (error) {
    return {
      message: `${home} cannot be written to: ${(error as Error).message}`,
      fix: `let this user write there, ${elsewhere}`,
    };
  }
}

/** How much an unprivileged user may still write there. */
export function freeMiBOf(directory: string): number {
  const { bavail, bsize } = statfsSync(nearest(directory));
  return Math.floor((bavail * bsize) / (1 << 20));
}

/** The directory itself, or the one above it that is there. */
function nearest(directory: string): string {
  return existsSync(directory) || dirname(directory) === directory ? directory : nearest(dirname(directory));
}
