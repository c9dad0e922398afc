import { isDigit, isLetter, isWordCharacter, scanNumberOrDuration } from './lex-number.js';
import { scanString } from './lex-string.js';
import { quoteCharacter, quoteString } from './go-text.js';
import { kindOfWord, type Token, type TokenKind } from './token.js';

const durationWords: ReadonlySet<string> = new Set(['step', 'range', 'max_of', 'min_of']);

/** Signs of the text outside braces that stand for themselves; the longer ones come first. */
// prettier-ignore
const signs: readonly TokenKind[] = [
  '==', '<=', '</', '>=', '>/', ',', '*', '/', '%', '+', '-', '^', '=', '<', '>', '@',
];
const signsOfDurations: readonly TokenKind[] = ['+', '-', '*', '/', '%', '^', ','];
const signsInBraces: readonly TokenKind[] = ['=~', '!~', '!=', '=', ','];

function isSpace(character: string): boolean {
  return character === ' ' || character === '\t' || character === '\n' || character === '\r';
}

/**
 * Takes a text apart into tokens, one at a time. What a character means depends on where it stands, as in Prometheus:
 * between braces every word is an identifier; behind `[`, until the first number, only lengths of time may stand, and
 * behind that number, until `]`, no words but those of lengths of time.
 *
 * After an error or the end of the text there is only the end of input.
 */
export class Lexer {
  /** Where the next character stands, and where the token in hand began. */
  private at = 0;
  private start = 0;
  private isFinished = false;
  private isInBraces = false;
  private isInBrackets = false;
  /** Behind `[`, before the first number. */
  private isInDuration = false;
  private parens = 0;
  private seenColon = false;
  private seenNumber = false;

  constructor(private readonly text: string) {}

  next(): Token {
    while (!this.isFinished) {
      this.skipBlanks();
      this.start = this.at;
      const token = this.isInBraces ? this.inBraces() : this.isInDuration ? this.inDuration() : this.outside();
      if (token.kind === 'error' || token.kind === 'end_of_input') {
        this.isFinished = true;
      }
      return token;
    }
    return { kind: 'end_of_input', text: '', from: this.text.length, to: this.text.length };
  }

  /** Comments go to the end of the line; among lengths of time there are none. */
  private skipBlanks(): void {
    for (;;) {
      if (isSpace(this.text.charAt(this.at))) {
        this.at += 1;
      } else if (this.text.charAt(this.at) === '#' && !this.isInDuration) {
        while (this.at < this.text.length && !'\r\n'.includes(this.text.charAt(this.at))) {
          this.at += 1;
        }
      } else {
        return;
      }
    }
  }

  private character(at: number): string {
    const code = this.text.codePointAt(at);
    return code === undefined ? '' : String.fromCodePoint(code);
  }

  private emit(kind: TokenKind, length: number): Token {
    this.at = this.start + length;
    const token = { kind, text: this.text.slice(this.start, this.at), from: this.start, to: this.at };
    this.start = this.at;
    return token;
  }

  private fail(message: string): Token {
    return { kind: 'error', text: message, from: this.start, to: this.text.length };
  }

  /** Says that a character may not follow another; at the end of the text Prometheus shows the sign of broken bytes. */
  private failAfter(what: string, at: number): Token {
    return this.fail(`${what}: ${quoteCharacter(this.character(at) || '\ufffd')}`);
  }

  private sign(kinds: readonly TokenKind[]): Token | null {
    const found = kinds.find((kind) => this.text.startsWith(kind, this.at));
    return found === undefined ? null : this.emit(found, found.length);
  }

  private outside(): Token {
    const character = this.character(this.at);
    switch (character) {
      case '':
        return this.end();
      case '!':
        return this.text.charAt(this.at + 1) === '='
          ? this.emit('!=', 2)
          : this.failAfter("unexpected character after '!'", this.at + 1);
      case '(':
      case ')':
        return this.paren(character);
      case '{':
        this.isInBraces = true;
        return this.emit('{', 1);
      case '[':
        return this.leftBracket();
      case ']':
        if (!this.isInBrackets) {
          return this.fail(`unexpected right bracket ${quoteCharacter(character)}`);
        }
        this.isInBrackets = false;
        return this.emit(']', 1);
      case '"':
      case "'":
      case '`':
        return this.string();
    }
    if (this.text.startsWith('=~', this.at)) {
      return this.fail("unexpected character after '=': '~'");
    }
    if (this.isAtNumber()) {
      return this.number();
    }
    if (isLetter(character) || character === ':') {
      return this.isInBrackets ? this.wordInBrackets(character) : this.word();
    }
    return this.sign(signs) ?? this.fail(`unexpected character: ${quoteCharacter(character)}`);
  }

