import { readRawString, readString } from './literals.js';
import { PipelineParser } from './pipeline-parser.js';
import { Scope } from './scope.js';
import { excerpt } from './template-error.js';
import { TokenCursor } from './token-cursor.js';
import type { Body, BranchNode, CallNode, Node, Template } from './tree.js';
import { utf8Length } from './utf8.js';

/** What ended a list of nodes, and where that stood. */
type Ending = { readonly word: 'end' | 'else' | 'nothing'; readonly at: number };

/** Nodes, and what ended them. */
type Piece = { readonly body: Body; readonly ending: Ending };

/** What the text of a template may name. */
export interface Vocabulary {
  readonly functions: ReadonlySet<string>;
  /** Variables that are declared before the text, in the order of their slots. */
  readonly variables: readonly string[];
}

/**
 * Parses the text of a template.
 *
 * @throws TemplateFailure where the text is no template
 */
export function parse(text: string, vocabulary: Vocabulary): Template {
  return new Parser(text, vocabulary).template();
}

/** Parses text, actions and blocks. */
class Parser {
  private readonly cursor: TokenCursor;
  private readonly pipelines: PipelineParser;
  private readonly definitions = new Map<string, Body>();
  /** How many ranges are open, for `break` and `continue`. */
  private ranges = 0;

  constructor(text: string, { functions, variables }: Vocabulary) {
    this.cursor = new TokenCursor(text);
    this.pipelines = new PipelineParser(this.cursor, functions, new Scope(variables));
  }

  template(): Template {
    const body: Node[] = [];
    for (;;) {
      const part = this.nodes(true);
      body.push(...part.body);
      if (part.ending.word !== 'nothing')
        this.cursor.fail(
          part.ending.at,
          `unexpected {{${part.ending.word}}}: no {{if}}, {{range}} or {{with}} is open here`,
        );
      if (this.cursor.peek().kind === 'end') break;
      this.definition();
    }
    const { functions, strings } = this.pipelines;
    return { text: this.cursor.text, body, definitions: this.definitions, functions, strings };
  }

  /** Takes nodes up to an `{{end}}` or `{{else`, to the end of the text or, at the top, to a `{{define`. */
  private nodes(isTop: boolean): Piece {
    const body: Node[] = [];
    for (;;) {
      const token = this.cursor.peek();
      if (token.kind === 'end') return { body, ending: { word: 'nothing', at: token.from } };
      if (token.kind === 'text') {
        this.cursor.next();
        const { from, to, text } = token;
        body.push({ kind: 'text', text, bytes: utf8Length(text), from, to });
        continue;
      }
      if (token.kind !== 'open') this.cursor.unexpected(token, 'input');
      const first = this.cursor.peek(1);
      const word = first.kind === 'keyword' ? first.text : '';
      if (isTop && word === 'define') return { body, ending: { word: 'nothing', at: token.from } };
      this.cursor.next();
      if (word === 'end' || word === 'else') {
        this.cursor.next();
        if (word === 'end') this.cursor.expect('close', '{{end}}');
        return { body, ending: { word, at: token.from } };
      }
      body.push(this.action(token.from, word));
    }
  }

  /** Takes what stands after `{{`, and the rest of the block where it opens one. */
  private action(from: number, word: string): Node {
    if (word !== '') this.cursor.next();
    switch (word) {
      case 'if':
      case 'with':
        return this.pipelines.nested(from, () => this.branch(from, word));
      case 'range':
        return this.pipelines.nested(from, () => this.range(from));
      case 'template':
        return this.call(from);
      case 'block':
        return this.pipelines.nested(from, () => this.block(from));
      case 'break':
      case 'continue': {
        const { to } = this.cursor.expect('close', `{{${word}}}`);
        if (this.ranges === 0) this.cursor.fail(from, `{{${word}}} outside {{range}}`);
        return { kind: 'jump', word, from, to };
      }
      case 'define':
        return this.cursor.fail(
          from,
          '{{define}} inside a block: define templates at the top, outside of other actions',
        );
      default: {
        const pipeline = this.pipelines.pipeline('command', 'close');
        return { kind: 'action', pipeline, from, to: this.cursor.behind() };
      }
    }
  }

