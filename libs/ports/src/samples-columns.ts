import { firstAfter, firstAtOrAfter } from '@tocsin/domain/plan/sorted-times';

/** Samples in two columns, oldest first, each time once. */
export interface SampleColumns {
  /** Milliseconds since 1970. */
  readonly times: Float64Array;
  readonly values: Float64Array;
}

export const noSamples: SampleColumns = { times: new Float64Array(0), values: new Float64Array(0) };

/** The samples of a range of times, both ends included: views, nothing is copied. */
export function sliceSamples(samples: SampleColumns, from: number, to: number): SampleColumns {
  const { times, values } = samples;
  const begin = firstAtOrAfter(times, from);
  const end = firstAfter(times, to);
  if (begin === 0 && end === times.length) return samples;
  return begin < end ? { times: times.subarray(begin, end), values: values.subarray(begin, end) } : noSamples;
}

/** Brings samples of one series together, each time once: of several samples of one time, that of the earliest part. */
export function mergeSamples(parts: readonly SampleColumns[]): SampleColumns {
  const filled = parts.filter(({ times }) => times.length > 0);
  const [first] = filled;
  if (first === undefined) return noSamples;
  if (filled.length === 1) return first;
  return filled.every((part, i) => i === 0 || lastTime(filled[i - 1] as SampleColumns) < (part.times[0] as number))
    ? joined(filled)
    : filled.reduce(mergedPair);
}

const lastTime = ({ times }: SampleColumns): number => times[times.length - 1] as number;

function joined(parts: readonly SampleColumns[]): SampleColumns {
  const count = parts.reduce((sum, { times }) => sum + times.length, 0);
  const [times, values] = [new Float64Array(count), new Float64Array(count)];
  let at = 0;
  for (const part of parts) {
    times.set(part.times, at);
    values.set(part.values, at);
    at += part.times.length;
  }
  return { times, values };
}

/** Two parts that overlap; at equal times the first one's sample stays. */
function mergedPair(a: SampleColumns, b: SampleColumns): SampleColumns {
  const most = a.times.length + b.times.length;
  const [times, values] = [new Float64Array(most), new Float64Array(most)];
  let [i, j, count] = [0, 0, 0];
  while (i < a.times.length || j < b.times.length) {
    const ofA = i < a.times.length ? (a.times[i] as number) : Number.POSITIVE_INFINITY;
    const ofB = j < b.times.length ? (b.times[j] as number) : Number.POSITIVE_INFINITY;
    times[count] = Math.min(ofA, ofB);
    values[count] = (ofA <= ofB ? a.values[i] : b.values[j]) as number;
    if (ofA <= ofB) i += 1;
    if (ofB <= ofA) j += 1;
    count += 1;
  }
  return { times: times.slice(0, count), values: values.slice(0, count) };
}
