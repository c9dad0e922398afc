import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Makes a directory and those above it, one at a time. Node's own `recursive` goes on without end where a file system
 * makes none although the directory above is there, such as below `/proc`.
 *
 * @param mode - of those that are made
 * @throws the error of the system when one cannot be made
 */
export function makeDirectory(path: string, mode = 0o777): void {
  if (existsSync(path)) return;
  const above = dirname(path);
  if (above !== path) makeDirectory(above, mode);
  try {
    mkdirSync(path, { mode });
  } catch (error) {
    // Another process may have made it meanwhile.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}