  private branch(from: number, word: 'if' | 'with'): Node {
    this.pipelines.scope.open();
    const branches: BranchNode['branches'][number][] = [];
    let otherwise: Body = [];
    for (;;) {
      const pipeline = this.pipelines.pipeline(word, 'close');
      const { body, ending } = this.list(from, word);
      branches.push({ pipeline, body });
      if (ending.word === 'end') break;
      const next = this.cursor.peek();
      if (next.kind === 'keyword' && next.text === word) {
        this.cursor.next();
        continue;
      }
      otherwise = this.otherwise(from, word);
      break;
    }
    this.pipelines.scope.close();
    return { kind: 'branch', setsDot: word === 'with', branches, otherwise, from, to: this.cursor.behind() };
  }

  private range(from: number): Node {
    this.pipelines.scope.open();
    const pipeline = this.pipelines.pipeline('range', 'close');
    this.ranges += 1;
    const { body, ending } = this.list(from, 'range');
    this.ranges -= 1;
    const otherwise = ending.word === 'else' ? this.otherwise(from, 'range') : [];
    this.pipelines.scope.close();
    return { kind: 'range', pipeline, body, otherwise, from, to: this.cursor.behind() };
  }

  private otherwise(from: number, word: string): Body {
    this.cursor.expect('close', '{{else}}');
    const { body, ending } = this.list(from, word);
    if (ending.word === 'else')
      this.cursor.fail(ending.at, `expected {{end}}, found another {{else}} of the same {{${word}}}`);
    return body;
  }

  /** Takes the nodes of a block, whose variables are its own, and which the end of the text must not cut short. */
  private list(from: number, word: string): Piece {
    this.pipelines.scope.open();
    const piece = this.nodes(false);
    this.pipelines.scope.close();
    if (piece.ending.word === 'nothing') this.cursor.fail(from, `unexpected EOF: this {{${word}}} has no {{end}}`);
    return piece;
  }

  private call(from: number): CallNode {
    const name = this.templateName('template');
    if (this.cursor.peek().kind === 'close')
      return { kind: 'call', name, pipeline: null, from, to: this.cursor.next().to };
    const pipeline = this.pipelines.pipeline('template', 'close');
    return { kind: 'call', name, pipeline, from, to: this.cursor.behind() };
  }

  private block(from: number): CallNode {
    const name = this.templateName('block');
    const pipeline = this.pipelines.pipeline('block', 'close');
    const to = this.cursor.behind();
    this.define(from, name, 'block');
    return { kind: 'call', name, pipeline, from, to };
  }

  private definition(): void {
    const { from } = this.cursor.next();
    this.cursor.next();
    const name = this.templateName('define');
    this.cursor.expect('close', '{{define}}');
    this.define(from, name, 'define');
  }

  /** Takes the body of a template, which sees no variables but `$`, and keeps it under its name. */
  private define(from: number, name: string, word: string): void {
    const { ranges } = this;
    const { scope } = this.pipelines;
    this.pipelines.scope = new Scope([]);
    this.ranges = 0;
    const { body, ending } = this.list(from, word);
    if (ending.word === 'else') this.cursor.fail(ending.at, `unexpected {{else}} in {{${word}}}`);
    this.pipelines.scope = scope;
    this.ranges = ranges;
    const known = this.definitions.get(name);
    if (known === undefined || isBlank(known)) this.definitions.set(name, body);
    else if (!isBlank(body)) this.cursor.fail(from, `multiple definition of template "${excerpt(name)}"`);
  }

  private templateName(word: string): string {
    const token = this.cursor.next();
    if (token.kind === 'raw_string') return readRawString(token.text);
    if (token.kind !== 'string') this.cursor.unexpected(token, `{{${word}}}, whose name is a string`);
    return this.pipelines.read(token, readString(token.text));
  }
}

function isBlank(body: Body): boolean {
  return body.every((node) => node.kind === 'text' && node.text.trim() === '');
}
