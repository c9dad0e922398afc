import { builtinFunctions } from './builtin-functions.js';
import { messageFunctions } from './message-functions.js';
import { prometheusFunctions } from './prometheus-functions.js';
import type { TemplateFunction } from './template-function.js';

/** Evaluated by execution itself, as they leave out what they do not need. */
export const shortCircuits: ReadonlySet<string> = new Set(['and', 'or']);

const functions: ReadonlyMap<string, TemplateFunction> = new Map([
  ...builtinFunctions,
  ...prometheusFunctions,
  ...messageFunctions,
]);

/** Every function that the template of an alert may name. */
export const alertFunctionNames: ReadonlySet<string> = new Set([
  ...shortCircuits,
  ...builtinFunctions.keys(),
  ...prometheusFunctions.keys(),
]);

/** Functions of Prometheus that work on what a query answers; a message has no query. */
const queryFunctions = new Set([
  'query',
  'first',
  'label',
  'value',
  'strvalue',
  'sortByLabel',
  'graphLink',
  'tableLink',
]);

/** Every function that the template of a message may name. */
export const messageFunctionNames: ReadonlySet<string> = new Set(
  [...alertFunctionNames, ...messageFunctions.keys()].filter((name) => !queryFunctions.has(name)),
);

export function findFunction(name: string): TemplateFunction | undefined {
  return functions.get(name);
}
