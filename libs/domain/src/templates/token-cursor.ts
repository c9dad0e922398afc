import { tokenize, type Token, type TokenKind } from './lexer.js';
import { unexpectedMessage } from './syntax-messages.js';
import { TemplateFailure } from './template-error.js';

/** Where a parser stands among the tokens of a text. */
export class TokenCursor {
  private readonly tokens: readonly Token[];
  private at = 0;

  constructor(readonly text: string) {
    this.tokens = tokenize(text);
  }

  peek(ahead = 0): Token {
    // The last token, `end` or `error`, is never passed: whoever meets it stops.
    return (this.tokens[this.at + ahead] ?? this.tokens.at(-1)) as Token;
  }

  next(): Token {
    const token = this.peek();
    this.at += 1;
    return token;
  }

  /** Where the last token ended that was taken. */
  behind(): number {
    return (this.tokens[this.at - 1] as Token).to;
  }

  expect(kind: TokenKind, context: string): Token {
    const token = this.next();
    return token.kind === kind ? token : this.unexpected(token, context);
  }

  unexpected(token: Token, context: string): never {
    return this.fail(token.from, unexpectedMessage(token, context));
  }

  fail(at: number, message: string): never {
    throw new TemplateFailure('template_syntax', message, at);
  }
}
