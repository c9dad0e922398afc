const rotate = (x: number, by: number): number => (x << by) | (x >>> (32 - by));

function mix(h: number): number {
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/**
 * A 128-bit name for a text, as 32 hexadecimal digits: four lanes of the mixing steps of MurmurHash3 (Austin Appleby)
 * over UTF-16 code units. It names things and spreads keys; it is no defence against someone who wants a collision.
 */
export function hash128(text: string): string {
  const lanes = [0x9e3779b9, 0x243f6a88, 0xb7e15162, 0xdeadbeef];
  const factors = [0xcc9e2d51, 0x1b873593, 0xab0e9789, 0x38b34ae5];
  for (let i = 0; i < text.length; i += 1) {
    const unit = text.charCodeAt(i);
    for (let lane = 0; lane < 4; lane += 1) {
      const k = Math.imul(
        rotate(Math.imul(unit + lane, factors[lane] as number), 15),
        factors[(lane + 1) & 3] as number,
      );
      lanes[lane] = (Math.imul(rotate((lanes[lane] as number) ^ k, 13), 5) + 0xe6546b64) | 0;
    }
  }
  const [a, b, c, d] = lanes.map((lane, i) => mix(lane ^ (text.length + i))) as [number, number, number, number];
  return [a + b, b + Math.imul(c, 3), c + Math.imul(d, 5), d + Math.imul(a, 7)]
    .map((lane) => mix(lane).toString(16).padStart(8, '0'))
    .join('');
}

/** A 32-bit spread of a text (FNV-1a with a final mix), used to choose partitions. */
export function hash32(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return mix(h);
}

/** The name of a transition: a function of what it is about, so that whoever receives it twice knows it. */
export function transitionId(
  tenant: string,
  ruleId: string,
  fingerprint: string,
  episodeStart: number,
  state: string,
): string {
  return hash128(JSON.stringify([tenant, ruleId, fingerprint, episodeStart, state]));
}
