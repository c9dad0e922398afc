import { askedAt } from './asked-name.js';

const at = (marked: string) => askedAt(marked.replace('|', ''), marked.indexOf('|'));

test('the name before the cursor is asked for, also where more stands behind it', () => {
  expect(at('rate(http_re|')).toEqual({ kind: 'name', from: 5, word: 'http_re' });
  expect(at('rate(http_re| + up')).toEqual({ kind: 'name', from: 5, word: 'http_re' });
  expect(at(String.raw`up{job="a\"b"} + cp|`)).toEqual({ kind: 'name', from: 17, word: 'cp' });
  expect(at('up > |')).toEqual({ kind: 'name', from: 5, word: '' });
});

test('within braces the labels of the metric are asked for, and within quotes their values', () => {
  expect(at('sum(up{jo|')).toEqual({ kind: 'label', from: 7, word: 'jo', metric: 'up' });
  expect(at('up{job="a", in|')).toEqual({ kind: 'label', from: 12, word: 'in', metric: 'up' });
  expect(at('up{job!="no|')).toEqual({ kind: 'value', from: 9, word: 'no', metric: 'up', label: 'job' });
  expect(at('up{job="a", env=~"|')).toEqual({ kind: 'value', from: 18, word: '', metric: 'up', label: 'env' });
});

test('nothing is known of a value without its label, or of an operator', () => {
  expect(at('"a|')).toBeNull();
  expect(at('up{job=|')).toBeNull();
});
