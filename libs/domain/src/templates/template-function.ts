import type { Meter } from './limits.js';
import type { Patterns } from './patterns.js';
import type { TemplateContext } from './template-context.js';
import type { ListValue, SampleValue, SamplesValue, StringValue, Value } from './values.js';

/** What an argument must be. `any` takes every value, nil too. */
export type ParameterType = 'any' | 'string' | 'sample' | 'samples' | 'list' | 'time' | 'duration';

/** What a function may use of the expansion that calls it. */
export interface Caller {
  readonly meter: Meter;
  readonly context: TemplateContext;
  readonly patterns: Patterns;
  /** Expands a template that the text defines, and returns what it printed. */
  expand(name: string, dot: Value): string;
}

/** A function that templates can call. Its arguments were checked against its parameters before. */
export interface TemplateFunction {
  readonly parameters: readonly ParameterType[];
  /** Any number of further arguments of this type may follow. */
  readonly variadic: ParameterType | null;
  readonly call: (args: readonly Value[], caller: Caller) => Value;
}

/** A function with a fixed number of parameters. */
export function fixed(parameters: readonly ParameterType[], call: TemplateFunction['call']): TemplateFunction {
  return { parameters, variadic: null, call };
}

/** A function of any number of arguments, after the parameters that it must be given. */
export function variadic(parameters: readonly ParameterType[], call: TemplateFunction['call']): TemplateFunction {
  return { parameters, variadic: 'any', call };
}

/** A function of a text that gives a text, and looks at each character. */
export function textFunction(change: (text: string, caller: Caller) => string): TemplateFunction {
  return fixed(['string'], ([text], caller) => {
    const { value } = text as StringValue;
    caller.meter.examines(value.length);
    return { kind: 'string', value: change(value, caller) };
  });
}

/** The text of an argument whose parameter is a string. */
export const textOf = (args: readonly Value[], i: number): string => (args[i] as StringValue).value;
export const sampleOf = (args: readonly Value[], i: number): SampleValue => args[i] as SampleValue;
export const listOf = (args: readonly Value[], i: number): ListValue => args[i] as ListValue;
export const samplesOf = (args: readonly Value[], i: number): SamplesValue => args[i] as SamplesValue;
