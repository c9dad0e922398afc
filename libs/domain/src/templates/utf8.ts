/**
 * Go's strings are bytes and ours are UTF-16; where a template can tell the difference (lengths, indexes, slices,
 * escapes, order), texts are seen here as the UTF-8 that Go would hold. Halves of surrogate pairs count as U+FFFD.
 */

const REPLACEMENT = 0xfffd;

/** The code point of an element of a string that was iterated; U+FFFD for half a surrogate pair. */
export function runeOf(character: string): number {
  const code = character.codePointAt(0) ?? REPLACEMENT;
  return code >= 0xd800 && code <= 0xdfff ? REPLACEMENT : code;
}

function runeBytes(rune: number): number {
  if (rune < 0x80) return 1;
  if (rune < 0x800) return 2;
  return rune < 0x10000 ? 3 : 4;
}

/** How many bytes a text has in UTF-8. */
export function utf8Length(text: string): number {
  let bytes = text.length;
  for (let i = 0; i < text.length; i += 1) {
    const unit = text.charCodeAt(i);
    if (unit < 0x80) continue;
    // A surrogate pair is two units and four bytes; half a pair becomes U+FFFD, which has three.
    const isPair = unit >= 0xd800 && unit <= 0xdbff && (text.codePointAt(i) as number) > 0xffff;
    if (isPair) i += 1;
    bytes += isPair || unit >= 0x800 ? 2 : 1;
  }
  return bytes;
}

/** How many code points a text has: what widths and precisions count. */
export function runeCount(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

/** The UTF-8 bytes of a text. */
export function utf8Bytes(text: string): Uint8Array {
  const bytes = new Uint8Array(utf8Length(text));
  let at = 0;
  for (const character of text) {
    const rune = runeOf(character);
    const length = runeBytes(rune);
    if (length === 1) bytes[at] = rune;
    else {
      for (let i = length - 1; i > 0; i -= 1) bytes[at + i] = 0x80 | ((rune >> (6 * (length - 1 - i))) & 0x3f);
      bytes[at] = ((0xf00 >> length) & 0xff) | (rune >> (6 * (length - 1)));
    }
    at += length;
  }
  return bytes;
}

/** The text of UTF-8 bytes; every byte that belongs to no character becomes U+FFFD. */
export function utf8Text(bytes: Uint8Array): string {
  let text = '';
  for (let i = 0; i < bytes.length;) {
    const rune = decodeAt(bytes, i);
    text += String.fromCodePoint(rune ?? REPLACEMENT);
    i += rune === null ? 1 : runeBytes(rune);
  }
  return text;
}

function decodeAt(bytes: Uint8Array, at: number): number | null {
  const first = bytes[at] as number;
  if (first < 0x80) return first;
  const length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  if (first < 0xc2 || first > 0xf4 || at + length > bytes.length) return null;
  let rune = first & (0x7f >> length);
  for (let i = 1; i < length; i += 1) {
    const byte = bytes[at + i] as number;
    if ((byte & 0xc0) !== 0x80) return null;
    rune = (rune << 6) | (byte & 0x3f);
  }
  // Longer than need be, half a surrogate pair, or past the last code point: no character.
  const isRune = runeBytes(rune) === length && rune <= 0x10ffff && (rune < 0xd800 || rune > 0xdfff);
  return isRune ? rune : null;
}

/** Orders texts by their UTF-8 bytes, which is by code points; UTF-16 order differs beyond U+FFFF. */
export function compareText(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i += 1) {
    const [x, y] = [a.charCodeAt(i), b.charCodeAt(i)];
    if (x === y) continue;
    const [isHigh, isOtherHigh] = [isSurrogate(x), isSurrogate(y)];
    if (isHigh !== isOtherHigh) return isHigh ? 1 : -1;
    return x - y;
  }
  return a.length - b.length;
}

/** The keys of a map in the order in which Go prints and visits them. */
export function sortedKeys(map: ReadonlyMap<string, unknown>): readonly string[] {
  return [...map.keys()].sort(compareText);
}

const isSurrogate = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdfff;
