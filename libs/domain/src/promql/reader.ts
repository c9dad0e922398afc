import type { BinaryExpr, DurationExpr, Expr, Span, VectorMatching } from './ast.js';
import { Lexer } from './lexer.js';
import { ERRORS_MAX, errorAt, type PromqlError } from './promql-error.js';
import { describeToken, type Token, type TokenKind } from './token.js';

/** How many nodes may lie above one another: the evaluator, the checks and the printer go down a tree by recursion. */
const NESTING_MAX = 200;

/** In what an unexpected token stands, for the message: `in offset, expected number`. */
export interface Place {
  readonly within: string;
  readonly expected?: string;
}

/**
 * What the parser reads from: the next token, the errors so far, and how deep the tree has become.
 *
 * Errors of meaning (an unknown function) are noted and reading goes on. An error of syntax stops it: from then on there
 * is only the end of input, and nothing is noted any more, so the parser finds its way out by itself.
 */
export class Reader {
  readonly errors: PromqlError[] = [];
  /** What was written about matching where there are not two vectors to match: the tree does not show it. */
  readonly idleMatchings = new Map<BinaryExpr, VectorMatching>();
  /** Where the last token that was taken ends. */
  lastEnd = 0;
  private ahead: Token | null = null;
  private isStopped = false;
  private depth = 0;
  private readonly places: Place[] = [];
  private readonly heights = new WeakMap<Expr | DurationExpr, number>();
  private readonly lexer: Lexer;

  constructor(readonly text: string) {
    this.lexer = new Lexer(text);
  }

  peek(): Token {
    if (this.isStopped) {
      return { kind: 'end_of_input', text: '', from: this.text.length, to: this.text.length };
    }
    if (this.ahead === null) {
      this.ahead = this.lexer.next();
      if (this.ahead.kind === 'error') {
        this.stop(this.ahead, this.ahead.text);
        return this.peek();
      }
    }
    return this.ahead;
  }

  take(): Token {
    const token = this.peek();
    this.ahead = null;
    this.lastEnd = token.to;
    return token;
  }

  /** Takes the next token if it is of a kind, and says whether it did. */
  takeIf(kind: TokenKind): boolean {
    const isThere = this.peek().kind === kind;
    if (isThere) {
      this.take();
    }
    return isThere;
  }

  /** Takes the next token, which must be of a kind. */
  expect(kind: TokenKind, place?: Place): void {
    if (!this.takeIf(kind)) {
      this.unexpected(place);
    }
  }

  note(span: Span, message: string): void {
    if (!this.isStopped) {
      this.errors.push(errorAt(this.text, { from: span.from, to: span.to }, message));
      this.isStopped = this.errors.length >= ERRORS_MAX;
    }
  }

  stop(span: Span, message: string): void {
    this.note(span, message);
    this.isStopped = true;
  }

  /** Stops at the next token, which does not belong where it stands: in a place given here, or the innermost one. */
  unexpected(place: Place | undefined = this.places.at(-1)): void {
    const token = this.peek();
    const within = place === undefined ? '' : ` in ${place.within}`;
    const expected = place?.expected === undefined ? '' : `, expected ${place.expected}`;
    this.stop(token, `unexpected ${describeToken(token)}${within}${expected}`);
  }

  /** Parses a part in which unexpected tokens are reported as standing in a place. */
  within<Part>(place: Place, parse: () => Part): Part {
    this.places.push(place);
    const part = parse();
    this.places.pop();
    return part;
  }

  /** Parses a part one level further down. */
  deeper<Part>(parse: () => Part): Part {
    this.depth += 1;
    if (this.depth > NESTING_MAX) {
      this.tooDeep(this.peek());
    }
    const part = parse();
    this.depth -= 1;
    return part;
  }

  /** Notes that a node lies above others, and gives it back. */
  above<Node extends Expr | DurationExpr>(node: Node, ...parts: readonly (Expr | DurationExpr)[]): Node {
    const height = 1 + Math.max(0, ...parts.map((part) => this.heights.get(part) ?? 1));
    this.heights.set(node, height);
    if (height > NESTING_MAX) {
      this.tooDeep(node.span);
    }
    return node;
  }

  private tooDeep(span: Span): void {
    this.stop(span, `the expression is nested more than ${NESTING_MAX} levels deep`);
  }
}
