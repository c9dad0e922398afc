import { parseFloat64, withoutUnderscores } from '../promql/parse-float.js';
import { excerpt } from './template-error.js';
import { float, int, type Value } from './values.js';
import { utf8Bytes, utf8Text } from './utf8.js';

const simpleEscapes: ReadonlyMap<string, number> = new Map([
  ['a', 7],
  ['b', 8],
  ['f', 12],
  ['n', 10],
  ['r', 13],
  ['t', 9],
  ['v', 11],
  ['\\', 0x5c],
]);

/** What a literal stands for, or what is wrong with it. */
export type Read<T> = { readonly value: T } | { readonly error: string };

/** Reads a string between double quotes, with the escapes of Go; `\xff` and `\377` are bytes of UTF-8. */
export function readString(quoted: string): Read<string> {
  const bytes: number[] = [];
  const body = quoted.slice(1, -1);
  for (let i = 0; i < body.length;) {
    const plainEnd = body.indexOf('\\', i);
    const plain = body.slice(i, plainEnd < 0 ? body.length : plainEnd);
    for (const byte of utf8Bytes(plain)) bytes.push(byte);
    i += plain.length;
    if (plainEnd < 0) break;
    const escape = readEscape(body, i, '"');
    if ('error' in escape) return escape;
    if (escape.isByte) bytes.push(escape.code);
    else for (const byte of utf8Bytes(String.fromCodePoint(escape.code))) bytes.push(byte);
    i += escape.length;
  }
  return { value: utf8Text(Uint8Array.from(bytes)) };
}

/** Reads a string between backquotes: all as it is written, without carriage returns. */
export function readRawString(quoted: string): string {
  return quoted.slice(1, -1).replaceAll('\r', '');
}

/** Reads a character between single quotes as the number of its code point. */
export function readChar(quoted: string): Read<Value> {
  const body = quoted.slice(1, -1);
  if (body.startsWith('\\')) {
    const escape = readEscape(body, 0, "'");
    if ('error' in escape) return escape;
    if (escape.length === body.length) return { value: int(escape.code) };
  } else {
    const [character, ...rest] = body;
    if (character !== undefined && rest.length === 0) return { value: int(character.codePointAt(0) as number) };
  }
  return {
    error: `malformed character constant: ${excerpt(quoted)} (a single character stands between single quotes)`,
  };
}

type Escape = { readonly code: number; readonly length: number; readonly isByte: boolean };

function readEscape(body: string, at: number, quote: string): Escape | { error: string } {
  const letter = body.charAt(at + 1);
  const simple = letter === quote ? quote.charCodeAt(0) : simpleEscapes.get(letter);
  if (simple !== undefined) return { code: simple, length: 2, isByte: false };
  const [digits, base] = digitsAfter(body, at + 1, letter);
  if (digits !== null) {
    const code = Number.parseInt(digits, base);
    const isByte = letter !== 'u' && letter !== 'U';
    const isRune = code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
    const length = 1 + digits.length + (base === 16 ? 1 : 0);
    if (isByte ? code <= 0xff : isRune) return { code, length, isByte };
  }
  return {
    error: `invalid syntax: \\${letter} is no escape of a string; write \\\\${letter} for a backslash, or put the text between backquotes`,
  };
}

function digitsAfter(body: string, at: number, letter: string): [string | null, number] {
  const hexLength = { x: 2, u: 4, U: 8 }[letter];
  const found =
    hexLength === undefined
      ? /^[0-7]{3}/.exec(body.slice(at, at + 3))
      : /^[\da-fA-F]+$/.exec(body.slice(at + 1, at + 1 + hexLength));
  const isWhole = found !== null && found[0].length === (hexLength ?? 3);
  return [isWhole ? found[0] : null, hexLength === undefined ? 8 : 16];
}

const INT_MAX = 2n ** 63n - 1n;
const INT_MIN = -(2n ** 63n);

/** Reads a number as it stands in a template: whole ones as 64-bit integers, all others as floats. */
export function readNumber(text: string): Read<Value> {
  if (text.endsWith('i') && !/^[+-]?0[xX]/.test(text))
    return { error: `complex numbers are not supported: "${excerpt(text)}"` };
  const whole = readInteger(text);
  if (whole !== null) {
    const fits = whole >= INT_MIN && whole <= INT_MAX;
    return fits ? { value: int(whole) } : { error: `integer overflow: ${excerpt(text)} does not fit into 64 bits` };
  }
  const value = /[.eEpP]/.test(text) ? parseFloat64(text) : null;
  return value === null ? { error: `illegal number syntax: "${excerpt(text)}"` } : { value: float(value) };
}

function readInteger(text: string): bigint | null {
  const sign = text.startsWith('-') ? -1n : 1n;
  const digits = withoutUnderscores(text)?.replace(/^[+-]/, '') ?? '';
  if (/^(?:0|[1-9]\d*|0[xX][\da-fA-F]+|0[oO][0-7]+|0[bB][01]+)$/.test(digits)) return sign * BigInt(digits);
  return /^0[0-7]+$/.test(digits) ? sign * BigInt(`0o${digits.slice(1)}`) : null;
}
