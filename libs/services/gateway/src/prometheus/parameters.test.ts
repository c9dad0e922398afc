import fc from 'fast-check';
import { Form } from './form.js';
import { EARLIEST, LATEST, limitOf, parseDuration, parseTime, timeOf } from './parameters.js';

const formOf = (query: Record<string, string>): Form => Form.of({ query, body: undefined });

describe('a time', () => {
  test.each([
    ['0', 0],
    ['1435781451.781', 1_435_781_451_781],
    ['1.2345', 1_234],
    ['1.2335', 1_234],
    ['-1.5', -1_500],
    ['1e3', 1_000_000],
    ['1_000', 1_000_000],
    ['0x10p0', 16_000],
    ['2024-02-29T10:20:30Z', Date.UTC(2024, 1, 29, 10, 20, 30)],
    ['2024-02-29T10:20:30.1239+01:30', Date.UTC(2024, 1, 29, 8, 50, 30, 123)],
    ['2024-02-29T10:20:30,5-02:00', Date.UTC(2024, 1, 29, 12, 20, 30, 500)],
    ['0001-01-01T00:00:00Z', -62_135_596_800_000],
    ['-292273086-05-16T16:47:06Z', EARLIEST],
    ['292277025-08-18T07:12:54.999999999Z', LATEST],
    ['-9223309901257974', EARLIEST],
    ['9223309901257974', LATEST],
  ])('%s', (text, time) => expect(parseTime(text)).toBe(time));

  test.each([
    ['', 'abc', ' 5', '5 ', '0x10', 'NaN', 'Inf', '1__000'],
    ['2024-02-30T00:00:00Z', '2024-13-01T00:00:00Z', '2024-02-29T24:00:00Z', '2024-02-29T10:20:60Z'],
    ['2024-02-29', '2024-02-29T10:20:30', '2024-02-29 10:20:30Z', '2024-02-29t10:20:30z', '2024-02-29T10:20:30+25:00'],
  ])('%s is none, and so are the others', (...texts) => expect(texts.map(parseTime)).toEqual(texts.map(() => null)));

  test('in seconds and as a date is the same', () => {
    fc.assert(
      fc.property(fc.date({ min: new Date(0), max: new Date('2200-01-01'), noInvalidDate: true }), (date) => {
        const seconds = Math.floor(date.getTime() / 1_000);
        expect(parseTime(String(seconds))).toBe(seconds * 1_000);
        expect(parseTime(date.toISOString())).toBe(date.getTime());
      }),
    );
  });

  test('that cannot be read is named with its field', () => {
    const told = 'invalid parameter "start": cannot parse "x" to a valid timestamp';
    expect(() => timeOf(formOf({ start: 'x' }), 'start')).toThrow(told);
    expect(() => timeOf(formOf({}), 'start')).toThrow(/cannot parse "" to a valid timestamp/);
    expect(timeOf(formOf({}), 'start', 7)).toBe(7);
    expect(() => timeOf(formOf({ start: 'x' }), 'start', 7)).toThrow(
      'invalid parameter "start": invalid time value for \'start\': cannot parse "x" to a valid timestamp',
    );
  });
});

test.each([
  ['15', { ms: 15_000 }],
  ['0.5', { ms: 500 }],
  ['-5', { ms: -5_000 }],
  ['1h30m', { ms: 5_400_000 }],
  ['300ms', { ms: 300 }],
  ['0', { ms: 0 }],
  ['', { message: 'cannot parse "" to a valid duration' }],
  ['-5m', { message: 'cannot parse "-5m" to a valid duration' }],
  ['1m1h', { message: 'cannot parse "1m1h" to a valid duration' }],
  ['NaN', { message: 'cannot parse "NaN" to a valid duration' }],
  ['1e30', { message: 'cannot parse "1e30" to a valid duration. It overflows int64' }],
])('a duration of "%s"', (text, read) => expect(parseDuration(text)).toEqual(read));

describe('a limit', () => {
  const limit = (text: string): number => limitOf(formOf({ limit: text }));
  test('is a whole number, or nothing', () => expect(['', '0', '+5', '007'].map(limit)).toEqual([0, 0, 5, 7]));

  test.each([
    ['x', 'strconv.Atoi: parsing "x": invalid syntax'],
    ['1.5', 'strconv.Atoi: parsing "1.5": invalid syntax'],
    ['99999999999999999999', 'strconv.Atoi: parsing "99999999999999999999": value out of range'],
    ['-1', 'limit must be non-negative'],
  ])('of %s is refused in the words of Prometheus', (text, message) =>
    expect(() => limit(text)).toThrow(`invalid parameter "limit": ${message}`),
  );
});

test('fields of a body come before those of the address', () => {
  const body = new URLSearchParams('query=b&match[]=1');
  const form = Form.of({ query: { query: 'a', 'match[]': ['2', '3'], time: '' }, body });
  expect(form.get('query')).toBe('b');
  expect(form.get('time')).toBe('');
  expect(form.get('nothing')).toBe('');
  expect(form.all('match[]')).toEqual(['1', '2', '3']);
});
