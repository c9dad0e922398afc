import { chmodSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A new directory of a test's own, into which PostgreSQL's account gets as well: as root it would be put elsewhere, and stay. */
export function openDirectory(prefix: string, below = tmpdir()): string {
  const directory = mkdtempSync(join(below, prefix));
  chmodSync(directory, 0o711);
  return directory;
}
