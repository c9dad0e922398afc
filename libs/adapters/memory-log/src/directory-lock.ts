import { readFileSync } from 'node:fs';
import { link, open, readFile, rename, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';

/** Another living process writes there. */
export class DirectoryInUse extends Error {}

const held = new Set<string>();

/**
 * Makes this process the only one that writes in `directory`. A lock left by a process that is gone is taken over.
 * @returns the function that gives the directory back
 * @throws when another living process, or another log of this one, holds it
 */
export async function lockDirectory(directory: string): Promise<() => Promise<void>> {
  const path = join(resolve(directory), 'lock');
  if (held.has(path)) throw new Error(`${directory} is already open in this process`);
  held.add(path);
  try {
    while (!(await create(path))) await removeStale(path, directory);
  } catch (error) {
    held.delete(path);
    throw error;
  }
  return async () => {
    await rm(path, { force: true });
    held.delete(path);
  };
}

/** The process that writes in `directory` now; null when none does. */
export async function ownerOf(directory: string): Promise<number | null> {
  const owner = await readFile(join(resolve(directory), 'lock'), 'utf8').catch(() => '');
  const pid = Number.parseInt(owner, 10);
  return owner !== '' && identity(pid) === owner ? pid : null;
}

async function create(path: string): Promise<boolean> {
  // Written aside and linked, so that nobody ever reads a lock whose owner is not in it yet.
  const own = `${path}.${process.pid}`;
  const file = await open(own, 'w');
  await file.writeFile(identity(process.pid) ?? '');
  await file.close();
  try {
    await link(own, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(own, { force: true });
  }
}

async function removeStale(path: string, directory: string): Promise<void> {
  const owner = await readFile(path, 'utf8').catch(() => '');
  const pid = Number.parseInt(owner, 10);
  const alive = owner !== '' && pid !== process.pid && identity(pid) === owner;
  if (alive) throw new DirectoryInUse(`${directory} is in use by process ${pid}; stop it, or choose another directory`);
  // Renaming tells which of several takers was first; who moved away a lock that is not the stale one puts it back.
  const aside = `${path}.stale.${process.pid}`;
  try {
    await rename(path, aside);
  } catch {
    return;
  }
  if ((await readFile(aside, 'utf8')) !== owner) await link(aside, path).catch(() => undefined);
  await rm(aside, { force: true });
}

/** Names a process beyond its number, which is given to another one sooner or later (at once in a container). */
function identity(pid: number): string | null {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return null;
  }
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return `${pid} ${stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? ''}`;
  } catch {
    return `${pid}`;
  }
}
