import fc from 'fast-check';
import { RE2JS } from 're2js';
import { compileMatcher, patternProblem } from './match-label.js';

const matches = (pattern: string, value: string): boolean =>
  compileMatcher({ name: 'a', operator: '=~', value: pattern })(value);

test.each([
  ['', '', true],
  ['', 'a', false],
  ['.*', 'a\nb', true],
  ['.+', '', false],
  ['.+', '\n', true],
  ['abc', 'abc', true],
  ['abc', 'abcd', false],
  ['abc.*', 'abc', true],
  ['abc.*', 'abc\nd', true],
  ['abc.*', 'ab', false],
  ['a|bc|', 'bc', true],
  ['a|bc|', '', true],
  ['a|bc', 'abc', false],
  ['a|b.*', 'bcd', true],
  ['a.*|b', 'b', true],
  ['a.c', 'a\nc', true],
  ['(?i)abc', 'ABC', true],
  ['a\\.b', 'a.b', true],
  ['a\\.b', 'axb', false],
  ['[0-9]{3}', '5xx', false],
  ['.', '😀', true],
])('the pattern %j and the value %j: %s', (pattern, value, expected) => {
  expect(matches(pattern, value)).toBe(expected);
  expect(compileMatcher({ name: 'a', operator: '!~', value: pattern })(value)).toBe(!expected);
});

test('= and != compare the whole value', () => {
  expect(compileMatcher({ name: 'a', operator: '=', value: 'b.*' })('b.*')).toBe(true);
  expect(compileMatcher({ name: 'a', operator: '=', value: 'b.*' })('bc')).toBe(false);
  expect(compileMatcher({ name: 'a', operator: '!=', value: '' })('')).toBe(false);
});

test('what is wrong with a pattern is said in the words of RE2', () => {
  expect(patternProblem('a.*')).toBeNull();
  expect(patternProblem('(')).toBe('error parsing regexp: missing closing ): `(`');
  expect(patternProblem('(?=a)')).toBe('error parsing regexp: invalid or unsupported Perl syntax: `(?=`');
  expect(patternProblem('\\')).toBe('error parsing regexp: trailing backslash at end of expression: ``');
});

test('patterns that are choices of texts match what an automaton matches', () => {
  const part = fc.constantFrom('a', 'b', 'ab', '-', '(a|b)', '(?:a|)', '(ab|b|a)', '|');
  const pattern = fc
    .tuple(fc.array(part, { maxLength: 5 }), fc.constantFrom('', '.*', '.+'))
    .map(([parts, open]) => parts.join('') + open);
  const value = fc.string({ unit: fc.constantFrom('a', 'b', '-', '\n'), maxLength: 6 });
  fc.assert(
    fc.property(pattern, fc.array(value, { minLength: 20, maxLength: 20 }), (text, values) => {
      const automaton = RE2JS.compile(text, RE2JS.DOTALL);
      const matches = compileMatcher({ name: 'x', operator: '=~', value: text });
      for (const one of values) expect([text, one, matches(one)]).toEqual([text, one, automaton.testExact(one)]);
    }),
    { numRuns: 1_000 },
  );
});
