import { lastWord, namesLike } from './last-word.js';

test('the name before the cursor is found, and none within quotes', () => {
  expect(lastWord('rate(http_re', 12)).toEqual({ from: 5, word: 'http_re' });
  expect(lastWord('rate(http_re + up', 12)).toEqual({ from: 5, word: 'http_re' });
  expect(lastWord('up{job="no', 10)).toBeNull();
  expect(lastWord(String.raw`up{job="a\"b"} + cp`, 19)).toEqual({ from: 17, word: 'cp' });
  expect(lastWord('up > ', 5)).toBeNull();
});

test('names that begin with what was written come first', () => {
  expect(namesLike(['node_cpu', 'cpu_usage', 'disk', 'cpu'], 'CPU', 2)).toEqual(['cpu_usage', 'cpu']);
});
