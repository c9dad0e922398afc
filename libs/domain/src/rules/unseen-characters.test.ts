import { withUnseenShown } from './unseen-characters.js';

const shown = (text: string, kept?: string): string => withUnseenShown(text, (code) => `<${code}>`, kept);

test('what turns a text around or moves the cursor is shown', () => {
  expect(shown('x \u202Etxt.exe')).toBe('x <202e>txt.exe');
  expect(shown('\u001b[2J\u009b\u007f')).toBe('<001b>[2J<009b><007f>');
  for (const code of [0x061c, 0x200e, 0x200f, 0x202a, 0x202b, 0x202c, 0x202d, 0x202e, 0x2066, 0x2067, 0x2068, 0x2069])
    expect(shown(`a${String.fromCharCode(code)}b`)).toBe(`a<${code.toString(16).padStart(4, '0')}>b`);
});

test('letters of every script stay, also those that run from right to left and those that join', () => {
  for (const text of ['ערך גבוה', 'تحذير', 'नियम क्\u200dष', 'naïve 規則 👩‍🔧']) expect(shown(text)).toBe(text);
});

test('what is to be kept is kept', () => {
  expect(shown('a\n\tb\r', '\n\t')).toBe('a\n\tb<000d>');
});
