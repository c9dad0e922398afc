import { messageMethodOf } from './message-methods.js';
import type { TemplateFunction } from './template-function.js';
import { timeMethodOf } from './time-methods.js';
import type { Value } from './values.js';

/** The method of a value; undefined where the value has none of this name. */
export function methodOf(value: Value, name: string): TemplateFunction | undefined {
  return timeMethodOf(value, name) ?? messageMethodOf(value, name);
}
