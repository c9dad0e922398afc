import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { FoundProgram } from './debian-program.js';

const builders = { helm: 'scripts/helm/build.sh' } as const;

/** Finds a program that one of the project's scripts builds from source, which wants Go; builds it where it is not there yet. */
export function goProgram(name: keyof typeof builders): FoundProgram {
  const directory = join('.cache', name);
  const { status } = spawnSync('bash', [builders[name], directory], { stdio: ['ignore', 'inherit', 'inherit'] });
  const path = join(directory, name);
  if (status === 0 && existsSync(path)) return { kind: 'there', path };
  return { kind: 'missing', reason: `${name} is not built, and cannot be built here: it wants Go` };
}
