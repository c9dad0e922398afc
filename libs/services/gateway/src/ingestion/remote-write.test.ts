import { NO_VALUE } from '@tocsin/domain/plan/series-store';
import { encodeRemoteWrite } from '@tocsin/testing/remote-write';
import { readWriteRequest } from './remote-write.js';
import { unpackSnappy } from './snappy-block.js';

const now = 1_763_900_000_000;
/** Stands in a message for bits that no JavaScript number can carry. */
const PLACEHOLDER = 1_234.5;
const STALE = [0x02, 0x00, 0x00, 0x00, 0x00, 0x00, 0xf0, 0x7f];

/** A request with one series of these values, a second apart; the bits of the placeholder become `bits`. */
function request(values: readonly number[], bits: readonly number[] = STALE): Uint8Array {
  const samples = values.map((value, i) => ({ value, timestamp: now - 1_000 * (values.length - i) }));
  const labels = [{ name: '__name__', value: 'up' }];
  const unpacked = unpackSnappy(encodeRemoteWrite([{ labels, samples }]));
  if (unpacked.kind !== 'unpacked') throw new Error(unpacked.message);
  const placeholder = Buffer.alloc(8);
  placeholder.writeDoubleLE(PLACEHOLDER);
  const bytes = Buffer.from(unpacked.bytes);
  for (let at = bytes.indexOf(placeholder); at >= 0; at = bytes.indexOf(placeholder)) bytes.set(bits, at);
  return bytes;
}

const valuesOf = (bytes: Uint8Array) => readWriteRequest(bytes, now).accepted.map(({ value }) => value);

describe('remote write', () => {
  test('takes a marker of staleness, told by its bits, for the absence of a value', () => {
    expect(valuesOf(request([1, PLACEHOLDER, 2]))).toEqual([1, NO_VALUE, 2]);
  });

  test('refuses every other NaN and the infinities, and takes what stands beside them', () => {
    for (const bits of [
      [0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0xf8, 0x7f],
      [0x01, 0x00, 0x00, 0x00, 0x00, 0x00, 0xf8, 0x7f],
      [0x02, 0x00, 0x00, 0x00, 0x00, 0x00, 0xf0, 0xff],
      [0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0xf0, 0x7f],
    ]) {
      const { accepted, refused } = readWriteRequest(request([1, PLACEHOLDER], bits), now);
      expect(accepted).toHaveLength(1);
      expect(refused).toEqual([
        { path: 'timeseries[0].samples[1].value', code: 'value', message: 'is no finite number' },
      ]);
    }
  });

  test('tells a measurement from the marker, even where it has the number that stands for it', () => {
    const [value] = valuesOf(request([NO_VALUE]));
    expect(value).not.toBe(NO_VALUE);
    expect(value).toBeCloseTo(NO_VALUE, 300);
  });

  test('refuses a marker of a time that cannot be used', () => {
    const { accepted, refused } = readWriteRequest(request([PLACEHOLDER]), 0);
    expect(accepted).toEqual([]);
    expect(refused.map(({ code }) => code)).toEqual(['timestamp']);
  });
});
