const ESCAPED = 'U__';
/** Most hexadecimal digits of a character: those of U+10FFFF. */
const DIGITS_MAX = 6;

/**
 * A label's name as it stands in a path. `U__` marks one that is escaped: `_` is written twice there, and any other
 * character that is no letter, digit or `:` as its code in hexadecimal digits between two `_`. What cannot be read so
 * stands for itself.
 */
export function labelNameOf(text: string): string {
  if (!text.startsWith(ESCAPED)) return text;
  let name = '';
  let at = ESCAPED.length;
  while (at < text.length) {
    if (text[at] !== '_') {
      name += text[at];
      at += 1;
      continue;
    }
    const end = text.indexOf('_', at + 1);
    const character = end < 0 ? null : characterOf(text.slice(at + 1, end));
    if (character === null) return text;
    name += character;
    at = end + 1;
  }
  return name;
}

/** @param digits - none stand for `_` */
function characterOf(digits: string): string | null {
  if (digits === '') return '_';
  if (digits.length > DIGITS_MAX || !/^[0-9a-fA-F]+$/.test(digits)) return null;
  const code = Number.parseInt(digits, 16);
  const isSurrogate = code >= 0xd800 && code <= 0xdfff;
  return code > 0x10ffff || isSurrogate ? null : String.fromCodePoint(code);
}
