import { evaluateArguments, type ArgumentSource } from './arguments.js';
import { fieldOf } from './fields.js';
import { findFunction, shortCircuits } from './functions.js';
import { printBare } from './go-format.js';
import { defaultLimits, Meter, TextSink } from './limits.js';
import { Patterns } from './patterns.js';
import { excerpt, fail, TemplateFailure } from './template-error.js';
import type { Caller, TemplateFunction } from './template-function.js';
import { methodOf } from './methods.js';
import type {
  Body,
  BranchNode,
  CallNode,
  Command,
  Node,
  Operand,
  Pipeline,
  RangeNode,
  Span,
  Template,
} from './tree.js';
import type { TemplateContext } from './template-context.js';
import { sortedKeys } from './utf8.js';
import { int, nil, textSize, truth, typeName, type Value } from './values.js';

/** What a body that was left says to the blocks around it. */
type Leave = 'break' | 'continue' | null;

/** What an action can see: the dot, and the variables of the template that runs, by their slots. */
interface Frame {
  readonly dot: Value;
  readonly variables: Value[];
  readonly sink: TextSink;
}

/** What a template starts with: its dot, and the variables that were declared before its text. */
export interface TemplateStart {
  readonly dot: Value;
  /** In the order of their slots, after 0 for `$`. */
  readonly variables: readonly Value[];
}

/**
 * Runs a template.
 *
 * @returns what it printed
 * @throws TemplateFailure with the place where it failed
 */
export function execute(template: Template, context: TemplateContext, start: TemplateStart): string {
  return new Execution(template, context).run(start);
}

class Execution implements Caller {
  readonly meter: Meter;
  readonly patterns: Patterns;
  /** What is being worked on, for failures that do not know their place. */
  private current: Span = { from: 0, to: 0 };

  constructor(
    private readonly template: Template,
    readonly context: TemplateContext,
  ) {
    this.meter = new Meter({ ...defaultLimits, ...context.limits });
    this.patterns = new Patterns(this.meter);
  }

  run({ dot, variables }: TemplateStart): string {
    const sink = new TextSink(this.meter);
    try {
      this.body(this.template.body, { dot, variables: [dot, ...variables], sink });
    } catch (error) {
      throw error instanceof TemplateFailure && error.at === null ? this.placed(error, this.current) : error;
    }
    return sink.text();
  }

  expand(name: string, dot: Value): string {
    const sink = new TextSink(this.meter);
    this.definition(name, dot, sink);
    return sink.text();
  }

  private placed({ code, message }: TemplateFailure, { from, to }: Span): TemplateFailure {
    const where = excerpt(this.template.text.slice(from, to));
    return new TemplateFailure(code, where === '' ? message : `at <${where}>: ${message}`, from);
  }

  private definition(name: string, dot: Value, sink: TextSink): void {
    const body = this.template.definitions.get(name) ?? fail(`template "${excerpt(name)}" not defined`);
    // A called template sees its dot, as `$` too, and none of the variables around the call.
    this.body(body, { dot, variables: [dot], sink });
  }

  private body(body: Body, frame: Frame): Leave {
    this.meter.enter();
    for (const node of body) {
      const leave = this.node(node, frame);
      if (leave !== null) {
        this.meter.leave();
        return leave;
      }
    }
    this.meter.leave();
    return null;
  }

  private node(node: Node, frame: Frame): Leave {
    this.current = node;
    this.meter.spend(1);
    switch (node.kind) {
      case 'text':
        frame.sink.writeMeasured(node.text, node.bytes);
        return null;
      case 'action': {
        const value = this.pipeline(node.pipeline, frame);
        this.current = node.pipeline;
        if (node.pipeline.sets.length === 0) printBare(frame.sink, value);
        return null;
      }
      case 'branch':
        return this.branch(node, frame);
      case 'range':
        return this.range(node, frame);
      case 'call':
        this.call(node, frame);
        return null;
      case 'jump':
        return node.word;
    }
  }

  private branch({ branches, setsDot, otherwise }: BranchNode, frame: Frame): Leave {
    for (const { pipeline, body } of branches) {
      const value = this.pipeline(pipeline, frame);
      if (truth(value)) return this.body(body, setsDot ? { ...frame, dot: value } : frame);
    }
    return this.body(otherwise, frame);
  }

  private call(node: CallNode, frame: Frame): void {
    const dot = node.pipeline === null ? nil : this.pipeline(node.pipeline, frame);
    this.current = node;
    this.definition(node.name, dot, frame.sink);
  }

  private range({ pipeline, body, otherwise }: RangeNode, frame: Frame): Leave {
    const value = this.pipeline(pipeline, frame);
    this.current = pipeline;
    let turns = 0;
    for (const [key, element] of elementsOf(value, pipeline.sets.length, this.meter)) {
      turns += 1;
      this.meter.spend(1);
      const [first, second] = pipeline.sets;
      if (first !== undefined) frame.variables[first] = second === undefined ? element : key;
      if (second !== undefined) frame.variables[second] = element;
      if (this.body(body, { ...frame, dot: element }) === 'break') break;
    }
    return turns > 0 ? null : this.body(otherwise, frame);
  }

  private pipeline(pipeline: Pipeline, frame: Frame): Value {
    this.meter.enter();
    this.current = pipeline;
    let value: Value | null = null;
    for (const command of pipeline.commands) value = this.command(command, frame, value);
    const result = value ?? nil;
    for (const slot of pipeline.sets) frame.variables[slot] = result;
    this.meter.leave();
    return result;
  }

