import fc from 'fast-check';
import { readEntry, writeEntry } from './entry-text.js';

test('an entry comes back as it was, whatever its text holds', () => {
  const time = fc.nat(8.64e15);
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), time, time, (text, madeAt, logicalExpiration) => {
      const kept = { value: { text, madeAt }, createdAt: madeAt, logicalExpiration };
      expect(readEntry(writeEntry(kept))).toEqual(kept);
    }),
  );
});

test.each(['', ' ', '1', '1 ', '1 2', 'a 2 x', '1 b x', '1.5 2 x', ' 1 2 x', '{"value":1}', 'NaN NaN x', 5, null])(
  'what is no entry has expired: %j',
  (written) => {
    expect(readEntry(written)).toMatchObject({ value: null, logicalExpiration: 0 });
  },
);
