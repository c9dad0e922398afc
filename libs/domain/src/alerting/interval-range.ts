/** Both ends belong to it. */
export interface NumberRange {
  readonly from: number;
  readonly to: number;
}
export type ReadRange =
  ({ readonly kind: 'range' } & NumberRange) | { readonly kind: 'refused'; readonly message: string };

const weekdays = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
const months = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
];
const DAYS_MAX = 31;

const numberWithin = (text: string, min: number, max: number): number | null =>
  /^-?\d{1,4}$/.test(text) && Number(text) >= min && Number(text) <= max ? Number(text) : null;

const kinds = {
  weekday: {
    expected: 'a day of the week such as "monday"',
    read: (text: string) => positionIn(weekdays, text),
  },
  month: {
    expected: 'a month such as "march" or "3"',
    read: (text: string) => numberWithin(text, 1, 12) ?? plusOne(positionIn(months, text)),
  },
  day_of_month: {
    expected: 'a day from 1 to 31, or from -1, the last one, to -31',
    read: (text: string) => (numberWithin(text, 0, 0) === 0 ? null : numberWithin(text, -DAYS_MAX, DAYS_MAX)),
  },
  year: { expected: 'a year such as "2026"', read: (text: string) => numberWithin(text, 1, 9_999) },
} as const;

/** Reads one part of a time interval in Alertmanager's notation: `monday:friday`, `-3:-1`, `5`. */
export function readRange(kind: keyof typeof kinds, text: string): ReadRange {
  const { expected, read } = kinds[kind];
  const [first = '', last = first, ...others] = text
    .toLowerCase()
    .split(':')
    .map((part) => part.trim());
  const [from, to] = [read(first), read(last)];
  if (from === null || to === null || others.length > 0)
    return { kind: 'refused', message: `is not ${expected}, nor two of them with a colon in between` };
  if (kind === 'day_of_month' && from < 0 && to > 0)
    return { kind: 'refused', message: 'begins counted from the end of the month and must end so, too' };
  if (from > to && !(kind === 'day_of_month' && from > 0 && to < 0))
    return { kind: 'refused', message: 'ends before it begins' };
  return { kind: 'range', from, to };
}

function positionIn(names: readonly string[], text: string): number | null {
  const position = names.indexOf(text);
  return position < 0 ? null : position;
}

const plusOne = (value: number | null): number | null => (value === null ? null : value + 1);
