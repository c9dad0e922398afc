import type { Value } from './values.js';

/** Where a node stands: offsets in UTF-16 units into the template's text. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** What stands in a template between its ends, or in a block between its words. */
export type Body = readonly Node[];

export type Node = TextNode | ActionNode | BranchNode | RangeNode | CallNode | JumpNode;

export interface TextNode extends Span {
  readonly kind: 'text';
  readonly text: string;
  /** Its length in UTF-8 bytes. */
  readonly bytes: number;
}

/** A pipeline whose value is printed, or kept in a variable. */
export interface ActionNode extends Span {
  readonly kind: 'action';
  readonly pipeline: Pipeline;
}

/** `if` or `with`, and the `else if` or `else with` that follow; a `with` makes its value the dot of its body. */
export interface BranchNode extends Span {
  readonly kind: 'branch';
  readonly setsDot: boolean;
  readonly branches: readonly { readonly pipeline: Pipeline; readonly body: Body }[];
  readonly otherwise: Body;
}

export interface RangeNode extends Span {
  readonly kind: 'range';
  readonly pipeline: Pipeline;
  readonly body: Body;
  readonly otherwise: Body;
}

/** `template`, and the place of a `block`. Without a pipeline the called template sees nil. */
export interface CallNode extends Span {
  readonly kind: 'call';
  readonly name: string;
  readonly pipeline: Pipeline | null;
}

export interface JumpNode extends Span {
  readonly kind: 'jump';
  readonly word: 'break' | 'continue';
}

/** Commands, each of which is given the value of the one before it as its last argument. */
export interface Pipeline extends Span {
  /** The slots of the variables that it sets: one, or two in a range; none where its value is printed or used. */
  readonly sets: readonly number[];
  readonly commands: readonly Command[];
}

/** A function or a field with its arguments, or a single value. */
export interface Command extends Span {
  readonly first: Operand;
  readonly rest: readonly Operand[];
}

export type Operand =
  | (Span & { readonly kind: 'literal'; readonly value: Value })
  | (Span & { readonly kind: 'nil' })
  | (Span & { readonly kind: 'dot' })
  | (Span & { readonly kind: 'field'; readonly fields: readonly string[] })
  | VariableOperand
  | (Span & { readonly kind: 'function'; readonly name: string })
  | (Span & { readonly kind: 'parens'; readonly pipeline: Pipeline })
  /** Fields of the value of a function or of a pipeline in parentheses. */
  | (Span & { readonly kind: 'chain'; readonly of: Operand; readonly fields: readonly string[] });

/** A variable and fields of it. Which declaration is meant was settled when the text was parsed: each has a slot. */
export interface VariableOperand extends Span {
  readonly kind: 'variable';
  readonly name: string;
  readonly slot: number;
  readonly fields: readonly string[];
}

/** A template that was parsed, with the templates that it defines. Immutable; it can be expanded any number of times. */
export interface Template {
  readonly text: string;
  readonly body: Body;
  readonly definitions: ReadonlyMap<string, Body>;
  /** The functions that it names anywhere. */
  readonly functions: ReadonlySet<string>;
  /** The strings that stand in its actions. */
  readonly strings: ReadonlySet<string>;
}
