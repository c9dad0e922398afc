import type { Quantity } from './quantity.js';
import type { SaidRule } from './said-rule.js';

/** Why a number that stands before anything that is measured makes no rule. */
export function strayNumber({ value, unit }: Quantity, clauses: SaidRule['clauses']): string {
  const isHundreds = unit?.dimension === 'time' && unit.size === 1 && [100, 200, 300, 400, 500].includes(value);
  if (isHundreds)
    return `"${value}s" is ${value} seconds here, and it is not clear what they are for; if answers of such a status are meant, say "${value / 100}xx" or "${value} errors"`;
  const isAlone = clauses.every(({ clause }) => clause.subject.length === 0);
  if (isAlone && clauses.some(({ clause }) => clause.predicate?.kind === 'compares'))
    return `It compares ${value} with another number, and names nothing that is measured; say what it is of, such as "cpu usage above ${value}"`;
  return `It has a number, ${value}, of which it is not clear what it is for`;
}

/** Why `at least 2 of 3 hosts` is no rule in words. */
export const countOfThings = (atLeast: number, of: number): string =>
  `It asks that ${atLeast} of ${of} things are so at once; words can say that of conditions only, so write PromQL for it, such as "count(cpu_usage > 90) >= ${atLeast}"`;
