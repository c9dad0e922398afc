import { patternProblem } from '@tocsin/domain/promql/match-label';
import type { Labels } from '@tocsin/domain/rules/labels';
import { z } from 'zod';
import type { Decoded } from '../define-topic.js';

/** Where a history process answers its gateways; each takes a {@link HistoryRangeSchema} in JSON by POST. */
export const historyPaths = {
  /** Answers with the bytes of {@link encodeHistory}. */
  select: '/select',
  /** Answers with a JSON array of label sets. */
  series: '/series',
  /** Takes a {@link RevisionRequestSchema} and answers with a {@link RevisionSchema}. */
  revision: '/revision',
  /** Answers with a {@link HistoryReachSchema}; of the range, only the tenant counts. */
  reach: '/reach',
} as const;

/** The code of the answer, with status 422, to a select of more samples than an answer may hold. */
export const TOO_MANY_SAMPLES = 'too-many-samples';

/** Series of a tenant and a range of times, in ms since 1970, both ends included. */
export const HistoryRangeSchema = z.strictObject({
  tenant: z.string(),
  matchers: z.array(
    z
      .strictObject({ name: z.string(), operator: z.enum(['=', '!=', '=~', '!~']), value: z.string() })
      .refine(({ operator, value }) => !operator.endsWith('~') || patternProblem(value) === null, 'is no pattern'),
  ),
  from: z.number(),
  to: z.number(),
});

/** Asks what a tenant's samples up to a time are now; ms since 1970. */
export const RevisionRequestSchema = z.strictObject({ tenant: z.string(), to: z.number() });
/** `from`: what is older is deleted by and by; ms since 1970. */
export const RevisionSchema = z.strictObject({ name: z.string().max(200), from: z.number() });
/** When a tenant's history begins; ms since 1970. */
export const HistoryReachSchema = z.strictObject({ earliest: z.number().nullable() });

export const LabelSetsSchema = z.array(z.record(z.string(), z.string()));

/** A series with its samples, oldest first, as an answer carries it. */
export interface SelectedSeries {
  readonly labels: Labels;
  readonly times: Float64Array;
  readonly values: Float64Array;
}

const FORMAT_VERSION = 1;
const HEAD_BYTES = 16;
const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true });
/** The numbers of samples begin where their size divides the offset. */
const aligned = (offset: number): number => Math.ceil(offset / 8) * 8;

/**
 * Series as bytes, little-endian: u32 format version, u32 number of series, u32 number of samples, u32 length of the text;
 * the number of samples of each series as u32; the label sets as one JSON array in UTF-8; from the next multiple of eight
 * on the times of all samples and then all values, as f64.
 */
export function encodeHistory(series: readonly SelectedSeries[]): Uint8Array<ArrayBuffer> {
  const text = encoder.encode(JSON.stringify(series.map(({ labels }) => labels)));
  const count = series.reduce((sum, { times }) => sum + times.length, 0);
  const textAt = HEAD_BYTES + 4 * series.length;
  const timesAt = aligned(textAt + text.length);
  const bytes = new Uint8Array(timesAt + 16 * count);
  new Uint32Array(bytes.buffer, 0, 4).set([FORMAT_VERSION, series.length, count, text.length]);
  new Uint32Array(bytes.buffer, HEAD_BYTES, series.length).set(series.map(({ times }) => times.length));
  bytes.set(text, textAt);
  const [times, values] = [
    new Float64Array(bytes.buffer, timesAt, count),
    new Float64Array(bytes.buffer, timesAt + 8 * count, count),
  ];
  let at = 0;
  for (const one of series) {
    times.set(one.times, at);
    values.set(one.values, at);
    at += one.times.length;
  }
  return bytes;
}

/** Reads what {@link encodeHistory} wrote; the samples are views into the bytes, which must begin their buffer. */
export function decodeHistory(bytes: Uint8Array<ArrayBuffer>): Decoded<SelectedSeries[]> {
  try {
    return { kind: 'value', value: seriesOf(bytes.buffer) };
  } catch (error) {
    return { kind: 'unreadable', reason: (error as Error).message };
  }
}

function seriesOf(buffer: ArrayBuffer): SelectedSeries[] {
  const [version, seriesCount = 0, count = 0, textLength = 0] = new Uint32Array(buffer, 0, 4);
  if (version !== FORMAT_VERSION) throw new RangeError(`unknown format version ${String(version)}`);
  const textAt = HEAD_BYTES + 4 * seriesCount;
  const timesAt = aligned(textAt + textLength);
  if (timesAt + 16 * count !== buffer.byteLength) throw new RangeError('the answer is cut short or too long');
  const labels = LabelSetsSchema.parse(JSON.parse(decoder.decode(new Uint8Array(buffer, textAt, textLength))));
  const counts = new Uint32Array(buffer, HEAD_BYTES, seriesCount);
  if (labels.length !== seriesCount || counts.reduce((sum, own) => sum + own, 0) !== count)
    throw new RangeError('the answer does not say how many samples each of its series has');
  const [times, values] = [
    new Float64Array(buffer, timesAt, count),
    new Float64Array(buffer, timesAt + 8 * count, count),
  ];
  let at = 0;
  return labels.map((own, i) => {
    const begin = at;
    at += counts[i] as number;
    return { labels: own, times: times.subarray(begin, at), values: values.subarray(begin, at) };
  });
}
