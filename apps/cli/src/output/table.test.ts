import { plain } from './plain.js';
import { isColoured, tableText } from './table.js';

const columns = [
  { heading: 'NAME', text: ({ name }: { name: string }) => name },
  { heading: 'N', text: ({ name }: { name: string }) => String(name.length), isNumber: true },
] as const;

test('columns stand under each other, numbers to the right', () => {
  expect(tableText(columns, [{ name: 'a' }, { name: 'longer name' }], false)).toBe(
    'NAME          N\na             1\nlonger name  11\n',
  );
});

test('what others have named moves no cursor, clears no line and turns no text around', () => {
  const evil = 'a\u001b[2J\rb\nc\u009bd\u202ee';
  expect(plain(evil)).toBe('a\\u001b[2J\\u000db\\u000ac\\u009bd\\u202ee');
  expect(tableText(columns, [{ name: evil }], false).split('\n')).toHaveLength(3);
});

test('there are colours on a terminal alone, unless NO_COLOR or the terminal says no', () => {
  const on = (isTTY: boolean, environment = {}) =>
    isColoured({ out: { write: () => undefined, drained: async () => undefined, isTTY, columns: 80 }, environment });
  expect([on(true), on(false), on(true, { NO_COLOR: '1' }), on(true, { TERM: 'dumb' })]).toEqual([
    true,
    false,
    false,
    false,
  ]);
});
