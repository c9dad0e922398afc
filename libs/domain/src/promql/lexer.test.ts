import { Lexer } from './lexer.js';
import type { Token } from './token.js';

function lex(text: string): Token[] {
  const lexer = new Lexer(text);
  const tokens: Token[] = [];
  for (;;) {
    const token = lexer.next();
    if (token.kind === 'end_of_input') {
      return tokens;
    }
    tokens.push(token);
  }
}

const kinds = (text: string): string[] => lex(text).map(({ kind }) => kind);
const words = (text: string): string[] => lex(text).map((token) => `${token.kind} ${token.text}`);

test.each([
  ['1', 'number'],
  ['4.23', 'number'],
  ['.3', 'number'],
  ['5.', 'number'],
  ['0x1F', 'number'],
  ['0x_1f', 'number'],
  ['1_000_000.5', 'number'],
  ['1e-3', 'number'],
  ['2E+10', 'number'],
  ['iNf', 'number'],
  ['NaN', 'number'],
  ['5m', 'duration'],
  ['1h30m', 'duration'],
  ['7d12h30m15s200ms', 'duration'],
  ['job:rate:5m', 'metric_identifier'],
  [':leading', 'metric_identifier'],
  ['infinity', 'identifier'],
  ['_x9', 'identifier'],
  ['"a\\"b"', 'string'],
  ["'it\\'s'", 'string'],
  ['`raw\\\n`', 'string'],
  ['SUM', 'sum'],
  ['Group_Left', 'group_left'],
  ['atan2', 'atan2'],
  ['max_of', 'max_of'],
])('%s is a token of the kind %s', (text, kind) => {
  expect(lex(text)).toEqual([{ kind, text, from: 0, to: text.length }]);
});

test('words between braces are identifiers, keywords and numbers too', () => {
  expect(words('sum{sum="a",inf!="b",by=~"c",on!~"d"}')).toEqual([
    'sum sum',
    '{ {',
    'identifier sum',
    '= =',
    'string "a"',
    ', ,',
    'identifier inf',
    '!= !=',
    'string "b"',
    ', ,',
    'identifier by',
    '=~ =~',
    'string "c"',
    ', ,',
    'identifier on',
    '!~ !~',
    'string "d"',
    '} }',
  ]);
});

test('the fill modifiers are keywords only in front of a parenthesis', () => {
  expect(kinds('fill + fill_left')).toEqual(['identifier', '+', 'identifier']);
  expect(kinds('a + fill \n(1) b')).toEqual(['identifier', '+', 'fill', '(', 'number', ')', 'identifier']);
});

test('comments end with the line', () => {
  expect(words('a # b { "\n+ c{# d\n}')).toEqual(['identifier a', '+ +', 'identifier c', '{ {', '} }']);
});

test('behind a bracket there are lengths of time only', () => {
  expect(kinds('a[ (STEP() + 5m) * 2 : max_of(1,range()) ]')).toEqual([
    ...['identifier', '[', '(', 'step', '(', ')', '+', 'duration', ')', '*', 'number', ':'],
    ...['max_of', '(', 'number', ',', 'range', '(', ')', ')', ']'],
  ]);
});

test.each([
  ['=~', 0, "unexpected character after '=': '~'"],
  ['1 !~ 1', 2, "unexpected character after '!': '~'"],
  ['a{!a}', 2, "unexpected character after '!' inside braces: 'a'"],
  ['$', 0, "unexpected character: '$'"],
  ['a}', 1, "unexpected character: '}'"],
  ['a]', 1, "unexpected right bracket ']'"],
  ['a[5m[', 4, "unexpected left bracket '['"],
  ['a{b{', 3, "unexpected left brace '{'"],
  ['a{1}', 2, "unexpected character inside braces: '1'"],
  ['a{', 2, 'unexpected end of input inside braces'],
  ['(a', 2, 'unclosed left parenthesis'],
  ['a[5m', 4, 'unclosed left bracket'],
  ['a[', 2, 'unexpected end of input in duration expression'],
  ['a[5m x', 5, "unexpected character: 'x', expected ':'"],
  ['a[5m:1m:1m]', 7, "unexpected colon ':'"],
  ['a["5m"]', 2, "unexpected character in duration expression: '\"'"],
  ['a[:5m]', 3, 'unexpected colon before duration in duration expression'],
  ['5mm', 0, 'bad number or duration syntax: "5mm"'],
  ['100..4', 0, 'bad number or duration syntax: "100.."'],
  ['0deadbeef', 0, 'bad number or duration syntax: "0de"'],
  ['1__0', 0, 'bad number or duration syntax: "1__"'],
  ['"a', 0, 'unterminated quoted string'],
  ['"a\n"', 0, 'unterminated quoted string'],
  ['`a', 0, 'unterminated raw string'],
  ['"\\', 0, 'escape sequence not terminated'],
  ['"\\c"', 0, "unknown escape sequence U+0063 'c'"],
  ['"\\x."', 0, "illegal character U+002E '.' in escape sequence"],
  ['"\\ud800"', 0, 'escape sequence is an invalid Unicode code point'],
  ['"\\400"', 0, 'escape sequence is an invalid Unicode code point'],
  ['"\ud800"', 0, 'invalid UTF-8 rune'],
])('%j breaks off at %i: %s', (text, from, message) => {
  expect(lex(text).at(-1)).toEqual({ kind: 'error', text: message, from, to: text.length });
});

test('a parenthesis too many is reported behind itself, as in Prometheus', () => {
  expect(lex('a)').at(-1)).toEqual({ kind: 'error', text: "unexpected right parenthesis ')'", from: 2, to: 2 });
});

test('after an error there is only the end of the input', () => {
  const lexer = new Lexer('$ a');
  expect(lexer.next().kind).toBe('error');
  expect(lexer.next().kind).toBe('end_of_input');
  expect(lexer.next().kind).toBe('end_of_input');
});
