import type { Token, TokenKind } from './lexer.js';
import { TEMPLATE_NESTING_MAX } from './limits.js';
import { readChar, readNumber, readRawString, readString, type Read } from './literals.js';
import type { Scope } from './scope.js';
import { nearest } from './syntax-messages.js';
import { excerpt, TemplateFailure } from './template-error.js';
import type { TokenCursor } from './token-cursor.js';
import type { Command, Operand, Pipeline } from './tree.js';
import { bool, string, type Value } from './values.js';

const operandKinds: ReadonlySet<TokenKind> = new Set([
  'bool',
  'char',
  'dot',
  'field',
  'identifier',
  'left_paren',
  'nil',
  'number',
  'raw_string',
  'string',
  'variable',
]);

/** Parses what stands inside actions. */
export class PipelineParser {
  /** The functions that were named so far. */
  readonly functions = new Set<string>();
  /** The strings that were written so far. */
  readonly strings = new Set<string>();
  private nesting = 0;

  constructor(
    private readonly cursor: TokenCursor,
    private readonly functionNames: ReadonlySet<string>,
    /** The variables that are visible where the cursor stands. */
    public scope: Scope,
  ) {}

  /** Takes a pipeline and the token that ends it. */
  pipeline(context: string, end: 'close' | 'right_paren'): Pipeline {
    const { from } = this.cursor.peek();
    const declaration = this.declaration(context);
    const commands: Command[] = [];
    while (this.cursor.peek().kind !== end) {
      if (!operandKinds.has(this.cursor.peek().kind)) this.cursor.unexpected(this.cursor.peek(), context);
      commands.push(this.command(end));
    }
    if (commands.length === 0) this.cursor.fail(from, `missing value for ${context}`);
    commands.forEach((command, i) => {
      if (i > 0 && ['literal', 'dot', 'nil'].includes(command.first.kind))
        this.cursor.fail(
          command.from,
          `non executable command in pipeline stage ${i + 1}: after a | stands a function`,
        );
    });
    // The variables are there only now: in {{ $x := $x }} the second is another.
    const sets = declaration === null ? [] : this.slots(declaration);
    const to = this.cursor.peek().from;
    this.cursor.next();
    return { sets, commands, from, to };
  }

  /** Takes `$x :=`, `$x =` or, in a range, `$i, $x :=`; null where the pipeline declares nothing. */
  private declaration(context: string): { readonly variables: readonly Token[]; readonly assigns: boolean } | null {
    const next = this.cursor.peek(1).kind;
    if (this.cursor.peek().kind !== 'variable' || !['declare', 'assign', 'comma'].includes(next)) return null;
    const variables = [this.cursor.next()];
    if (next === 'comma') {
      this.cursor.next();
      if (context !== 'range')
        this.cursor.fail(this.cursor.peek().from, `too many declarations in ${context}: only a range has two`);
      variables.push(this.cursor.expect('variable', 'range, which declares variables'));
    }
    const sign = this.cursor.next();
    if (sign.kind !== 'declare' && sign.kind !== 'assign') this.cursor.unexpected(sign, 'range, where := is due');
    return { variables, assigns: sign.kind === 'assign' };
  }

  private slots({ variables, assigns }: { variables: readonly Token[]; assigns: boolean }): readonly number[] {
    return variables.map((token) => (assigns ? this.slotOf(token) : this.scope.declare(token.text)));
  }

  private command(end: 'close' | 'right_paren'): Command {
    const first = this.operand();
    const rest: Operand[] = [];
    for (;;) {
      const token = this.cursor.peek();
      if (token.kind === 'pipe') {
        this.cursor.next();
        break;
      }
      if (token.kind === end) break;
      if (!token.spaced || !operandKinds.has(token.kind)) this.cursor.unexpected(token, 'operand');
      rest.push(this.operand());
    }
    return { first, rest, from: first.from, to: (rest.at(-1) ?? first).to };
  }

  /** Takes a term and the fields that stand right behind it. */
  private operand(): Operand {
    const term = this.term();
    const fields: string[] = [];
    while (this.cursor.peek().kind === 'field' && !this.cursor.peek().spaced)
      fields.push(this.cursor.next().text.slice(1));
    if (fields.length === 0) return term;
    const to = this.cursor.behind();
    switch (term.kind) {
      case 'field':
      case 'variable':
        return { ...term, fields: [...term.fields, ...fields], to };
      case 'function':
      case 'parens':
        return { kind: 'chain', of: term, fields, from: term.from, to };
      default:
        return this.cursor.fail(
          term.from,
          `unexpected . after term ${excerpt(this.cursor.text.slice(term.from, term.to))}`,
        );
    }
  }

  private term(): Operand {
    const token = this.cursor.next();
    const { from, to, text } = token;
    const literal = (value: Value): Operand => ({ kind: 'literal', value, from, to });
    switch (token.kind) {
      case 'identifier':
        return this.function(token);
      case 'dot':
      case 'nil':
        return { kind: token.kind, from, to };
      case 'variable':
        return { kind: 'variable', name: text, slot: this.slotOf(token), fields: [], from, to };
      case 'field':
        return { kind: 'field', fields: [text.slice(1)], from, to };
      case 'bool':
        return literal(bool(text === 'true'));
      case 'number':
        return literal(this.read(token, readNumber(text)));
      case 'char':
        return literal(this.read(token, readChar(text)));
      case 'string':
        return literal(this.string(this.read(token, readString(text))));
      case 'raw_string':
        return literal(this.string(readRawString(text)));
      case 'left_paren': {
        const pipeline = this.nested(from, () => this.pipeline('parenthesized pipeline', 'right_paren'));
        return { kind: 'parens', pipeline, from, to: this.cursor.behind() };
      }
      default:
        return this.cursor.unexpected(token, 'operand');
    }
  }

  private string(text: string): Value {
    this.strings.add(text);
    return string(text);
  }

  private function({ text: name, from, to }: Token): Operand {
    if (name === 'call')
      this.cursor.fail(from, 'function "call" is not supported: no value of a template is a function');
    if (!this.functionNames.has(name)) {
      const isVariable = this.scope.find(`$${name}`) !== undefined;
      const meant = isVariable ? `$${name}` : nearest(name, this.functionNames);
      this.cursor.fail(
        from,
        `function "${excerpt(name)}" not defined${meant === null ? '' : `; did you mean ${meant}?`}`,
      );
    }
    this.functions.add(name);
    return { kind: 'function', name, from, to };
  }

  private slotOf({ text, from }: Token): number {
    const slot = this.scope.find(text);
    return (
      slot ??
      this.cursor.fail(from, `undefined variable "${excerpt(text)}": declare it before, with ${excerpt(text)} :=`)
    );
  }

  read<T>(token: Token, read: Read<T>): T {
    return 'error' in read ? this.cursor.fail(token.from, read.error) : read.value;
  }

  /** Takes something that can hold others of its kind, unless it stands too deep in them. */
  nested<T>(from: number, take: () => T): T {
    this.nesting += 1;
    if (this.nesting > TEMPLATE_NESTING_MAX)
      throw new TemplateFailure(
        'template_limit',
        `nested too deep: ${this.nesting} blocks and parentheses where ${TEMPLATE_NESTING_MAX} is the limit`,
        from,
      );
    const taken = take();
    this.nesting -= 1;
    return taken;
  }
}
