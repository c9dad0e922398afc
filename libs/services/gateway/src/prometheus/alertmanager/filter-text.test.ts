import { readFilter } from './filter-text.js';

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
])('%s is a matcher', (text, read) => expect(readFilter(text)).toEqual(read));

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
])('%s is none', (text, message) => expect(readFilter(text)).toEqual({ kind: 'refused', message }));
