import { LabelSet } from './label-set.js';
import { labelsHash, xxhash64 } from './xxhash64.js';

const bytes = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text));

test('the published hashes of xxHash64 come out', () => {
  expect(xxhash64(bytes(''))).toBe(0xef46db3751d8e999n);
  expect(xxhash64(bytes('a'))).toBe(0xd24ec4f1a98c6e5bn);
  expect(xxhash64(bytes('abc'))).toBe(0x44bc2cf5ad770999n);
});

// These were printed by Prometheus 3.15 for the same labels.
test.each<[string, LabelSet, bigint]>([
  ['no labels', LabelSet.empty, 17241709254077376921n],
  ['one label', LabelSet.of({ a: 'b' }), 16273691451497933585n],
  ['a metric with labels', LabelSet.of({ job: 'api', instance: '0' }, 'http_requests_total'), 13547229544008269935n],
  ['a value of more than 254 bytes', LabelSet.of({ x: 'é'.repeat(200) }, 'm'), 641982012897634947n],
  ['every length of the rest', LabelSet.of({ a: '1234567890123456789012' }), 5807796263516619949n],
  [
    'names that bytes sort another way than UTF-16',
    LabelSet.of({ '\u{1f600}': 'x', '\uffff': 'y' }),
    802696411717501275n,
  ],
])('the hash is the one that Prometheus has: %s', (_, labels, hash) => {
  expect(labelsHash(labels)).toBe(hash);
});
