import { createTocsinClient } from '@tocsin/client/tocsin-client';
import type { SampleSeries } from '@tocsin/domain/backtest/sample-feed';
import { METRIC_NAME } from '@tocsin/domain/plan/label-set';
import type { NeededSamples } from '@tocsin/domain/plan/needed-samples';
import { parseFloat64 } from '@tocsin/domain/promql/parse-float';
import { asValue } from '@tocsin/domain/plan/series-store';
import { printExpr } from '@tocsin/domain/promql/printer';
import { CommandError, exit } from '../frame/exit.js';

/** Most time that one request asks for: some million samples of a thousand series, well below what servers allow. */
const PIECE_MS = 4 * 3_600_000;
const REQUEST_MS_MAX = 120_000;
/** Most tries of a request that a server is too busy for, and the longest time between them. */
const TRIES_MAX = 6;
const WAIT_MS_MAX = 60_000;

export interface PrometheusSource {
  /** Where the API begins, `/api/v1` not included. */
  readonly url: string;
  readonly token: string | null;
}

interface Piece {
  readonly query: string;
  readonly time: number;
  /** With it begins another stretch of samples. */
  readonly isFirst: boolean;
}

/** Series as the API tells them, by their labels as JSON. */
type Columns = Map<string, { labels: Record<string, string>; times: number[]; values: number[] }>;

/**
 * Reads raw samples from a Prometheus, or whatever answers as one does, the platform included, whose client asks it. Staleness markers do not come over this API, so a
 * series that ended is seen until the look-back is over.
 *
 * @param onProgress - told after each request how much is there, from 0 to 1
 * @throws CommandError when an answer is not that of a Prometheus, and what the client throws
 */
export async function samplesOfPrometheus(
  source: PrometheusSource,
  needed: readonly NeededSamples[],
  signal: AbortSignal,
  onProgress: (share: number) => void,
): Promise<readonly SampleSeries[]> {
  const prometheus = createTocsinClient({
    baseUrl: source.url,
    token: source.token,
    triesMax: TRIES_MAX,
    waitMsMax: WAIT_MS_MAX,
    timeoutMs: REQUEST_MS_MAX,
  });
  const pieces = needed.flatMap(piecesOf);
  const found: SampleSeries[] = [];
  let columns: Columns = new Map();
  const keep = (): void => {
    for (const { labels, times, values } of columns.values())
      found.push({ labels, times: Float64Array.from(times), values: Float64Array.from(values) });
    columns = new Map();
  };
  for (const [i, { query, time, isFirst }] of pieces.entries()) {
    if (isFirst) keep();
    const form = { query, time: String(time / 1_000) };
    const { data } = await prometheus.prometheusQueryByForm({ form }, { signal });
    const problem = add(columns, data);
    if (problem !== null)
      throw new CommandError(exit.failed, problem, source.url, 'name what answers as a Prometheus does');
    onProgress((i + 1) / pieces.length);
  }
  keep();
  return found;
}

/** The instant queries that bring a stretch of samples, oldest first; a range leaves its beginning out. */
function piecesOf({ matchers, from, to }: NeededSamples): Piece[] {
  const pieces: Piece[] = [];
  const name = matchers.find((matcher) => matcher.name === METRIC_NAME && matcher.operator === '=')?.value ?? '';
  const span = { from: 0, to: 0 };
  const vector = { kind: 'vector_selector', name, matchers, offset: null, at: null, extent: null, span } as const;
  for (let begin = Math.floor(from) - 1; begin < to; begin += PIECE_MS) {
    const time = Math.min(begin + PIECE_MS, Math.ceil(to));
    const range = { kind: 'duration', seconds: (time - begin) / 1_000, isDuration: true, span } as const;
    pieces.push({ query: printExpr({ kind: 'matrix_selector', vector, range, span }), time, isFirst: begin < from });
  }
  return pieces;
}

interface ApiAnswer {
  data?: { result?: { metric: Record<string, string>; values?: [number, string][] }[] };
}

/** Takes an answer in. @returns what is wrong with it; null when nothing is */
function add(columns: Columns, answer: unknown): string | null {
  const result = (answer as ApiAnswer | null)?.data?.result;
  if (!Array.isArray(result)) return 'the answer is not that of a query of Prometheus';
  for (const { metric, values = [] } of result) {
    const key = JSON.stringify(Object.entries(metric).sort(([a], [b]) => (a < b ? -1 : 1)));
    let own = columns.get(key);
    if (own === undefined) columns.set(key, (own = { labels: metric, times: [], values: [] }));
    for (const [seconds, text] of values) {
      const [time, value] = [Math.round(seconds * 1_000), parseFloat64(text)];
      if (value === null) return `${text} is no value`;
      if (time <= (own.times.at(-1) ?? Number.NEGATIVE_INFINITY)) continue;
      own.times.push(time);
      own.values.push(asValue(value));
    }
  }
  return null;
}
