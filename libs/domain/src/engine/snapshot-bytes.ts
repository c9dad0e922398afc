/** A text as its UTF-16 units; what is not a number is compressed by whoever stores the snapshot. */
export function bytesOfText(text: string): Uint8Array {
  const units = new Uint16Array(text.length);
  for (let i = 0; i < text.length; i += 1) units[i] = text.charCodeAt(i);
  return new Uint8Array(units.buffer);
}

export function textOf(bytes: Uint8Array<ArrayBuffer>): string {
  const units = new Uint16Array(bytes.buffer);
  const parts: string[] = [];
  for (let i = 0; i < units.length; i += 8_192)
    parts.push(Reflect.apply(String.fromCharCode, null, units.subarray(i, i + 8_192)));
  return parts.join('');
}

export function bytesOf(column: Float64Array): Uint8Array {
  return new Uint8Array(column.buffer, column.byteOffset, column.byteLength);
}

/** The parts, each with its length in front. */
export function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + 4 + part.length, 0));
  const view = new DataView(whole.buffer);
  let at = 0;
  for (const part of parts) {
    view.setUint32(at, part.length, true);
    whole.set(part, at + 4);
    at += 4 + part.length;
  }
  return whole;
}

/** The parts of what {@link joined} made. Each is a copy of its own, so that columns of 8-byte numbers begin where they must. */
export function split(whole: Uint8Array): Uint8Array<ArrayBuffer>[] {
  const view = new DataView(whole.buffer, whole.byteOffset, whole.byteLength);
  const parts: Uint8Array<ArrayBuffer>[] = [];
  for (let at = 0; at < whole.length;) {
    const length = view.getUint32(at, true);
    parts.push(new Uint8Array(whole.subarray(at + 4, at + 4 + length)));
    at += 4 + length;
  }
  return parts;
}
