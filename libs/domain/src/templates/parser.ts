import { tokenize, type Token, type TokenKind } from './lexer.js';
import { TEMPLATE_NESTING_MAX } from './limits.js';
import { readChar, readNumber, readRawString, readString, type Read } from './literals.js';
import { alertVariables, Scope } from './scope.js';
import { nearest, unexpectedMessage } from './syntax-messages.js';
import { excerpt, TemplateFailure } from './template-error.js';
import type { Body, BranchNode, CallNode, Command, Declaration, Node, Operand, Pipeline, Template } from './tree.js';
import { utf8Length } from './utf8.js';
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

/** What ended a list of nodes, and where that stood. */
type Ending = { readonly word: 'end' | 'else' | 'nothing'; readonly at: number };

/** A name, and the body that was parsed for it with variables of its own. */
type Piece = { readonly body: Body; readonly ending: Ending };

/**
 * Parses the text of an alert's template.
 *
 * @param functionNames - the functions that it may name
 * @throws TemplateFailure where the text is no template
 */
export function parse(text: string, functionNames: ReadonlySet<string>): Template {
  return new Parser(text, functionNames).template();
}

class Parser {
  private readonly tokens: readonly Token[];
  private readonly definitions = new Map<string, Body>();
  private readonly functions = new Set<string>();
  private scope = new Scope(alertVariables.map(([name]) => name));
  private ranges = 0;
  private nesting = 0;
  private at = 0;

  constructor(
    private readonly text: string,
    private readonly functionNames: ReadonlySet<string>,
  ) {
    this.tokens = tokenize(text);
  }

  template(): Template {
    const body: Node[] = [];
    for (;;) {
      const part = this.nodes(true);
      body.push(...part.body);
      if (part.ending.word !== 'nothing')
        this.fail(part.ending.at, `unexpected {{${part.ending.word}}}: no {{if}}, {{range}} or {{with}} is open here`);
      if (this.peek().kind === 'end') break;
      this.definition();
    }
    return { text: this.text, body, definitions: this.definitions, functions: this.functions };
  }

  /** Takes nodes up to an `{{end}}` or `{{else`, to the end of the text or, at the top, to a `{{define`. */
  private nodes(isTop: boolean): Piece {
    const body: Node[] = [];
    for (;;) {
      const token = this.peek();
      if (token.kind === 'end') return { body, ending: { word: 'nothing', at: token.from } };
      if (token.kind === 'text') {
        this.at += 1;
        const { from, to, text } = token;
        body.push({ kind: 'text', text, bytes: utf8Length(text), from, to });
        continue;
      }
      if (token.kind !== 'open') this.unexpected(token, 'input');
      const first = this.peek(1);
      const word = first.kind === 'keyword' ? first.text : '';
      if (isTop && word === 'define') return { body, ending: { word: 'nothing', at: token.from } };
      this.at += 1;
      if (word === 'end' || word === 'else') {
        this.at += 1;
        if (word === 'end') this.expect('close', '{{end}}');
        return { body, ending: { word, at: token.from } };
      }
      body.push(this.action(token.from, word));
    }
  }

  /** Takes what stands after `{{`, and the rest of the block where it opens one. */
  private action(from: number, word: string): Node {
    if (word !== '') this.at += 1;
    switch (word) {
      case 'if':
      case 'with':
        return this.nested(from, () => this.branch(from, word));
      case 'range':
        return this.nested(from, () => this.range(from));
      case 'template':
        return this.call(from);
      case 'block':
        return this.nested(from, () => this.block(from));
      case 'break':
      case 'continue': {
        const { to } = this.expect('close', `{{${word}}}`);
        if (this.ranges === 0) this.fail(from, `{{${word}}} outside {{range}}`);
        return { kind: 'jump', word, from, to };
      }
      case 'define':
        return this.fail(from, '{{define}} inside a block: define templates at the top, outside of other actions');
      default: {
        const pipeline = this.pipeline('command', 'close');
        return { kind: 'action', pipeline, from, to: pipeline.to };
      }
    }
  }

