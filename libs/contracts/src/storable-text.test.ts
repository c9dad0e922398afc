import { storableText, unstorableText } from './storable-text.js';

test.each<[string, unknown, unknown]>([
  ['a sound text', { a: ['é \u{1f514}\n', 1, null, undefined] }, null],
  ['U+0000', { a: [{ b: 'x\0' }] }, ['a', 0, 'b']],
  ['half of a character', ['ok', '\ud800x'], [1]],
  ['a name', { a: { 'x\0': 1 } }, ['a', 'x\0']],
])('%s', (_what, value, path) => expect(unstorableText(value)).toEqual(path));

test('of several places the first is told', () => {
  expect(unstorableText({ a: 'x\0', b: ['y\0'] })).toEqual(['a']);
  expect(unstorableText([{ 'x\0': 'y\0' }, '\0'])).toEqual([0, 'x\0']);
});

test('nothing is nested too deep to be looked at', () => {
  let deep: unknown = 'x\0';
  for (let i = 0; i < 100_000; i += 1) deep = [deep];
  expect(unstorableText(deep)).toHaveLength(100_000);
});

test('what cannot be kept is replaced, and no more', () => {
  expect(storableText('a\0b\ud800c é \u{1f514}')).toBe('a\uFFFDb\uFFFDc é \u{1f514}');
});
