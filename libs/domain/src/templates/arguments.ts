import { fail } from './template-error.js';
import type { ParameterType, TemplateFunction } from './template-function.js';
import type { Operand } from './tree.js';
import { typeName, type Value } from './values.js';

/** What stands behind a function: its operands, and the value that a pipeline hands on as the last argument. */
export interface ArgumentSource {
  readonly operands: readonly Operand[];
  readonly piped: Value | null;
}

/** Evaluates the arguments of a function, from left to right, after their number was checked. */
export function evaluateArguments(
  called: TemplateFunction,
  name: string,
  { operands, piped }: ArgumentSource,
  evaluate: (operand: Operand) => Value,
): readonly Value[] {
  const count = operands.length + (piped === null ? 0 : 1);
  const { parameters, variadic } = called;
  if (variadic === null ? count !== parameters.length : count < parameters.length)
    fail(
      `wrong number of args for ${name}: want ${variadic === null ? '' : 'at least '}${parameters.length} got ${count}`,
    );
  const typeAt = (i: number): ParameterType => parameters[i] ?? variadic ?? 'any';
  const args = operands.map((operand, i) => checked(evaluate(operand), typeAt(i), operand.kind === 'literal'));
  return piped === null ? args : [...args, checked(piped, typeAt(operands.length), false)];
}

const expectedNames: Readonly<Record<Exclude<ParameterType, 'any'>, string>> = {
  string: 'string',
  sample: '*template.sample',
  samples: 'template.queryResult',
  list: '[]string',
  time: 'time.Time',
  duration: 'time.Duration',
};

/** Hints at what people mean who give a function the wrong type. */
const hints: Readonly<Record<Exclude<ParameterType, 'any'>, string>> = {
  string: '; make it a string with print or printf',
  sample: '; take one sample of a query with first',
  samples: '; such a list comes from query',
  list: '; such a list comes from .Names or .Values of labels',
  time: '; make it a time with toTime',
  duration: '; make it a duration with toDuration',
};

function checked(value: Value, type: ParameterType, isLiteral: boolean): Value {
  if (type === 'any' || value.kind === type) return value;
  // A nil list is an empty one.
  if (type === 'samples' && value.kind === 'nil') return { kind: 'samples', items: [] };
  if (type === 'list' && value.kind === 'nil') return { kind: 'list', items: [], type: '[]string' };
  // A whole number that is written down can be a duration, in nanoseconds.
  if (type === 'duration' && isLiteral && value.kind === 'int') return { kind: 'duration', ns: value.value };
  return fail(`wrong type for value; expected ${expectedNames[type]}; got ${typeName(value)}${hints[type]}`);
}
