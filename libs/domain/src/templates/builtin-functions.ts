import { equalsAny, isLess, isLessOrEqual } from './comparison.js';
import { escapeHtml, escapeJs, escapeQuery } from './escape.js';
import { sprint, sprintf, sprintln, printBare } from './go-format.js';
import { TextSink } from './limits.js';
import { fail } from './template-error.js';
import { fixed, textOf, variadic, type Caller, type TemplateFunction } from './template-function.js';
import { utf8Bytes, utf8Length, utf8Text } from './utf8.js';
import { bool, entryOf, int, nil, string, textSize, truth, typeName, type Value } from './values.js';

/**
 * The functions that Go's templates have by themselves. `and` and `or` are not among them: they do not evaluate what
 * they do not need, and are part of execution. `call` has nothing to call and is refused when a text is parsed.
 */
export const builtinFunctions: ReadonlyMap<string, TemplateFunction> = new Map([
  ['not', fixed(['any'], ([value]) => bool(!truth(value as Value)))],
  ['eq', variadic(['any'], ([value, ...others]) => bool(equalsAny(value as Value, others)))],
  ['ne', comparing((a, b) => !equalsAny(a, [b]))],
  ['lt', comparing(isLess)],
  ['le', comparing(isLessOrEqual)],
  ['gt', comparing((a, b) => !isLessOrEqual(a, b))],
  ['ge', comparing((a, b) => !isLess(a, b))],
  ['len', fixed(['any'], ([value]) => int(lengthOf(value as Value)))],
  ['index', inside((value, keys) => keys.reduce<Value>(elementOf, value))],
  ['slice', inside(sliceOf)],
  ['print', variadic([], (args, { meter }) => string(sprint(meter, args)))],
  ['println', variadic([], (args, { meter }) => string(sprintln(meter, args)))],
  ['printf', variadic(['string'], (args, { meter }) => string(sprintf(meter, textOf(args, 0), args.slice(1))))],
  ['html', escaping(escapeHtml)],
  ['js', escaping(escapeJs)],
  ['urlquery', escaping(escapeQuery)],
]);

function comparing(compare: (a: Value, b: Value) => boolean): TemplateFunction {
  return fixed(['any', 'any'], ([a, b]) => bool(compare(a as Value, b as Value)));
}

/** A function that takes something out of a value; strings are taken apart into bytes for it. */
function inside(take: (value: Value, rest: readonly Value[]) => Value): TemplateFunction {
  return variadic(['any'], ([first, ...rest], { meter }) => {
    const value = first as Value;
    if (value.kind === 'nil') return fail('index of untyped nil');
    meter.examines(textSize(value));
    return take(value, rest);
  });
}

function escaping(escape: (text: string) => string): TemplateFunction {
  return variadic([], (args, caller) => {
    const text = bareText(args, caller);
    caller.meter.examines(text.length);
    return string(escape(text));
  });
}

/** The arguments as actions would print them; as with `print`, spaces stand between two of which neither is a string. */
function bareText(args: readonly Value[], { meter }: Caller): string {
  const sink = new TextSink(meter);
  args.forEach((value, i) => {
    const before = args[i - 1];
    // What is printed for nil is a string, and counts as one.
    const isApart = [before, value].every(
      (side) => side !== undefined && side.kind !== 'string' && side.kind !== 'nil',
    );
    if (isApart) sink.write(' ');
    printBare(sink, value);
  });
  return sink.text();
}

function lengthOf(value: Value): number {
  switch (value.kind) {
    case 'string':
      return utf8Length(value.value);
    case 'map':
      return value.entries.size;
    case 'samples':
    case 'list':
      return value.items.length;
    case 'nil':
      return fail('len of untyped nil');
    default:
      return fail(`len of type ${typeName(value)}; strings, maps and lists have a length`);
  }
}

function elementOf(value: Value, key: Value): Value {
  switch (value.kind) {
    case 'map':
      if (key.kind === 'string') return entryOf(value, key.value);
      return fail(
        key.kind === 'nil'
          ? 'value is nil; should be of type string'
          : `value has type ${typeName(key)}; should be string`,
      );
    case 'samples':
    case 'list':
      return value.items[position(key, value.items.length - 1)] ?? nil;
    case 'string': {
      const bytes = utf8Bytes(value.value);
      return int(bytes[position(key, bytes.length - 1)] ?? 0, 'uint8');
    }
    default:
      return fail(`can't index item of type ${typeName(value)}`);
  }
}

/** Checks a position in a list or string. */
function position(key: Value, last: number): number {
  if (key.kind !== 'int')
    return fail(`cannot index slice/array with ${key.kind === 'nil' ? 'nil' : `type ${typeName(key)}`}`);
  const at = Number(key.value);
  return at < 0 || at > last ? fail(`index out of range: ${key.value} (the last is ${last})`) : at;
}

function sliceOf(value: Value, bounds: readonly Value[]): Value {
  if (bounds.length > 3) return fail(`too many slice indexes: ${bounds.length}`);
  if (value.kind === 'string') {
    if (bounds.length === 3) return fail('cannot 3-index slice a string');
    const bytes = utf8Bytes(value.value);
    const [from, to] = range(bounds, bytes.length);
    return string(utf8Text(bytes.slice(from, to)));
  }
  if (value.kind !== 'samples' && value.kind !== 'list') return fail(`can't slice item of type ${typeName(value)}`);
  const [from, to] = range(bounds, value.items.length);
  if (value.kind === 'list') return { ...value, items: value.items.slice(from, to) };
  return { kind: 'samples', items: value.items.slice(from, to) };
}

/** The bounds of a slice; a third one would limit what may be appended, and only has to be in order. */
function range(bounds: readonly Value[], length: number): [number, number] {
  const [from = 0, to = length, capacity = Math.max(to, length)] = bounds.map((bound) => position(bound, length));
  if (from > to) return fail(`invalid slice index: ${from} > ${to}`);
  return to > capacity ? fail(`invalid slice index: ${to} > ${capacity}`) : [from, to];
}
