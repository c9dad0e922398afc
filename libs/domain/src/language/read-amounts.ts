import { isLabelName } from '../rules/labels.js';
import type { Chunk } from './chunk.js';
import { type ChunkCursor, textOf } from './chunk-cursor.js';
import type { Quantity } from './quantity.js';
import type { Predicate } from './said-rule.js';
import { stop } from './unreadable.js';

/** The labels behind `by`: names of labels, or of kinds of things, with `and` or commas in between. */
export function labelsBehind(cursor: ChunkCursor, chunk: Chunk): (readonly string[])[] {
  const labels: (readonly string[])[] = [];
  for (;;) {
    cursor.skipArticles();
    const label = cursor.chunks[cursor.at];
    const names = label === undefined ? null : namesOf(label);
    if (names === null) break;
    labels.push(names);
    cursor.at += 1;
    const [also, further, after] = [0, 1, 2].map((i) => cursor.chunks[cursor.at + i]);
    const isJoined = also?.words[0]?.lower === 'and' || also?.words[0]?.lower === ',';
    const isLabel = further !== undefined && namesOf(further) !== null;
    if (!isJoined || !isLabel || (after?.kind === 'phrase' && after.meaning.is === 'noun')) break;
    cursor.at += 1;
  }
  if (labels.length === 0 || labels.some(([name]) => !isLabelName(name ?? '')))
    throw stop('no_label', `It has nothing behind "${textOf(chunk)}" by which series could be grouped`);
  return labels;
}

function namesOf(chunk: Chunk): readonly string[] | null {
  if (chunk.kind === 'phrase') return chunk.meaning.is === 'noun' ? chunk.meaning.labels : null;
  return chunk.kind === 'word' ? [chunk.words[0]?.text ?? ''] : null;
}

/** The two ends of a range, of which the first was seen already. */
export function rangeFrom(cursor: ChunkCursor, low: Quantity, chunk: Chunk): { low: Quantity; high: Quantity } {
  cursor.at += 1;
  const and = cursor.chunks[cursor.at]?.words[0]?.lower ?? '';
  if (!['and', 'to', '-', '–'].includes(and)) throw stop('no_number', 'It says "between" without two numbers');
  cursor.at += 1;
  const high = cursor.needQuantity(chunk);
  const unit = low.unit ?? high.unit;
  const [first, second] = [low, high].map((one) => ({ ...one, unit: one.unit ?? unit })) as [Quantity, Quantity];
  if (first.value * (first.unit?.size ?? 1) >= second.value * (second.unit?.size ?? 1))
    throw stop('contradiction', 'It names a range that ends before it begins');
  return { low: first, high: second };
}

const points: ReadonlySet<string> = new Set(['point', 'points']);

/** The amount by which something changes: `by more than 30 %`, `by at least 10 points`, `20 percent`. */
export function changeBy(cursor: ChunkCursor, direction: 1 | -1 | 0): Predicate {
  const isBy = textOf(cursor.chunks[cursor.at] ?? { kind: 'word', words: [] }).toLowerCase() === 'by';
  if (isBy) cursor.at += 1;
  let isMore = false;
  const compared = cursor.chunks[cursor.at];
  const isComparison =
    compared?.kind === 'phrase' && (compared.meaning.is === 'comparison' || compared.meaning.is === 'over');
  if (isComparison && cursor.peekQuantity(false, 1) !== null) {
    const { operator } = compared.meaning as { operator: string | null };
    if (operator !== '>' && operator !== '>=')
      throw stop('change_below', 'It asks for a change that stays small; say how much is too much');
    isMore = operator === '>';
    cursor.at += 1;
  }
  const quantity = cursor.peekQuantity();
  if (quantity === null || (quantity.unit?.dimension === 'time' && !isBy)) return { kind: 'vague', side: 'changes' };
  cursor.at += 1;
  return { kind: 'changes', direction, isMore, quantity, isPoints: skipPoints(cursor) };
}

/** `points` and `percentage points` behind a number. */
function skipPoints(cursor: ChunkCursor): boolean {
  const next = cursor.chunks[cursor.at]?.words.map(({ lower }) => lower).join(' ') ?? '';
  const second = cursor.chunks[cursor.at + 1]?.words[0]?.lower ?? '';
  const isLong = ['percentage', 'percent', '%'].includes(next) && points.has(second);
  if (!isLong && !points.has(next)) return false;
  cursor.at += isLong ? 2 : 1;
  return true;
}
