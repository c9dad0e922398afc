import type { VectorMatching } from './ast.js';
import { isValidText, quoteString } from './go-text.js';
import { unquoteString } from './lex-string.js';
import { literalValue } from './parse-duration.js';
import type { Place, Reader } from './reader.js';
import { beginsExpr, isLabelName } from './token.js';

const place = (expected: string): Place => ({ within: 'grouping opts', expected });

/** Parses a list of labels in parentheses; a comma may stand behind the last. */
export function parseLabels(reader: Reader): string[] {
  const labels: string[] = [];
  if (!reader.takeIf('(')) {
    reader.unexpected(place('"("'));
    return labels;
  }
  while (!reader.takeIf(')')) {
    const label = reader.peek();
    if (!isLabelName(label.kind) && label.kind !== 'string') {
      reader.unexpected(place('label'));
      return labels;
    }
    reader.take();
    const name = label.kind === 'string' ? unquoteString(label.text) : label.text;
    if (name === '' || !isValidText(name)) {
      reader.note(label, `invalid label name for grouping: ${quoteString(name)}`);
    }
    labels.push(name);
    if (!reader.takeIf(',') && reader.peek().kind !== ')') {
      reader.unexpected(place('"," or ")"'));
      return labels;
    }
  }
  return labels;
}

/** What stands between a binary operator and its right side. */
export interface BinaryModifiers {
  readonly bool: boolean;
  readonly matching: VectorMatching;
}

/** Parses `bool`, `on` or `ignoring`, `group_left` or `group_right`, and `fill`, in this order; each may be missing. */
export function parseBinaryModifiers(reader: Reader): BinaryModifiers {
  const bool = reader.takeIf('bool');
  const isOn = reader.takeIf('on');
  const isExplicit = isOn || reader.takeIf('ignoring');
  const labels = isExplicit ? parseLabels(reader) : [];
  const group = isExplicit ? parseGroup(reader) : { card: 'one-to-one' as const, include: [] };
  return { bool, matching: { ...group, mode: isOn ? 'on' : 'ignoring', isExplicit, labels, ...parseFills(reader) } };
}

function parseGroup(reader: Reader): Pick<VectorMatching, 'card' | 'include'> {
  const isLeft = reader.takeIf('group_left');
  if (!isLeft && !reader.takeIf('group_right')) {
    return { card: 'one-to-one', include: [] };
  }
  const next = reader.peek().kind;
  // Without a list the right side follows at once; what cannot begin it is reported as a list gone wrong.
  const include = next === '(' || !beginsExpr(next) ? parseLabels(reader) : [];
  return { card: isLeft ? 'many-to-one' : 'one-to-many', include };
}

function parseFills(reader: Reader): Pick<VectorMatching, 'fillLeft' | 'fillRight'> {
  if (reader.takeIf('fill')) {
    const value = parseFillValue(reader);
    return { fillLeft: value, fillRight: value };
  }
  const leftFirst = reader.takeIf('fill_left') ? parseFillValue(reader) : null;
  const fillRight = reader.takeIf('fill_right') ? parseFillValue(reader) : null;
  const leftLast = leftFirst === null && fillRight !== null && reader.takeIf('fill_left');
  return { fillLeft: leftLast ? parseFillValue(reader) : leftFirst, fillRight };
}

function parseFillValue(reader: Reader): number {
  reader.expect('(');
  const isNegative = reader.takeIf('-');
  if (!isNegative) {
    reader.takeIf('+');
  }
  const { kind } = reader.peek();
  if (kind !== 'number' && kind !== 'duration') {
    reader.unexpected();
    return 0;
  }
  const value = literalValue(reader, reader.take());
  reader.expect(')');
  return isNegative ? -value : value;
}