  private branch(from: number, word: 'if' | 'with'): Node {
    this.scope.open();
    const branches: BranchNode['branches'][number][] = [];
    let otherwise: Body = [];
    for (;;) {
      const pipeline = this.pipeline(word, 'close');
      const { body, ending } = this.list(from, word);
      branches.push({ pipeline, body });
      if (ending.word === 'end') break;
      const next = this.peek();
      if (next.kind === 'keyword' && next.text === word) {
        this.at += 1;
        continue;
      }
      otherwise = this.otherwise(from, word);
      break;
    }
    this.scope.close();
    return { kind: 'branch', setsDot: word === 'with', branches, otherwise, from, to: this.behind() };
  }

  private range(from: number): Node {
    this.scope.open();
    const pipeline = this.pipeline('range', 'close');
    this.ranges += 1;
    const { body, ending } = this.list(from, 'range');
    this.ranges -= 1;
    const otherwise = ending.word === 'else' ? this.otherwise(from, 'range') : [];
    this.scope.close();
    return { kind: 'range', pipeline, body, otherwise, from, to: this.behind() };
  }

  private otherwise(from: number, word: string): Body {
    this.expect('close', '{{else}}');
    const { body, ending } = this.list(from, word);
    if (ending.word === 'else')
      this.fail(ending.at, `expected {{end}}, found another {{else}} of the same {{${word}}}`);
    return body;
  }

  /** Takes the nodes of a block, which must not be cut short by the end of the text. */
  private list(from: number, word: string): Piece {
    const piece = this.nodes(false);
    if (piece.ending.word === 'nothing') this.fail(from, `unexpected EOF: this {{${word}}} has no {{end}}`);
    return piece;
  }

  private call(from: number): CallNode {
    const name = this.templateName('template');
    if (this.peek().kind === 'close') return { kind: 'call', name, pipeline: null, from, to: this.next().to };
    const pipeline = this.pipeline('template', 'close');
    return { kind: 'call', name, pipeline, from, to: pipeline.to };
  }

  private block(from: number): CallNode {
    const name = this.templateName('block');
    const pipeline = this.pipeline('block', 'close');
    this.define(from, name, 'block');
    return { kind: 'call', name, pipeline, from, to: pipeline.to };
  }

  private definition(): void {
    const { from } = this.next();
    this.at += 1;
    const name = this.templateName('define');
    this.expect('close', '{{define}}');
    this.define(from, name, 'define');
  }

  /** Takes the body of a template, which sees no variables but `$`, and keeps it under its name. */
  private define(from: number, name: string, word: string): void {
    const { scope, ranges } = this;
    this.scope = new Scope([]);
    this.ranges = 0;
    const { body, ending } = this.list(from, word);
    if (ending.word === 'else') this.fail(ending.at, `unexpected {{else}} in {{${word}}}`);
    this.scope = scope;
    this.ranges = ranges;
    const known = this.definitions.get(name);
    if (known === undefined || isBlank(known)) this.definitions.set(name, body);
    else if (!isBlank(body)) this.fail(from, `multiple definition of template "${excerpt(name)}"`);
  }

  private templateName(word: string): string {
    const token = this.next();
    if (token.kind === 'raw_string') return readRawString(token.text);
    if (token.kind !== 'string') this.unexpected(token, `{{${word}}}, whose name is a string`);
    return this.read(token, readString(token.text));
  }

  private pipeline(context: string, end: 'close' | 'right_paren'): Pipeline {
    const { from } = this.peek();
    const declaration = this.declaration(context);
    const commands: Command[] = [];
    while (this.peek().kind !== end) {
      if (!operandKinds.has(this.peek().kind)) this.unexpected(this.peek(), context);
      commands.push(this.command(end));
    }
    if (commands.length === 0) this.fail(from, `missing value for ${context}`);
    commands.forEach((command, i) => {
      if (i > 0 && ['literal', 'dot', 'nil'].includes(command.first.kind))
        this.fail(command.from, `non executable command in pipeline stage ${i + 1}: after a | stands a function`);
    });
    const declares = declaration === null ? null : this.declared(declaration);
    const to = this.peek().from;
    this.at += 1;
    return { declares, commands, from, to };
  }