  /** @param piped - the value of the command before it, which becomes the last argument */
  private command(command: Command, frame: Frame, piped: Value | null): Value {
    this.meter.spend(1);
    const { first, rest } = command;
    this.current = first;
    const given: ArgumentSource = { operands: rest, piped };
    switch (first.kind) {
      case 'function':
        return this.function(first.name, given, frame, command);
      case 'field':
        return this.fields(frame.dot, first.fields, given, frame, first);
      case 'variable':
        return this.fields(this.variable(first.slot, first.name, frame), first.fields, given, frame, first);
      case 'chain':
        return this.fields(this.operand(first.of, frame), first.fields, given, frame, first);
      case 'nil':
        return fail('nil is not a command');
      default:
        if (rest.length > 0 || piped !== null) return this.notAFunction(first);
        return this.operand(first, frame);
    }
  }

  /** The value of an operand that is given no arguments. */
  private operand(operand: Operand, frame: Frame): Value {
    this.meter.spend(1);
    this.current = operand;
    const nothing: ArgumentSource = { operands: [], piped: null };
    switch (operand.kind) {
      case 'literal':
        return operand.value;
      case 'nil':
        return nil;
      case 'dot':
        return frame.dot;
      case 'field':
        return this.fields(frame.dot, operand.fields, nothing, frame, operand);
      case 'variable':
        return this.fields(this.variable(operand.slot, operand.name, frame), operand.fields, nothing, frame, operand);
      case 'function':
        return this.function(operand.name, nothing, frame, operand);
      case 'parens':
        return this.pipeline(operand.pipeline, frame);
      case 'chain':
        return this.fields(this.operand(operand.of, frame), operand.fields, nothing, frame, operand);
    }
  }

  private variable(slot: number, name: string, { variables }: Frame): Value {
    // A declaration that `and` or `or` left out has not happened.
    return variables[slot] ?? fail(`undefined variable: ${name}`);
  }

  /** Follows fields; the last may be a method, which takes the arguments. */
  private fields(value: Value, names: readonly string[], given: ArgumentSource, frame: Frame, at: Span): Value {
    let reached = value;
    names.forEach((name, i) => {
      const isLast = i === names.length - 1;
      const method = methodOf(reached, name);
      this.current = at;
      this.meter.spend(1);
      if (method !== undefined)
        reached = this.invoke(method, name, isLast ? given : { operands: [], piped: null }, frame, at);
      else if (isLast && hasArguments(given) && reached.kind !== 'nil')
        fail(`${excerpt(name)} is not a method but has arguments`);
      else reached = fieldOf(reached, name);
    });
    if (names.length === 0 && hasArguments(given)) return this.notAFunction(at);
    return reached;
  }

  private notAFunction({ from, to }: Span): never {
    return fail(`can't give argument to non-function ${excerpt(this.template.text.slice(from, to))}`);
  }

  private function(name: string, given: ArgumentSource, frame: Frame, at: Span): Value {
    if (shortCircuits.has(name)) return this.shortCircuit(name, given, frame, at);
    return this.invoke(findFunction(name) as TemplateFunction, name, given, frame, at);
  }

  /** `and` and `or`: the first argument that settles it, or the last; what follows is not evaluated. */
  private shortCircuit(name: string, { operands, piped }: ArgumentSource, frame: Frame, at: Span): Value {
    let value: Value | null = null;
    for (const operand of operands) {
      value = this.operand(operand, frame);
      if (truth(value) === (name === 'or')) return value;
    }
    this.current = at;
    return piped ?? value ?? fail(`wrong number of args for ${name}: want at least 1 got 0`);
  }

  private invoke(called: TemplateFunction, name: string, given: ArgumentSource, frame: Frame, at: Span): Value {
    const args = evaluateArguments(called, name, given, (operand) => this.operand(operand, frame));
    this.current = at;
    this.meter.spend(1);
    this.meter.copies(args.reduce((sum, value) => sum + textSize(value), 0));
    try {
      const result = called.call(args, this);
      this.meter.fits(textSize(result));
      this.meter.copies(textSize(result));
      return result;
    } catch (error) {
      if (!(error instanceof TemplateFailure) || error.at !== null) throw error;
      const message = error.code === 'template_limit' ? error.message : `error calling ${name}: ${error.message}`;
      throw this.placed(new TemplateFailure(error.code, message), at);
    }
  }
}

function hasArguments({ operands, piped }: ArgumentSource): boolean {
  return operands.length > 0 || piped !== null;
}

/** What a range goes through, with keys: a list, a map in the order of its keys, or the numbers from 0 up to one. */
function* elementsOf(value: Value, variables: number, meter: Meter): Generator<[Value, Value]> {
  switch (value.kind) {
    case 'nil':
      return;
    case 'samples':
    case 'list':
      for (const [i, item] of value.items.entries()) yield [int(i), item];
      return;
    case 'map': {
      meter.spend(value.entries.size);
      for (const name of sortedKeys(value.entries))
        yield [{ kind: 'string', value: name }, value.entries.get(name) ?? nil];
      return;
    }
    case 'int':
      if (variables > 1) fail(`can't use ${value.value} to iterate over more than one variable`);
      for (let i = 0n; i < value.value; i += 1n) yield [nil, int(i)];
      return;
    default:
      fail(`range can't iterate over a value of type ${typeName(value)}`);
  }
}
