import { unstorableText } from './storable-text.js';

test.each<[string, unknown, unknown]>([
  ['a sound text', { a: ['é \u{1f514}\n', 1, null, undefined] }, null],
  ['U+0000', { a: [{ b: 'x\0' }] }, ['a', 0, 'b']],
  ['half of a character', ['ok', '\ud800x'], [1]],
  ['a name', { a: { 'x\0': 1 } }, ['a', 'x\0']],
])('%s', (_what, value, path) => expect(unstorableText(value)).toEqual(path));
