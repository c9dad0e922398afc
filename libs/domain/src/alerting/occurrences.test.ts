import fc from 'fast-check';
import { nextOccurrences, type Occurrence } from './occurrences.js';
import { compilePeriods, type TimePeriod } from './time-interval.js';

const MINUTE_MS = 60_000;
const at = (time: string): number => Date.parse(time);
const told = (occurrences: readonly Occurrence[]): string[] =>
  occurrences.map(({ starts_at, ends_at }) =>
    [starts_at, ends_at].map((ms) => new Date(ms).toISOString().slice(0, 16)).join(' '),
  );

test('a night of each Saturday is one span, in the hours of its zone, also when clocks are set back', () => {
  const location = 'Europe/Berlin';
  const periods: TimePeriod[] = [
    { weekdays: ['saturday'], times: [{ start_time: '22:00', end_time: '24:00' }], location },
    { weekdays: ['sunday'], times: [{ start_time: '00:00', end_time: '04:00' }], location },
  ];
  const next = nextOccurrences(periods, { from: at('2026-10-17T12:00Z'), until: at('2027-10-17T12:00Z'), most: 3 });
  expect(told(next)).toEqual([
    '2026-10-17T20:00 2026-10-18T02:00',
    '2026-10-24T20:00 2026-10-25T03:00',
    '2026-10-31T21:00 2026-11-01T03:00',
  ]);
});

test('what holds already begins now, and what goes on ends where nobody looks further', () => {
  const always = nextOccurrences([{}], { from: at('2026-01-01T00:07Z'), until: at('2026-01-02T00:00Z'), most: 3 });
  expect(told(always)).toEqual(['2026-01-01T00:07 2026-01-02T00:00']);
  const leap: TimePeriod[] = [{ months: ['february'], days_of_month: ['29'] }];
  const span = { from: at('2026-01-01T00:00Z'), until: at('2027-01-02T00:00Z'), most: 3 };
  expect(nextOccurrences(leap, span)).toEqual([]);
  expect(nextOccurrences([{}], { from: 5, until: 5, most: 3 })).toEqual([]);
});

const clock = fc
  .tuple(fc.integer({ min: 0, max: 1_439 }), fc.integer({ min: 0, max: 1_439 }))
  .filter(([a, b]) => a !== b)
  .map(([a, b]) => {
    const [start_time = '', end_time = ''] = [Math.min(a, b), Math.max(a, b)].map((minutes) =>
      [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, '0')).join(':'),
    );
    return { start_time, end_time };
  });
const period: fc.Arbitrary<TimePeriod> = fc.record(
  {
    times: fc.array(clock, { minLength: 1, maxLength: 2 }),
    weekdays: fc.constantFrom(['saturday'], ['monday:friday'], ['sunday']),
    location: fc.constantFrom('UTC', 'Europe/Berlin', 'Asia/Kathmandu', 'Australia/Lord_Howe'),
  },
  { requiredKeys: [] },
);

test('they are the spans that one would find by looking at each minute', () => {
  fc.assert(
    fc.property(
      fc.array(period, { minLength: 1, maxLength: 3 }),
      // Clocks are changed in Berlin and on Lord Howe Island near these.
      fc.constantFrom('2026-03-28T20:00Z', '2026-10-24T20:00Z', '2026-04-04T10:00Z', '2026-10-03T10:00Z'),
      fc.integer({ min: 0, max: 90 }),
      (periods, begin, late) => {
        const from = at(begin) + late * MINUTE_MS;
        const until = from + 800 * MINUTE_MS;
        const holds = compilePeriods(periods);
        const occurrences = nextOccurrences(periods, { from, until, most: 1_000 });
        const isWithin = (ms: number): boolean =>
          occurrences.some(({ starts_at, ends_at }) => ms >= starts_at && ms < ends_at);
        const minutes = Array.from({ length: 800 }, (_, i) => from + i * MINUTE_MS);
        expect(minutes.filter(isWithin)).toEqual(minutes.filter(holds));
        for (const [i, { starts_at }] of occurrences.entries())
          expect(starts_at).toBeGreaterThan(occurrences[i - 1]?.ends_at ?? -1);
      },
    ),
    { numRuns: 30 },
  );
});
