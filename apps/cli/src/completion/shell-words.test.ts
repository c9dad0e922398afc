import { shellWords } from './shell-words.js';

test.each([
  ['tocsin rules ', ['tocsin', 'rules', '']],
  ['tocsin rules get High\\ CPU', ['tocsin', 'rules', 'get', 'High CPU']],
  [`tocsin rules get "High 'CPU`, ['tocsin', 'rules', 'get', "High 'CPU"]],
  [
    `tocsin silences add 'team=~"a|b"' --url http://127.0.0.1:8000 -`,
    ['tocsin', 'silences', 'add', 'team=~"a|b"', '--url', 'http://127.0.0.1:8000', '-'],
  ],
  ['', ['']],
])('%s is the words %j', (line, words) => {
  expect(shellWords(line)).toEqual(words);
});
