import type { LogRecord } from '@tocsin/ports/event-log';
import { FetchedRecords } from './fetched-records.js';

const record = (offset: number): LogRecord => ({
  topic: 't',
  partition: 0,
  offset,
  timestamp: 0,
  key: null,
  value: null,
  headers: {},
});
const batch = (from: number, to: number) => ({
  from,
  to,
  records: Array.from({ length: to - from }, (_, i) => record(from + i)),
});
const nothing = { rest: () => undefined, goOn: () => undefined, moveTo: () => undefined };
const offsetsOf = (fetched: FetchedRecords, from: number): number[] =>
  fetched.slice(from, 100).map(({ offset }) => offset);

let fetched: FetchedRecords;
beforeEach(() => {
  fetched = new FetchedRecords(100, nothing);
});

test('before it is said where to begin, nothing is taken in', () => {
  expect(fetched.add(batch(500, 510), 510)).toBe('early');
  fetched.moveTo(300);
  expect(offsetsOf(fetched, 0)).toEqual([]);
});

test('what was asked for before the partition changed hands leaves no gap', () => {
  fetched.moveTo(300);
  expect(fetched.add(batch(500, 510), 510)).toBe('ahead');
  expect(fetched.latest).toBe(300);
  expect(fetched.add(batch(300, 303), 510)).toBe('taken');
  expect(offsetsOf(fetched, 300)).toEqual([300, 301, 302]);
});

test('what comes again is taken in once', () => {
  fetched.moveTo(0);
  fetched.add(batch(0, 4), 6);
  expect(fetched.add(batch(2, 6), 6)).toBe('taken');
  expect(offsetsOf(fetched, 0)).toEqual([0, 1, 2, 3, 4, 5]);
});

test('a fetch that came to no record moves on all the same', () => {
  fetched.moveTo(7);
  expect(fetched.add({ from: 7, to: 9, records: [] }, 12)).toBe('taken');
  expect(fetched.add(batch(9, 12), 12)).toBe('taken');
  expect(offsetsOf(fetched, 7)).toEqual([9, 10, 11]);
});

test('a client that cannot move leaves all as it was', () => {
  let canMove = false;
  const moveTo = (): void => {
    if (!canMove) throw new Error('not now');
  };
  const unplaced = new FetchedRecords(100, { ...nothing, moveTo });
  expect(() => unplaced.moveTo(300)).toThrow('not now');
  expect(unplaced.add(batch(300, 303), 510)).toBe('early');
  canMove = true;
  unplaced.moveTo(301);
  expect(unplaced.add(batch(300, 303), 510)).toBe('taken');
  expect(offsetsOf(unplaced, 0)).toEqual([301, 302]);
});
