import { fail } from './template-error.js';
import { compareText } from './utf8.js';
import { typeName, type Value } from './values.js';

/** What kind of comparison a value takes part in; null where it has none. */
function basicKind(value: Value): 'bool' | 'int' | 'float' | 'string' | null {
  switch (value.kind) {
    case 'bool':
    case 'int':
    case 'float':
    case 'string':
      return value.kind;
    case 'duration':
      return 'int';
    default:
      return null;
  }
}

/** What Go has pointers to; they can be compared with one another, whatever they point to. */
const pointers: ReadonlySet<Value['kind']> = new Set(['sample', 'time', 'duration']);

function wholeNumber(value: Value): bigint {
  if (value.kind === 'int') return value.value;
  return value.kind === 'duration' ? value.ns : 0n;
}

function incompatible(a: Value, b: Value): never {
  const kinds = [basicKind(a), basicKind(b)];
  const hint = kinds.includes('int') && kinds.includes('float') ? '; write the number with a point, such as 5.0' : '';
  return fail(`incompatible types for comparison: ${typeName(a)} and ${typeName(b)}${hint}`);
}

/** Whether a value equals any of the others, as Go's `eq`: only values of the same kind can be compared. */
export function equalsAny(value: Value, others: readonly Value[]): boolean {
  if (others.length === 0) fail('missing argument for comparison');
  return others.some((other) => equals(value, other));
}

function equals(a: Value, b: Value): boolean {
  if (a.kind === 'nil' || b.kind === 'nil') return a.kind === b.kind;
  if ('ns' in a && 'ns' in b) return a.kind === b.kind && a.ns === b.ns;
  if (pointers.has(a.kind) && pointers.has(b.kind)) return a === b;
  const kind = basicKind(a);
  if (kind !== basicKind(b)) return incompatible(a, b);
  if (kind === 'int') return wholeNumber(a) === wholeNumber(b);
  if ('value' in a && 'value' in b) return a.value === b.value;
  return fail(`non-comparable types ${typeName(a)} and ${typeName(b)}; compare their fields`);
}

/** Whether a value is less than another, as Go's `lt`. */
export function isLess(a: Value, b: Value): boolean {
  const [kind, otherKind] = [basicKind(a), basicKind(b)];
  if (kind === null || otherKind === null)
    return fail(`invalid type for comparison: ${typeName(kind === null ? a : b)}; numbers and strings have an order`);
  if (kind !== otherKind) return incompatible(a, b);
  if (kind === 'int') return wholeNumber(a) < wholeNumber(b);
  if (a.kind === 'float' && b.kind === 'float') return a.value < b.value;
  if (a.kind === 'string' && b.kind === 'string') return compareText(a.value, b.value) < 0;
  return fail('invalid type for comparison: bool; numbers and strings have an order');
}

/** Go's `le`. Like Go it is made of `lt` and `eq`, so that `gt` and `ge` of NaN, their opposites, are true. */
export function isLessOrEqual(a: Value, b: Value): boolean {
  return isLess(a, b) || equals(a, b);
}
