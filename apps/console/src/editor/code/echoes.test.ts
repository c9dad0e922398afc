import { Echoes } from './echoes.js';

test('what was typed comes back later and not each time, and is known; what another writes is not', () => {
  const echoes = new Echoes();
  for (const text of ['a', 'ab', 'abc']) echoes.said(text);
  expect(echoes.isEcho('ab')).toBe(true);
  expect(echoes.isEcho('a')).toBe(false);
  expect(echoes.isEcho('another')).toBe(false);
  expect(echoes.isEcho('abc')).toBe(true);
  // Once it is back, the same text is another's.
  expect(echoes.isEcho('abc')).toBe(false);
});

test('nothing is waited for once all is the same', () => {
  const echoes = new Echoes();
  for (const text of ['ab', 'a']) echoes.said(text);
  echoes.settle();
  expect(echoes.isEcho('a')).toBe(false);
});
