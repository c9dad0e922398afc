/** Shortest and longest period of a rhythm, in samples; both are as likely as what lies between, by the logarithm. */
const PERIODS = [6, 300] as const;

/** One period's course at a phase from 0 to 1. */
const SHAPES: readonly ((phase: number) => number)[] = [
  (phase) => Math.sin(2 * Math.PI * phase),
  (phase) => Math.sin(2 * Math.PI * phase) + 0.5 * Math.cos(6 * Math.PI * phase),
  // Office hours, and a batch job.
  (phase) => (phase < 0.35 ? 1 : -1),
  // A heap under garbage collection.
  (phase) => 2 * phase - 1,
  // Visits by day.
  (phase) => 2 * Math.exp(-(((phase - 0.5) / 0.15) ** 2)) - 1,
  // What runs once an hour.
  (phase) => (phase < 0.05 ? 3 : 0),
];

/**
 * A series such as machines and services give them: a rhythm, a trend and noise that remembers itself, of random kinds. Models are held
 * against many such series, and shown some while they are trained on a tenant's, so that they do not forget what is not there.
 *
 * @param random - evenly from 0 to 1
 */
export function generalSeries(length: number, random: () => number): Float64Array {
  const [shortest, longest] = PERIODS.map(Math.log) as [number, number];
  const period = Math.exp(shortest + random() * (longest - shortest));
  const shape = SHAPES[Math.floor(random() * SHAPES.length)] as (phase: number) => number;
  const [size, offset, slope] = [0.3 + 2 * random(), random(), ((random() - 0.5) * 4) / length];
  const [memory, spread] = [0.95 * random(), 0.1 + 0.4 * random()];
  let noise = 0;
  return Float64Array.from({ length }, (_, i) => {
    noise = memory * noise + spread * Math.sqrt(1 - memory * memory) * normal(random);
    return size * shape((i / period + offset) % 1) + slope * i + noise;
  });
}

/** Mean 0 and deviation 1 (Box and Muller, 1958). */
const normal = (random: () => number): number =>
  Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
