import { builtinFunctions } from './builtin-functions.js';
import { prometheusFunctions } from './prometheus-functions.js';
import type { TemplateFunction } from './template-function.js';

/** Evaluated by execution itself, as they leave out what they do not need. */
export const shortCircuits: ReadonlySet<string> = new Set(['and', 'or']);

const functions: ReadonlyMap<string, TemplateFunction> = new Map([...builtinFunctions, ...prometheusFunctions]);

/** Every function that a template may name. */
export const functionNames: ReadonlySet<string> = new Set([...shortCircuits, ...functions.keys()]);

export function findFunction(name: string): TemplateFunction | undefined {
  return functions.get(name);
}
