import fc from 'fast-check';
import { type DiffLine, diffParts, lineDiff } from './line-diff.js';

const textsOf = (lines: readonly DiffLine[], without: DiffLine['kind']): string[] =>
  lines.filter(({ kind }) => kind !== without).map(({ text }) => text);
const told = (lines: readonly DiffLine[]): string[] =>
  lines.map(({ kind, text }) => `${{ same: ' ', added: '+', removed: '-' }[kind]}${text}`);

/** How many lines two texts have in common at most, by the table that everybody knows. */
function commonCount(before: readonly string[], after: readonly string[]): number {
  let row = Array.from({ length: after.length + 1 }, () => 0);
  for (const one of before) {
    const next = [0];
    for (const [i, other] of after.entries())
      next.push(one === other ? (row[i] ?? 0) + 1 : Math.max(row[i + 1] ?? 0, next[i] ?? 0));
    row = next;
  }
  return row.at(-1) ?? 0;
}

const text = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 24 });

test('a diff holds both texts, and no shorter one does', () => {
  fc.assert(
    fc.property(text, text, (before, after) => {
      const lines = lineDiff(before, after);
      expect(textsOf(lines, 'added')).toEqual(before);
      expect(textsOf(lines, 'removed')).toEqual(after);
      expect(lines.filter(({ kind }) => kind === 'same')).toHaveLength(commonCount(before, after));
    }),
  );
});

test('of a line that is changed, what it was comes before what it is', () => {
  expect(told(lineDiff(['name: a', 'for: 5m', 'labels: {}'], ['name: a', 'for: 10m', 'labels: {}']))).toEqual([
    ' name: a',
    '-for: 5m',
    '+for: 10m',
    ' labels: {}',
  ]);
  expect(told(lineDiff(['a', 'b', 'z'], ['c', 'd', 'z']))).toEqual(['-a', '-b', '+c', '+d', ' z']);
});

test('two texts that have too little in common are told one after the other', () => {
  const lines = (name: string): string[] => Array.from({ length: 600 }, (_, i) => `${name} ${i % 2 === 0 ? i : 'x'}`);
  const kinds = lineDiff(['first', ...lines('a'), 'last'], ['first', ...lines('b'), 'last']).map(({ kind }) => kind);
  expect(kinds.indexOf('added')).toBe(601);
  expect([kinds[0], kinds.lastIndexOf('removed'), kinds.at(-1)]).toEqual(['same', 600, 'same']);
});

test('what is the same is left out but for some lines around what differs, and told how many they are', () => {
  const before = Array.from({ length: 20 }, (_, i) => `line ${i}`);
  const parts = diffParts(lineDiff(before, before.with(10, 'other')), 2);
  expect(parts.map((part) => (part.kind === 'lines' ? told(part.lines) : part.count))).toEqual([
    8,
    [' line 8', ' line 9', '-line 10', '+other', ' line 11', ' line 12'],
    7,
  ]);
  expect(diffParts(lineDiff(before, before), 2)).toEqual([{ kind: 'left out', count: 20 }]);
  expect(diffParts([], 2)).toEqual([]);
});
