import { jsonText } from './json-text.js';

test('moments are told by date and time, and all else as it is', () => {
  const rule = { updated_at: 1_763_900_000_000, steps: [{ at: 1_763_900_000_500 }], threshold: 1_763_900_000_000 };
  expect(JSON.parse(jsonText(rule))).toEqual({
    updated_at: '2025-11-23T12:13:20.000Z',
    steps: [{ at: '2025-11-23T12:13:20.500Z' }],
    threshold: 1_763_900_000_000,
  });
});

test('a small number, a text and a missing moment stay as they are, and levels stand further in when that is asked', () => {
  expect(jsonText({ at: 5, created_at: 'now', ended_at: null, last_at: 1e300 })).toBe(
    '{"at":5,"created_at":"now","ended_at":null,"last_at":1e+300}',
  );
  expect(jsonText({ a: 1 }, 2)).toBe('{\n  "a": 1\n}');
});
