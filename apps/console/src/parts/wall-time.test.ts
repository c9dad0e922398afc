import { momentOf, wallTime } from './wall-time.js';

test('a moment is written as the clocks of a zone show it, also where the offset is no whole hour', () => {
  expect(wallTime(Date.UTC(2026, 0, 31, 12, 0, 5), 'UTC')).toBe('2026-01-31T12:00:05');
  expect(wallTime(Date.UTC(2026, 0, 31, 12), 'Asia/Kolkata')).toBe('2026-01-31T17:30:00');
});

test('what the clocks show leads back to the moment, on both sides of a change of them', () => {
  for (const zone of ['UTC', 'Asia/Kolkata', 'Australia/Lord_Howe', 'Europe/Berlin', 'America/St_Johns'])
    for (let day = 0; day < 366; day += 1) {
      const at = Date.UTC(2026, 0, 1 + day, 12, 34, 56);
      expect(momentOf(wallTime(at, zone), zone)).toBe(at);
    }
});

test('an hour that comes twice is one of both, one that is left out lies beside it, and no time is none', () => {
  const twice = momentOf('2026-10-25T02:30:00', 'Europe/Berlin');
  expect([Date.UTC(2026, 9, 25, 0, 30), Date.UTC(2026, 9, 25, 1, 30)]).toContain(twice);
  const never = momentOf('2026-03-29T02:30:00', 'Europe/Berlin');
  expect([Date.UTC(2026, 2, 29, 0, 30), Date.UTC(2026, 2, 29, 1, 30)]).toContain(never);
  expect(momentOf('soon', 'UTC')).toBeNull();
  expect(momentOf('', 'UTC')).toBeNull();
});
