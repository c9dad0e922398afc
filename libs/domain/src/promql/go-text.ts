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

function escaped(character: string, quote: string): string {
  if (character === quote) {
    return `\\${quote}`;
  }
  const short = shortEscapes.get(character);
  if (short !== undefined) {
    return short;
  }
  if (character >= '\udc80' && character <= '\udcff') {
    return `\\x${(character.charCodeAt(0) - 0xdc00).toString(16)}`;
  }
  if (isBrokenCharacter(character)) {
    return '\\ufffd';
  }
  if (printable.test(character)) {
    return character;
  }
  const code = character.codePointAt(0) as number;
  if (code < 0x80) {
    return `\\x${code.toString(16).padStart(2, '0')}`;
  }
  return code < 0x10000 ? `\\u${code.toString(16).padStart(4, '0')}` : `\\U${code.toString(16).padStart(8, '0')}`;
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

interface Decimal {
  readonly sign: '' | '-';
  /** The shortest digits that give the number back, without leading or trailing zeros; `0` for zero. */
  readonly digits: string;
  /** Where the decimal point stands, counted from before the first digit. */
  readonly point: number;
}

function decimal(value: number): Decimal {
  const [mantissa = '', exponent = '0'] = Math.abs(value).toExponential().split('e');
  const digits = mantissa.replace('.', '');
  return { sign: value < 0 || Object.is(value, -0) ? '-' : '', digits, point: Number(exponent) + 1 };
}

function notFinite(value: number): string {
  return Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf';
}

function positional({ digits, point }: Decimal): string {
  if (point <= 0) {
    return `0.${'0'.repeat(-point)}${digits}`;
  }
  return point >= digits.length ? digits.padEnd(point, '0') : `${digits.slice(0, point)}.${digits.slice(point)}`;
}

/** The shortest decimal that gives the number back, never with an exponent. */
export function formatNumber(value: number): string {
  if (!Number.isFinite(value)) {
    return notFinite(value);
  }
  const parts = decimal(value);
  return parts.sign + positional(parts);
}

/** The shortest decimal that gives the number back, with an exponent below 0.0001 and from 1e6 on. */
export function formatShortest(value: number): string {
  if (!Number.isFinite(value)) {
    return notFinite(value);
  }
  const parts = decimal(value);
  const exponent = parts.point - 1;
  if (value === 0 || (exponent >= -4 && exponent < 6)) {
    return parts.sign + positional(parts);
  }
  const fraction = parts.digits.length > 1 ? `.${parts.digits.slice(1)}` : '';
  const size = String(Math.abs(exponent)).padStart(2, '0');
  return `${parts.sign}${parts.digits.charAt(0)}${fraction}e${exponent < 0 ? '-' : '+'}${size}`;
}

/** A decimal with so many places behind the point, never with an exponent. */
export function formatFixed(value: number, places: number): string {
  if (!Number.isFinite(value)) {
    return notFinite(value);
  }
  if (Math.abs(value) < 1e21) {
    return value.toFixed(places);
  }
  return `${BigInt(value).toString()}.${'0'.repeat(places)}`;
}