  private end(): Token {
    if (this.parens !== 0) {
      return this.fail('unclosed left parenthesis');
    }
    return this.isInBrackets ? this.fail('unclosed left bracket') : this.emit('end_of_input', 0);
  }

  private paren(character: '(' | ')'): Token {
    const token = this.emit(character, 1);
    this.parens += character === '(' ? 1 : -1;
    return this.parens < 0 ? this.fail(`unexpected right parenthesis ${quoteCharacter(character)}`) : token;
  }

  private leftBracket(): Token {
    if (this.isInBrackets) {
      return this.fail("unexpected left bracket '['");
    }
    this.seenColon = false;
    this.isInBrackets = true;
    this.isInDuration = true;
    return this.emit('[', 1);
  }

  private string(): Token {
    const scanned = scanString(this.text, this.start);
    return scanned.kind === 'refused' ? this.fail(scanned.message) : this.emit('string', scanned.end - this.start);
  }

  private isAtNumber(): boolean {
    const character = this.text.charAt(this.at);
    return isDigit(character) || (character === '.' && isDigit(this.text.charAt(this.at + 1)));
  }

  private number(): Token {
    const { kind, end } = scanNumberOrDuration(this.text, this.start);
    return kind === 'neither'
      ? this.fail(`bad number or duration syntax: ${quoteString(this.text.slice(this.start, end))}`)
      : this.emit(kind, end - this.start);
  }

  private word(): Token {
    let end = this.at;
    while (end < this.text.length && (isWordCharacter(this.text.charAt(end)) || this.text.charAt(end) === ':')) {
      end += 1;
    }
    const kind = kindOfWord(this.text.slice(this.at, end));
    // These came late to the language, so they are keywords only where they cannot be an older metric's name.
    const isName = (kind === 'fill' || kind === 'fill_left' || kind === 'fill_right') && !this.isParenNext(end);
    return this.emit(isName ? 'identifier' : kind, end - this.at);
  }

  private isParenNext(from: number): boolean {
    let at = from;
    while (isSpace(this.text.charAt(at))) {
      at += 1;
    }
    return this.text.charAt(at) === '(';
  }

  /** A word of lengths of time, which have letters and underscores only; null for another. */
  private durationWord(): Token | null {
    let end = this.at;
    while (end < this.text.length && isLetter(this.text.charAt(end))) {
      end += 1;
    }
    const word = this.text.slice(this.at, end);
    return durationWords.has(word.toLowerCase()) ? this.emit(kindOfWord(word), word.length) : null;
  }

  private wordInBrackets(character: string): Token {
    if (character === ':') {
      if (this.seenColon) {
        return this.fail(`unexpected colon ${quoteCharacter(character)}`);
      }
      this.seenColon = true;
      return this.emit(':', 1);
    }
    return this.durationWord() ?? this.fail(`unexpected character: ${quoteCharacter(character)}, expected ':'`);
  }

  private inDuration(): Token {
    const character = this.character(this.at);
    switch (character) {
      case '':
        return this.fail('unexpected end of input in duration expression');
      case ']':
        this.isInBrackets = false;
        this.isInDuration = false;
        this.seenColon = false;
        return this.emit(']', 1);
      case ':':
        return this.colonInDuration();
      case '(':
      case ')':
        return this.paren(character);
    }
    if (this.isAtNumber()) {
      this.seenNumber = true;
      this.isInDuration = false;
      return this.number();
    }
    return (
      this.sign(signsOfDurations) ??
      this.durationWord() ??
      this.fail(`unexpected character in duration expression: ${quoteCharacter(character)}`)
    );
  }

  private colonInDuration(): Token {
    const token = this.emit(':', 1);
    if (!this.seenNumber) {
      return this.fail('unexpected colon before duration in duration expression');
    }
    if (this.seenColon) {
      return this.fail('unexpected repeated colon in duration expression');
    }
    this.seenColon = true;
    return token;
  }

  private inBraces(): Token {
    const character = this.character(this.at);
    switch (character) {
      case '':
        return this.fail('unexpected end of input inside braces');
      case '{':
        return this.fail("unexpected left brace '{'");
      case '}':
        this.isInBraces = false;
        return this.emit('}', 1);
      case '"':
      case "'":
      case '`':
        return this.string();
    }
    if (isLetter(character)) {
      let end = this.at;
      while (end < this.text.length && isWordCharacter(this.text.charAt(end))) {
        end += 1;
      }
      return this.emit('identifier', end - this.at);
    }
    const sign = this.sign(signsInBraces);
    if (sign !== null) {
      return sign;
    }
    return character === '!'
      ? this.failAfter("unexpected character after '!' inside braces", this.at + 1)
      : this.fail(`unexpected character inside braces: ${quoteCharacter(character)}`);
  }
}
