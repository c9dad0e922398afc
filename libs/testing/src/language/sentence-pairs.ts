import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Expected, readExpected } from './notation.js';

export type SentencePart = 'open' | 'held_out' | 'later' | 'newest' | 'closing';

export interface SentencePair {
  /** The name of its file. */
  readonly family: string;
  /** A key of {@link ./worlds.js}. */
  readonly world: string;
  /** What is said, turn by turn. */
  readonly turns: readonly string[];
  readonly text: string;
  /** As it is written in the file. */
  readonly meant: string;
  readonly expected: Expected;
  /**
   * `open`: the grammar was written by it. `held_out`: written with those, and not looked at meanwhile. `later`: written
   * when the grammar was there. `newest`: written after that, and run once before any of them was looked at again.
   * `closing`: written when the misses of those had been mended.
   */
  readonly part: SentencePart;
}

/**
 * Reads the pairs of all families. A pair is two lines: `[world] what is said`, turns divided by ` / `, and below it,
 * indented, what it means.
 *
 * @param folder - holds one text a family
 * @param part - to which part all of them belong; where it is null, they are halved by a hash
 */
export function sentencePairs(folder: string, part: SentencePart | null = null): SentencePair[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.txt'))
    .sort()
    .flatMap((file) => {
      const lines = readFileSync(join(folder, file), 'utf8').split('\n');
      return lines.flatMap((line, i) => {
        const said = /^\[(\w+)\] (.*)$/.exec(line);
        if (said === null) return [];
        const [, world = '', text = ''] = said;
        const meant = (lines[i + 1] ?? '').trim();
        const expected = readExpected(meant);
        const family = file.replace('.txt', '');
        return [{ family, world, text, turns: text.split(' / '), meant, expected, part: part ?? partOf(text) }];
      });
    });
}

/** Half of all texts, by a hash of the text (FNV-1a), so that nobody chose which. */
function partOf(text: string): SentencePart {
  let hash = 0x811c9dc5;
  for (const character of text) hash = Math.imul(hash ^ (character.codePointAt(0) as number), 0x01000193) >>> 0;
  return ((hash >>> 16) & 1) === 1 ? 'held_out' : 'open';
}
