import fc from 'fast-check';
import { compareText, runeCount, utf8Bytes, utf8Length, utf8Text } from './utf8.js';

const texts = fc.string({ unit: 'binary' });
// Texts of UTF-16 units may have halves of surrogate pairs.
const anyUnits = fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => String.fromCharCode(...units));

describe('texts as UTF-8', () => {
  it('has the bytes that Node encodes', () => {
    fc.assert(
      fc.property(fc.oneof(texts, anyUnits), (text) => {
        expect(Buffer.from(utf8Bytes(text)).equals(Buffer.from(text, 'utf8'))).toBe(true);
        expect(utf8Length(text)).toBe(Buffer.byteLength(text, 'utf8'));
      }),
    );
  });

  it('reads back what it wrote', () => {
    fc.assert(fc.property(texts, (text) => expect(utf8Text(utf8Bytes(text))).toBe(text)));
  });

  it('reads any bytes, and makes U+FFFD of each that belongs to no character', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => expect(runeCount(utf8Text(bytes))).toBeLessThanOrEqual(bytes.length)),
    );
    expect(utf8Text(Uint8Array.of(0x61, 0xff, 0xc3, 0xa9, 0xed, 0xa0, 0x80, 0xc0, 0x80))).toBe(
      'a\ufffdé' + '\ufffd'.repeat(5),
    );
  });

  it('orders as the bytes do', () => {
    fc.assert(
      fc.property(texts, texts, (a, b) => {
        expect(Math.sign(compareText(a, b))).toBe(Math.sign(Buffer.compare(Buffer.from(a), Buffer.from(b))));
      }),
    );
  });
});
