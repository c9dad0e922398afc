import fc from 'fast-check';
import type { MatchOperator } from '../promql/ast.js';
import { matcherTexts, readMatcher } from './matcher-text.js';
import { printMatcher } from './print-matcher.js';

const matcher = (name: string, operator: string, value: string) => ({
  kind: 'matcher',
  matcher: { name, operator, value },
});

test.each([
  ['instance="web-1"', matcher('instance', '=', 'web-1')],
  [' instance != web-1 ', matcher('instance', '!=', 'web-1')],
  ['instance=~"web-.*"', matcher('instance', '=~', 'web-.*')],
  ['instance!~web|db', matcher('instance', '!~', 'web|db')],
  ['a=', matcher('a', '=', '')],
  ['a=""', matcher('a', '=', '')],
  ['a=b=c', matcher('a', '=', 'b=c')],
  ['a="b\\"c\\\\d\\ne\\x"', matcher('a', '=', 'b"c\\d\ne\\x')],
  ['a="ends\\\\"', matcher('a', '=', 'ends\\')],
  ['"service.name"="shop"', matcher('service.name', '=', 'shop')],
  ['"a\\"b"=~"x"', matcher('a"b', '=~', 'x')],
])('%s is a matcher', (text, read) => expect(readMatcher(text)).toEqual(read));

test.each([
  ['', 'bad matcher format: '],
  ['web-1', 'bad matcher format: web-1'],
  ['service.name="x"', 'bad matcher format: service.name="x"'],
  ['{a="b"}', 'unexpected open or close brace: {a="b"}'],
  ['a="b', 'matcher value contains unescaped double quote: "b'],
  ['a="b"c"', 'matcher value contains unescaped double quote: "b"c"'],
  ['a=b"', 'matcher value contains unescaped double quote: b"'],
  ['a="b\\"', 'matcher value contains unescaped double quote: "b\\"'],
  ['a=~"("', 'error parsing regexp: missing closing ): `(`'],
])('%s is none', (text, message) => expect(readMatcher(text)).toEqual({ kind: 'refused', message }));

test('a matcher that is printed is read as the same matcher', () => {
  fc.assert(
    fc.property(
      fc.string({ minLength: 1 }),
      fc.constantFrom<MatchOperator>('=', '!='),
      fc.string(),
      (name, operator, value) =>
        expect(readMatcher(printMatcher({ name, operator, value }))).toEqual(matcher(name, operator, value)),
    ),
  );
});

test.each([
  ['', []],
  ['{}', []],
  ['a="b"', ['a="b"']],
  ['{a="b,c", "d,e"=~"f\\",g" ,}', ['a="b,c"', '"d,e"=~"f\\",g"']],
  ['a="b,c', ['a="b,c']],
])('%s is cut at the commas outside of quotes', (list, texts) => expect(matcherTexts(list)).toEqual(texts));
