import { uncompress } from 'snappyjs';

/** Most bytes that one remote write may unpack to; Prometheus sends some hundred kB. */
const UNPACKED_BYTES_MAX = 32 * 1024 * 1024;

export type Unpacked =
  | { kind: 'unpacked'; bytes: Uint8Array }
  | { kind: 'refused'; code: 'snappy-too-large' | 'snappy-malformed'; message: string };

/** Unpacks a snappy block. The length that it declares is checked before anything is unpacked. */
export function unpackSnappy(block: Uint8Array): Unpacked {
  const declared = declaredLength(block);
  if (declared === null)
    return {
      kind: 'refused',
      code: 'snappy-malformed',
      message: 'The body is no snappy block: its length cannot be read.',
    };
  if (declared > UNPACKED_BYTES_MAX) {
    return {
      kind: 'refused',
      code: 'snappy-too-large',
      message: `The snappy block declares ${declared} bytes; ${UNPACKED_BYTES_MAX} is the most.`,
    };
  }
  try {
    return { kind: 'unpacked', bytes: uncompress(block, UNPACKED_BYTES_MAX) };
  } catch {
    return { kind: 'refused', code: 'snappy-malformed', message: 'The body is no snappy block, or a damaged one.' };
  }
}

/** The varint that a block begins with. */
function declaredLength(block: Uint8Array): number | null {
  let length = 0;
  for (let i = 0; i < 5 && i < block.length; i += 1) {
    const byte = block[i] as number;
    length += (byte & 0x7f) * 2 ** (7 * i);
    if (byte < 0x80) return length;
  }
  return null;
}
