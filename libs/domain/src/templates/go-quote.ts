import { runeOf } from './utf8.js';

const escapes: ReadonlyMap<string, string> = new Map([
  ['\u0007', '\\a'],
  ['\b', '\\b'],
  ['\f', '\\f'],
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
  ['\v', '\\v'],
  ['\\', '\\\\'],
]);

/** Whether Go prints a character as it is: letters, marks, numbers, punctuation, symbols, and the plain space. */
export function isPrintable(character: string): boolean {
  return character === ' ' || /[\p{L}\p{M}\p{N}\p{P}\p{S}]/u.test(character);
}

/**
 * Puts a text between quotes with the escapes of Go.
 *
 * @param quote - `"` for strings, `'` for single characters
 * @param isAscii - escapes everything beyond ASCII too
 */
export function goQuote(text: string, quote: '"' | "'", isAscii: boolean): string {
  let quoted: string = quote;
  for (const original of text) {
    const rune = runeOf(original);
    const character = String.fromCodePoint(rune);
    if (character === quote) quoted += `\\${quote}`;
    else if (escapes.has(character)) quoted += escapes.get(character) as string;
    else if (isPrintable(character) && (!isAscii || rune < 0x80)) quoted += character;
    else quoted += escaped(rune);
  }
  return quoted + quote;
}

function escaped(rune: number): string {
  const hex = rune.toString(16);
  if (rune < 0x20 || rune === 0x7f) return `\\x${hex.padStart(2, '0')}`;
  return rune < 0x10000 ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`;
}

/** Whether a text can stand between backquotes unchanged. */
export function canBackquote(text: string): boolean {
  return !/[\0-\x08\x0a-\x1f\x7f`\ufeff]/.test(text);
}
