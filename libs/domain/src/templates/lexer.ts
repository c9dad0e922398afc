import { hintFor } from './syntax-messages.js';
import { excerpt } from './template-error.js';

/** What a piece of a template is. Words that have a meaning of their own come as `keyword`. */
export type TokenKind =
  | 'text'
  | 'open'
  | 'close'
  | 'keyword'
  | 'identifier'
  | 'field'
  | 'variable'
  | 'dot'
  | 'nil'
  | 'bool'
  | 'number'
  | 'char'
  | 'string'
  | 'raw_string'
  | 'declare'
  | 'assign'
  | 'pipe'
  | 'comma'
  | 'left_paren'
  | 'right_paren'
  | 'other'
  | 'error'
  | 'end';

export interface Token {
  readonly kind: TokenKind;
  /** As it was written; of an `error`, what is wrong. */
  readonly text: string;
  readonly from: number;
  readonly to: number;
  /** White space stands before it, inside an action: spaces separate operands. */
  readonly spaced: boolean;
}

const keywords = new Set(['block', 'break', 'continue', 'define', 'else', 'end', 'if', 'range', 'template', 'with']);
const wordPart = /[\p{L}\p{Nd}_]*/uy;
const numberPart =
  /[+-]?(?:0[xX][\da-fA-F_]*(?:\.[\da-fA-F_]*)?(?:[pP][+-]?[\d_]*)?|0[oO][0-7_]*|0[bB][01_]*|[\d_]*(?:\.[\d_]*)?(?:[eE][+-]?[\d_]*)?)i?/y;
const spaces = ' \t\r\n';

/**
 * Cuts a template into tokens; never throws. Where the text cannot be cut further, the last token is an `error`;
 * otherwise it is an `end`. Trim markers and comments are gone.
 */
export function tokenize(text: string): readonly Token[] {
  return new Lexer(text).run();
}

class Lexer {
  private readonly tokens: Token[] = [];
  private at = 0;
  private parens = 0;
  /** The last action ended with a trim marker, so the text after it loses its leading space. */
  private trims = false;

  constructor(private readonly text: string) {}

  run(): readonly Token[] {
    while (this.textUpToAction()) {
      const inside = this.at + (this.hasLeftTrim(this.at + 2) ? 4 : 2);
      const isComment = this.text.startsWith('/*', inside);
      if (!(isComment ? this.comment(inside) : this.action(inside))) return this.tokens;
    }
    this.push('end', this.at, this.at);
    return this.tokens;
  }

  /** Takes the text before the next action; false where there is no further action. */
  private textUpToAction(): boolean {
    const open = this.text.indexOf('{{', this.at);
    let to = open < 0 ? this.text.length : open;
    let from = this.at;
    if (this.trims) while (from < to && this.isSpace(from)) from += 1;
    this.trims = false;
    if (open >= 0 && this.hasLeftTrim(open + 2)) while (to > from && this.isSpace(to - 1)) to -= 1;
    if (to > from) this.push('text', from, to);
    this.at = open < 0 ? this.text.length : open;
    return open >= 0;
  }

  /** Skips a comment; false after an error. */
  private comment(inside: number): boolean {
    const end = this.text.indexOf('*/', inside + 2);
    if (end < 0) return this.error(inside, 'unclosed comment: end it with */}}');
    if (!this.closesAt(end + 2))
      return this.error(end + 2, 'comment ends before closing delimiter: put }} right after */');
    this.close(end + 2, false);
    return true;
  }

  /** Takes an action from `{{` to `}}`; false after an error. */
  private action(inside: number): boolean {
    const open = this.at;
    this.push('open', open, open + 2);
    this.at = inside;
    this.parens = 0;
    for (;;) {
      const before = this.at;
      while (this.isSpace(this.at) && !this.closesAt(this.at)) this.at += 1;
      const spaced = this.at > before;
      if (this.closesAt(this.at)) {
        if (this.parens > 0) return this.error(this.at, 'unclosed left paren: a ) is missing');
        this.close(this.at, true);
        return true;
      }
      if (this.at >= this.text.length) return this.error(open, 'unclosed action: end it with }}');
      if (!this.token(spaced)) return false;
    }
  }

  private token(spaced: boolean): boolean {
    const from = this.at;
    const character = this.text.charAt(from);
    switch (character) {
      case '"':
        return this.quoted('string', '"', spaced);
      case "'":
        return this.quoted('char', "'", spaced);
      case '`': {
        const end = this.text.indexOf('`', from + 1);
        if (end < 0) return this.error(from, 'unterminated raw quoted string: end it with `');
        return this.push('raw_string', from, end + 1, spaced);
      }
      case '|':
        return this.push('pipe', from, from + 1, spaced);
      case ',':
        return this.push('comma', from, from + 1, spaced);
      case '=':
        return this.push('assign', from, from + 1, spaced);
      case ':':
        if (this.text.charAt(from + 1) !== '=') return this.error(from, 'expected := (variables are declared with it)');
        return this.push('declare', from, from + 2, spaced);
      case '(':
        this.parens += 1;
        return this.push('left_paren', from, from + 1, spaced);
      case ')':
        this.parens -= 1;
        if (this.parens < 0) return this.error(from, 'unexpected right paren: no ( stands before it');
        return this.push('right_paren', from, from + 1, spaced);
      default:
        return this.word(character, spaced);
    }
  }

