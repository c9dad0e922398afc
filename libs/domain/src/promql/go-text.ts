import { runeOf } from '../templates/utf8.js';
import { formatFloat } from './go-float.js';

/**
 * Text in the forms in which Prometheus, a Go program, writes it: quoted strings and characters, and numbers. Its error
 * messages and its canonical form of expressions are made of these.
 */

const shortEscapes: ReadonlyMap<string, string> = new Map([
  ['\u0007', '\\a'],
  ['\b', '\\b'],
  ['\f', '\\f'],
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
  ['\v', '\\v'],
  ['\\', '\\\\'],
]);

const printable = /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u;

/** What no text in UTF-8 holds as itself: half of a surrogate pair, and the sign that stands for broken bytes. */
export function isBrokenCharacter(character: string): boolean {
  return character === '\ufffd' || (character.length === 1 && character >= '\ud800' && character <= '\udfff');
}

/** Whether a text can be written in UTF-8: it holds no half of a surrogate pair. */
export function isValidText(text: string): boolean {
  return !/\p{Cs}/u.test(text);
}

/** Whether Go prints a character as it is: letters, marks, numbers, punctuation, symbols, and the plain space. */
export const isPrintable = (character: string): boolean => printable.test(character);

/** A whole character as Go writes it between quotes. @param isAscii - escapes everything beyond ASCII too */
function quotedCharacter(character: string, quote: string, isAscii = false): string {
  if (character === quote) return `\\${quote}`;
  const short = shortEscapes.get(character);
  if (short !== undefined) return short;
  const code = character.codePointAt(0) as number;
  if (isPrintable(character) && (!isAscii || code < 0x80)) return character;
  if (code < 0x80) return `\\x${code.toString(16).padStart(2, '0')}`;
  return code < 0x10000 ? `\\u${code.toString(16).padStart(4, '0')}` : `\\U${code.toString(16).padStart(8, '0')}`;
}

/**
 * Puts a text between quotes as templates do; what is broken in it is the sign that stands for that.
 *
 * @param quote - `"` for strings, `'` for single characters
 * @param isAscii - escapes everything beyond ASCII too
 */
export function goQuote(text: string, quote: '"' | "'", isAscii: boolean): string {
  const quoted = Array.from(text, (original) =>
    quotedCharacter(String.fromCodePoint(runeOf(original)), quote, isAscii),
  );
  return `${quote}${quoted.join('')}${quote}`;
}

/** Whether a text can stand between backquotes unchanged. */
export function canBackquote(text: string): boolean {
  return !/[\0-\x08\x0a-\x1f\x7f`\ufeff]/.test(text);
}

function escaped(character: string, quote: string): string {
  if (character >= '\udc80' && character <= '\udcff') {
    return `\\x${(character.charCodeAt(0) - 0xdc00).toString(16)}`;
  }
  if (isBrokenCharacter(character)) {
    return '\\ufffd';
  }
  return quotedCharacter(character, quote);
}

/** A string in double quotes, with escapes for what cannot be printed. */
export function quoteString(text: string): string {
  return `"${Array.from(text, (character) => escaped(character, '"')).join('')}"`;
}

/** A character in single quotes; it may take two UTF-16 units. */
export function quoteCharacter(character: string): string {
  return isBrokenCharacter(character) ? "'\ufffd'" : `'${escaped(character, "'")}'`;
}

/** A character as its code point, and in quotes where it can be printed: `U+0063 'c'`. */
export function describeCharacter(character: string): string {
  const code = isBrokenCharacter(character) ? 0xfffd : (character.codePointAt(0) as number);
  const name = `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
  return isBrokenCharacter(character) || printable.test(character) ? `${name} '${String.fromCodePoint(code)}'` : name;
}

/** How many bytes a text takes in UTF-8. */
export function utf8Length(text: string): number {
  let bytes = 0;
  for (const character of text) {
    const code = character.codePointAt(0) as number;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return bytes;
}

/** The shortest decimal that gives the number back, never with an exponent. */
export function formatNumber(value: number): string {
  // JavaScript writes most numbers in the same way.
  const text = Object.is(value, -0) ? '-0' : String(value);
  return Number.isFinite(value) && !text.includes('e') ? text : formatFloat(value, 'f', -1);
}

/** The shortest decimal that gives the number back, with an exponent below 0.0001 and from 1e6 on. */
export function formatShortest(value: number): string {
  return formatFloat(value, 'g', -1);
}

/** A decimal with so many places behind the point, never with an exponent. */
export function formatFixed(value: number, places: number): string {
  return formatFloat(value, 'f', places);
}
