import fc from 'fast-check';
import { decodeHistory, encodeHistory, type SelectedSeries } from './history-select.js';

// Names that would reach a prototype are refused on every way in.
const name = fc.string({ unit: 'grapheme', maxLength: 9 }).filter((text) => text !== '__proto__');
const series = fc.record({
  labels: fc.dictionary(name, fc.string({ unit: 'grapheme', maxLength: 9 })),
  samples: fc.array(fc.tuple(fc.double({ noNaN: true }), fc.double()), { maxLength: 9 }),
});

function selected(drawn: readonly { labels: Record<string, string>; samples: [number, number][] }[]): SelectedSeries[] {
  return drawn.map(({ labels, samples }) => ({
    labels: { ...labels },
    times: Float64Array.from(samples, ([time]) => time),
    values: Float64Array.from(samples, ([, value]) => value),
  }));
}

describe('an answer of the history', () => {
  test('says what was written into it', () => {
    fc.assert(
      fc.property(fc.array(series, { maxLength: 6 }), (drawn) => {
        const written = selected(drawn);
        const decoded = decodeHistory(encodeHistory(written));
        expect(decoded).toEqual({ kind: 'value', value: written });
      }),
    );
  });

  test('that is cut short, too long or none at all is told apart', () => {
    const [labels, samples] = [{ __name__: 'größe' }, [[1, 2]] as [number, number][]];
    const whole = encodeHistory(selected([{ labels, samples }]));
    for (let cut = 0; cut < whole.length; cut += 1) expect(decodeHistory(whole.slice(0, cut)).kind).toBe('unreadable');
    expect(decodeHistory(Uint8Array.of(...whole, 0)).kind).toBe('unreadable');
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
        expect(decodeHistory(Uint8Array.from(bytes)).kind).toBe('unreadable');
      }),
    );
  });
});
