import { holdsWord } from './word.js';

test.each([
  ['eve', 'eve'],
  ['ask eve.', 'eve'],
  ['on_call_eve', 'eve'],
  ['severity, eve', 'eve'],
  ['d\u2019eve', 'eve'],
  ['a b', 'b'],
  ['mail ann@acme.com now', 'ann@acme.com'],
  ['x@ann', '@ann'],
  ['(.*)', '(.*)'],
  ['\u7530\u4e2d\u3055\u3093\u306b', '\u7530\u4e2d'],
  ['by \u{1f600}\u{10400}\u{1f600}', '\u{10400}'],
])('%j holds %j', (text, words) => expect(holdsWord(text, words)).toBe(true));

test.each([
  ['severity', 'eve'],
  ['service_accounts', 'vic'],
  ['eve2', 'eve'],
  ['\u00e9eve', 'eve'],
  ['\u{10400}eve', 'eve'],
  ['eve\u{10400}', 'eve'],
  ['joann@acme.com', 'ann@acme.com'],
  ['ann', '(.*)'],
  ['ann', ''],
])('%j does not hold %j', (text, words) => expect(holdsWord(text, words)).toBe(false));
