import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Finds a text in files' bytes, in every way that it may have been written. */
export class ByteScan {
  readonly #needles: readonly [way: string, bytes: Buffer][];

  constructor(text: string) {
    const utf8 = Buffer.from(text);
    this.#needles = [
      ['UTF-8', utf8],
      ['UTF-16', Buffer.from(text, 'utf16le')],
      ['JSON', Buffer.from(JSON.stringify(text).slice(1, -1))],
      ['JSON in JSON', Buffer.from(JSON.stringify(JSON.stringify(text)).slice(3, -3))],
      ['JSON in ASCII', Buffer.from(asciiJson(text))],
      ['an address', Buffer.from(encodeURIComponent(text))],
      ['hex', Buffer.from(utf8.toString('hex'))],
      ['HEX', Buffer.from(utf8.toString('hex').toUpperCase())],
      ...[0, 1, 2].flatMap((before): [string, Buffer][] => [
        [`Base64 behind ${before} bytes`, base64Within(utf8, before, 'base64')],
        [`Base64url behind ${before} bytes`, base64Within(utf8, before, 'base64url')],
      ]),
    ];
  }

  /** @returns the ways in which the bytes hold the text */
  in(bytes: Buffer): string[] {
    return this.#needles.filter(([, needle]) => bytes.includes(needle)).map(([way]) => way);
  }

  /** @returns the files below a directory that hold the text, each with the way */
  below(directory: string): string[] {
    return filesBelow(directory).flatMap((path) => this.in(readFileSync(path)).map((way) => `${path}: ${way}`));
  }
}

export const filesBelow = (directory: string): string[] =>
  readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

const asciiJson = (text: string): string =>
  JSON.stringify(text)
    .slice(1, -1)
    .replace(/[^ -~]/g, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** What of the Base64 of longer bytes does not hang on what stands around the text. */
function base64Within(bytes: Buffer, before: number, encoding: 'base64' | 'base64url'): Buffer {
  const text = Buffer.concat([Buffer.alloc(before), bytes])
    .toString(encoding)
    .replaceAll('=', '');
  return Buffer.from(text.slice(before === 0 ? 0 : before + 1, -1));
}