  private word(character: string, spaced: boolean): boolean {
    const from = this.at;
    const next = this.text.charAt(from + 1);
    const isNumber = /[\d+-]/.test(character) || (character === '.' && /\d/.test(next));
    if (isNumber) return this.number(spaced);
    const hasSign = character === '.' || character === '$';
    const to = this.endOf(wordPart, from + (hasSign ? 1 : 0));
    if (to === from) return this.strayCharacter(spaced);
    if (!this.terminatesAt(to))
      return this.error(
        to,
        `${badCharacter(this.text, to)} after ${excerpt(this.text.slice(from, to))}${hintFor(this.text.charAt(to))}`,
      );
    return this.push(kindOfWord(this.text.slice(from, to)), from, to, spaced);
  }

  private number(spaced: boolean): boolean {
    const from = this.at;
    const to = this.endOf(numberPart, from);
    const runsOn = this.endOf(wordPart, to) > to || /[+-]/.test(this.text.charAt(to));
    if (runsOn || to === from)
      return this.error(from, `bad number syntax: "${excerpt(this.text.slice(from, to + 1))}"`);
    return this.push('number', from, to, spaced);
  }

  private quoted(kind: 'string' | 'char', quote: string, spaced: boolean): boolean {
    const from = this.at;
    for (let i = from + 1; i < this.text.length; i += 1) {
      const character = this.text.charAt(i);
      if (character === quote) return this.push(kind, from, i + 1, spaced);
      if (character === '\\') i += 1;
      if (this.text.charAt(i) === '\n') break;
    }
    const what = kind === 'string' ? 'quoted string' : 'character constant';
    return this.error(from, `unterminated ${what}: end it with ${quote} on the same line`);
  }

  private strayCharacter(spaced: boolean): boolean {
    const from = this.at;
    const code = this.text.charCodeAt(from);
    if (code > 0x20 && code < 0x7f) return this.push('other', from, from + 1, spaced);
    return this.error(from, `${badCharacter(this.text, from)} in an action`);
  }

  private endOf(part: RegExp, from: number): number {
    part.lastIndex = from;
    return from + (part.exec(this.text)?.[0].length ?? 0);
  }

  private isSpace(at: number): boolean {
    return at < this.text.length && spaces.includes(this.text.charAt(at));
  }

  private hasLeftTrim(at: number): boolean {
    return this.text.charAt(at) === '-' && this.isSpace(at + 1);
  }

  private hasRightTrim(at: number): boolean {
    return this.isSpace(at) && this.text.startsWith('-}}', at + 1);
  }

  private closesAt(at: number): boolean {
    return this.text.startsWith('}}', at) || this.hasRightTrim(at);
  }

  /** What may follow a name: `$x+2` is refused, so that nobody takes it for a sum. */
  private terminatesAt(at: number): boolean {
    return at >= this.text.length || this.isSpace(at) || '.,|:)('.includes(this.text.charAt(at)) || this.closesAt(at);
  }

  private close(at: number, isAction: boolean): void {
    this.trims = this.hasRightTrim(at);
    const from = this.trims ? at + 2 : at;
    if (isAction) this.push('close', from, from + 2);
    this.at = from + 2;
  }

  private push(kind: TokenKind, from: number, to: number, spaced = false): true {
    this.tokens.push({ kind, text: this.text.slice(from, to), from, to, spaced });
    this.at = to;
    return true;
  }

  private error(at: number, message: string): false {
    this.tokens.push({ kind: 'error', text: message, from: at, to: at, spaced: false });
    return false;
  }
}

function kindOfWord(word: string): TokenKind {
  if (word === '.') return 'dot';
  if (word === 'nil') return 'nil';
  if (word.startsWith('.')) return 'field';
  if (word.startsWith('$')) return 'variable';
  if (word === 'true' || word === 'false') return 'bool';
  return keywords.has(word) ? 'keyword' : 'identifier';
}

function badCharacter(text: string, at: number): string {
  const code = text.codePointAt(at) ?? 0;
  const shown = /[\p{L}\p{M}\p{N}\p{P}\p{S}]/u.test(String.fromCodePoint(code))
    ? ` '${String.fromCodePoint(code)}'`
    : '';
  return `unexpected character U+${code.toString(16).toUpperCase().padStart(4, '0')}${shown}`;
}
