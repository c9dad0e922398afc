import { describeCharacter, isBrokenCharacter } from './go-text.js';

/** Where a string ends, behind its closing quote, or what is wrong with it. */
export type ScannedString =
  { readonly kind: 'string'; readonly end: number } | { readonly kind: 'refused'; readonly message: string };

const refused = (message: string): ScannedString => ({ kind: 'refused', message });

function characterAt(text: string, at: number): string {
  const code = text.codePointAt(at);
  return code === undefined ? '' : String.fromCodePoint(code);
}

/** Scans a string that begins with a quote of any of the three kinds. */
export function scanString(text: string, from: number): ScannedString {
  const quote = text.charAt(from);
  const isRaw = quote === '`';
  let at = from + 1;
  for (;;) {
    const character = characterAt(text, at);
    if (character === '\\' && !isRaw) {
      const escape = scanEscape(text, at + 1, quote);
      if (escape.kind === 'refused') {
        return escape;
      }
      at = escape.end;
      continue;
    }
    if (isBrokenCharacter(character)) {
      return refused('invalid UTF-8 rune');
    }
    if (character === '' || (character === '\n' && !isRaw)) {
      return refused(isRaw ? 'unterminated raw string' : 'unterminated quoted string');
    }
    at += character.length;
    if (character === quote) {
      return { kind: 'string', end: at };
    }
  }
}

interface NumericEscape {
  readonly digits: number;
  readonly base: number;
  readonly max: number;
}

/** Escapes that give a character or a byte by its number, by the letter that announces them. */
const numericEscapes: ReadonlyMap<string, NumericEscape> = new Map([
  ['x', { digits: 2, base: 16, max: 0xff }],
  ['u', { digits: 4, base: 16, max: 0x10ffff }],
  ['U', { digits: 8, base: 16, max: 0x10ffff }],
]);
const octalEscape: NumericEscape = { digits: 3, base: 8, max: 0xff };

function isOctalDigit(character: string): boolean {
  return character >= '0' && character <= '7';
}

function digitValue(character: string): number {
  const value = '0123456789abcdef'.indexOf(character.toLowerCase());
  return character === '' || value < 0 ? 16 : value;
}

function scanEscape(text: string, from: number, quote: string): ScannedString {
  const character = characterAt(text, from);
  if (character === quote || (character !== '' && 'abfnrtv\\'.includes(character))) {
    return { kind: 'string', end: from + 1 };
  }
  if (character === '') {
    return refused('escape sequence not terminated');
  }
  const escape = isOctalDigit(character) ? octalEscape : numericEscapes.get(character);
  if (escape === undefined) {
    return refused(`unknown escape sequence ${describeCharacter(character)}`);
  }
  const digitsFrom = escape === octalEscape ? from : from + 1;
  let value = 0;
  for (let at = digitsFrom; at < digitsFrom + escape.digits; at += 1) {
    const digit = characterAt(text, at);
    if (digit === '') {
      return refused('escape sequence not terminated');
    }
    if (digitValue(digit) >= escape.base) {
      return refused(`illegal character ${describeCharacter(digit)} in escape sequence`);
    }
    value = value * escape.base + digitValue(digit);
  }
  if (value > escape.max || (value >= 0xd800 && value < 0xe000)) {
    return refused('escape sequence is an invalid Unicode code point');
  }
  return { kind: 'string', end: digitsFrom + escape.digits };
}

const shortEscapes: ReadonlyMap<string, string> = new Map([
  ['a', '\u0007'],
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['v', '\v'],
]);

/** The value of a string that {@link scanString} accepted, given with its quotes. */
export function unquoteString(quoted: string): string {
  const inner = quoted.slice(1, -1);
  if (quoted.startsWith('`') || !inner.includes('\\')) {
    return inner;
  }
  let value = '';
  // Escapes by byte may spell out a character of several bytes, so neighbours are decoded together.
  let bytes: number[] = [];
  for (let at = 0; at < inner.length;) {
    const character = inner.charAt(at);
    const letter = character === '\\' ? inner.charAt(at + 1) : '';
    const isOctal = letter !== '' && isOctalDigit(letter);
    if (letter === 'x' || isOctal) {
      bytes.push(isOctal ? parseInt(inner.slice(at + 1, at + 4), 8) : parseInt(inner.slice(at + 2, at + 4), 16));
      at += 4;
      continue;
    }
    value += decodeUtf8(bytes);
    bytes = [];
    if (letter === '') {
      value += character;
      at += 1;
      continue;
    }
    const digits = numericEscapes.get(letter)?.digits ?? 0;
    value +=
      digits > 0
        ? String.fromCodePoint(parseInt(inner.slice(at + 2, at + 2 + digits), 16))
        : (shortEscapes.get(letter) ?? letter);
    at += 2 + digits;
  }
  return value + decodeUtf8(bytes);
}

/**
 * Bytes that are no UTF-8 become halves of surrogate pairs, U+DC80 to U+DCFF, which no other text holds: so they stay
 * what they are when they are printed, and are known as invalid where a label's name must be valid.
 */
function decodeUtf8(bytes: readonly number[]): string {
  let text = '';
  for (let at = 0; at < bytes.length;) {
    const { character, length } = decodeCharacter(bytes, at);
    text += character;
    at += length;
  }
  return text;
}

function decodeCharacter(bytes: readonly number[], at: number): { character: string; length: number } {
  const first = bytes[at] as number;
  if (first < 0x80) {
    return { character: String.fromCharCode(first), length: 1 };
  }
  const length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  const rest = bytes.slice(at + 1, at + length);
  const smallest = [0x80, 0x800, 0x10000][length - 2] as number;
  const code = rest.reduce((sum, byte) => sum * 64 + (byte & 0x3f), first & (0x7f >> length));
  const isWhole = rest.length === length - 1 && rest.every((byte) => byte >= 0x80 && byte < 0xc0);
  const isValid = isWhole && first >= 0xc0 && first < 0xf8 && code >= smallest && code <= 0x10ffff;
  return isValid && !(code >= 0xd800 && code < 0xe000)
    ? { character: String.fromCodePoint(code), length }
    : { character: String.fromCharCode(0xdc00 + first), length: 1 };
}
