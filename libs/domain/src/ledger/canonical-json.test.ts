import { canonicalJson, wellFormed } from './canonical-json.js';

test('numbers, strings and literals are written as RFC 8785 shows it', () => {
  const value = JSON.parse(
    String.raw`{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],
      "string":"\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/","literals":[null,true,false]}`,
  );
  expect(canonicalJson(value)).toBe(
    String.raw`{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}`,
  );
});

test('fields stand in the order of the code units of their names, also those that look like numbers', () => {
  const names = ['\u20ac', '\r', '\ufb33', '1', '\ud83d\ude00', '\u0080', '\u00f6', '10', '9'];
  const text = canonicalJson(Object.fromEntries(names.map((name, i) => [name, i])));
  expect([...text.matchAll(/:(\d)/g)].map(([, i]) => names[Number(i)])).toEqual([
    '\r',
    '1',
    '10',
    '9',
    '\u0080',
    '\u00f6',
    '\u20ac',
    '\ud83d\ude00',
    '\ufb33',
  ]);
});

test('what has no canonical text is refused', () => {
  for (const value of [Number.NaN, Infinity, 'half \ud83d', { '\udc00': 1 }, [[-Infinity]]])
    expect(() => canonicalJson(value)).toThrow(RangeError);
});

test('what is no Unicode text is made one', () => {
  expect(canonicalJson(wellFormed({ 'a\udc00': ['half \ud83d', '\ud83d\ude00', 1, null] }))).toBe(
    '{"a\ufffd":["half \ufffd","\ud83d\ude00",1,null]}',
  );
});
