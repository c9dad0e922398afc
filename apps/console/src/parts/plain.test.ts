import { plain } from './plain.js';

test('a name that turns its letters around is shown as it is written, and Hebrew stays Hebrew', () => {
  expect(plain('x \u202Etxt.exe')).toBe('x ‹U+202E›txt.exe');
  expect(plain('a\u001bb')).toBe('a‹U+001B›b');
  expect(plain('ערך')).toBe('ערך');
});

test('lines stay', () => {
  expect(plain('{\n\t"a": "\u2066b"\r\n}')).toBe('{\n\t"a": "‹U+2066›b"\r\n}');
});