  /** Takes `$x :=`, `$x =` or, in a range, `$i, $x :=`; null where the pipeline declares nothing. */
  private declaration(context: string): { readonly variables: readonly Token[]; readonly assigns: boolean } | null {
    const next = this.peek(1).kind;
    if (this.peek().kind !== 'variable' || !['declare', 'assign', 'comma'].includes(next)) return null;
    const variables = [this.next()];
    if (next === 'comma') {
      this.at += 1;
      if (context !== 'range') this.fail(this.peek().from, `too many declarations in ${context}: only a range has two`);
      variables.push(this.expect('variable', 'range, which declares variables'));
    }
    const sign = this.next();
    if (sign.kind !== 'declare' && sign.kind !== 'assign') this.unexpected(sign, 'range, where := is due');
    return { variables, assigns: sign.kind === 'assign' };
  }

  private declared({ variables, assigns }: { variables: readonly Token[]; assigns: boolean }): Declaration {
    const slots = variables.map((token) => (assigns ? this.slotOf(token) : this.scope.declare(token.text)));
    return { assigns, slots };
  }

  private command(end: 'close' | 'right_paren'): Command {
    const first = this.operand();
    const rest: Operand[] = [];
    for (;;) {
      const token = this.peek();
      if (token.kind === 'pipe') {
        this.at += 1;
        break;
      }
      if (token.kind === end) break;
      if (!token.spaced || !operandKinds.has(token.kind)) this.unexpected(token, 'operand');
      rest.push(this.operand());
    }
    return { first, rest, from: first.from, to: (rest.at(-1) ?? first).to };
  }

  /** Takes a term and the fields that stand right behind it. */
  private operand(): Operand {
    const term = this.term();
    const fields: string[] = [];
    while (this.peek().kind === 'field' && !this.peek().spaced) fields.push(this.next().text.slice(1));
    if (fields.length === 0) return term;
    const to = this.behind();
    switch (term.kind) {
      case 'field':
      case 'variable':
        return { ...term, fields: [...term.fields, ...fields], to };
      case 'function':
      case 'parens':
        return { kind: 'chain', of: term, fields, from: term.from, to };
      default:
        return this.fail(term.from, `unexpected . after term ${excerpt(this.text.slice(term.from, term.to))}`);
    }
  }

  private term(): Operand {
    const token = this.next();
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
        return literal(string(this.read(token, readString(text))));
      case 'raw_string':
        return literal(string(readRawString(text)));
      case 'left_paren': {
        const pipeline = this.nested(from, () => this.pipeline('parenthesized pipeline', 'right_paren'));
        return { kind: 'parens', pipeline, from, to: this.behind() };
      }
      default:
        return this.unexpected(token, 'operand');
    }
  }

  private function({ text: name, from, to }: Token): Operand {
    if (name === 'call') this.fail(from, 'function "call" is not supported: no value of a template is a function');
    if (!this.functionNames.has(name)) {
      const isVariable = this.scope.find(`$${name}`) !== undefined;
      const meant = isVariable ? `$${name}` : nearest(name, this.functionNames);
      this.fail(from, `function "${excerpt(name)}" not defined${meant === null ? '' : `; did you mean ${meant}?`}`);
    }
    this.functions.add(name);
    return { kind: 'function', name, from, to };
  }

  private slotOf({ text, from }: Token): number {
    const slot = this.scope.find(text);
    return (
      slot ?? this.fail(from, `undefined variable "${excerpt(text)}": declare it before, with ${excerpt(text)} :=`)
    );
  }

  private read<T>(token: Token, read: Read<T>): T {
    return 'error' in read ? this.fail(token.from, read.error) : read.value;
  }

  private nested<T>(from: number, take: () => T): T {
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

  private peek(ahead = 0): Token {
    // The last token, `end` or `error`, is never passed: whoever meets it stops.
    return (this.tokens[this.at + ahead] ?? this.tokens.at(-1)) as Token;
  }

  private next(): Token {
    const token = this.peek();
    this.at += 1;
    return token;
  }

  /** Where the last token ended that was taken. */
  private behind(): number {
    return (this.tokens[this.at - 1] as Token).to;
  }

  private expect(kind: TokenKind, context: string): Token {
    const token = this.next();
    return token.kind === kind ? token : this.unexpected(token, context);
  }

  private unexpected(token: Token, context: string): never {
    return this.fail(token.from, unexpectedMessage(token, context));
  }

  private fail(at: number, message: string): never {
    throw new TemplateFailure('template_syntax', message, at);
  }
}

function isBlank(body: Body): boolean {
  return body.every((node) => node.kind === 'text' && node.text.trim() === '');
}
