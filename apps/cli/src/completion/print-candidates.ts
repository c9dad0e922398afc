import type { Surroundings } from '../frame/surroundings.js';
import { plain } from '../output/plain.js';
import { candidatesFor, FILES } from './complete.js';
import { shellWords } from './shell-words.js';

/**
 * Prints what may stand in the place of the last word.
 *
 * @param asked - `--line` and the line so far, or `--` and its words without the program's name
 */
export async function printCandidates([form, ...rest]: readonly string[], surroundings: Surroundings): Promise<void> {
  const words = form === '--line' ? shellWords(rest[0] ?? '').slice(1) : rest;
  const current = words.at(-1) ?? '';
  for (const candidate of await candidatesFor(words, surroundings)) {
    const { text, meaning } = candidate;
    if (candidate !== FILES && !text.startsWith(current)) continue;
    surroundings.out.write(`${plain(text)}${meaning === '' ? '' : `\t${plain(meaning)}`}\n`);
  }
}
