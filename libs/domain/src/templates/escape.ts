import { isPrintable } from '../promql/go-text.js';
import { runeOf, utf8Bytes, utf8Text } from './utf8.js';

const htmlEscapes: ReadonlyMap<string, string> = new Map([
  ['\0', '\ufffd'],
  ['"', '&#34;'],
  ["'", '&#39;'],
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
]);

/** Makes a text safe as content or attribute of HTML. */
export function escapeHtml(text: string): string {
  return text.replaceAll(/[\0"'&<>]/g, (character) => htmlEscapes.get(character) as string);
}

/** Makes a text safe inside a string of JavaScript. */
export function escapeJs(text: string): string {
  let escaped = '';
  for (const character of text) {
    const rune = runeOf(character);
    if (character === '\\' || character === "'" || character === '"') escaped += `\\${character}`;
    else if (rune < 0x20 || '<>&='.includes(character) || (rune >= 0x80 && !isPrintable(String.fromCodePoint(rune))))
      escaped += `\\u${rune.toString(16).toUpperCase().padStart(4, '0')}`;
    else escaped += character;
  }
  return escaped;
}

/** Makes a text safe as a value in a URL's query: a space becomes `+`, all but letters, digits and `-_.~` becomes `%XX`. */
export function escapeQuery(text: string): string {
  let escaped = '';
  for (const byte of utf8Bytes(text)) {
    const character = String.fromCharCode(byte);
    if (/[\w.~-]/.test(character)) escaped += character;
    else escaped += byte === 0x20 ? '+' : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return escaped;
}

/** The path of a URL, with its `%XX` resolved. */
export function urlPath(url: string): string {
  const afterHost = /^(?:[a-zA-Z][\w+.-]*:)?(?:\/\/[^/?#]*)?([^?#]*)/.exec(url)?.[1] ?? '';
  if (!afterHost.includes('%')) return afterHost;
  const bytes: number[] = [];
  for (const [part] of afterHost.matchAll(/%[\da-fA-F]{2}|[^%]+|%/g)) {
    if (part.length === 3 && part.startsWith('%')) bytes.push(Number.parseInt(part.slice(1), 16));
    else for (const byte of utf8Bytes(part)) bytes.push(byte);
  }
  return utf8Text(Uint8Array.from(bytes));
}
