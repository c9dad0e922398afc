import { readFileSync } from 'node:fs';
import path from 'node:path';
import { CommandError, exit } from '../frame/exit.js';
import type { Surroundings } from '../frame/surroundings.js';

/** The text of a file; `-` is standard input. @throws CommandError when it cannot be read */
export async function readText({ directory, stdin }: Surroundings, file: string): Promise<string> {
  if (file === '-') return stdin();
  try {
    return readFileSync(path.resolve(directory, file), 'utf8');
  } catch (error) {
    throw unreadable(file, error);
  }
}

/** What is told of a file that cannot be read. */
export function unreadable(file: string, error: unknown): CommandError {
  return new CommandError(exit.usage, `cannot read ${file}: ${reasonOf(error)}`, '', 'name a file that is there');
}

/** Why a file cannot be read, without the call and the path that Node adds. */
const reasonOf = (error: unknown): string => (error as Error).message.replace(/, \w+ '.*'$/, '');
