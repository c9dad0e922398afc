import { LabelSet } from './label-set.js';
import { labelsHash, xxhash64 } from './xxhash64.js';

const bytes = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text));

test('the published hashes of xxHash64 come out', () => {
  expect(xxhash64(bytes(''))).toBe(0xef46db3751d8e999n);
  expect(xxhash64(bytes('a'))).toBe(0xd24ec4f1a98c6e5bn);
  expect(xxhash64(bytes('abc'))).toBe(0x44bc2cf5ad770999n);
});

console.log(
  [
    LabelSet.empty,
    LabelSet.of({ a: 'b' }),
    LabelSet.of({ job: 'api', instance: '0' }, 'http_requests_total'),
    LabelSet.of({ x: 'é'.repeat(200) }, 'm'),
    LabelSet.of({ a: '1234567890123456789012' }),
    LabelSet.of({ '\u{1F600}': 'x', '\uffff': 'y' }),
  ]
    .map((l) => labelsHash(l).toString())
    .join('\n'),
);
