import { setImmediate } from 'node:timers/promises';
import { encodeHistory } from '@tocsin/contracts/http/history-select';
import type { HistorySeries } from '@tocsin/ports/series-history';

/** So much is packed for a thread at once: some milliseconds of copying, then others have their turn. */
const BATCH_SAMPLES = 500_000;
const BATCH_SERIES = 5_000;

/** Packs samples for a thread, as the history's contract writes them, and pauses after each pack. */
export async function* packSamples(series: readonly HistorySeries[]): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  for (const batch of batchesOf(series)) {
    yield encodeHistory(batch);
    await setImmediate();
  }
}

function* batchesOf(series: readonly HistorySeries[]): Generator<readonly HistorySeries[]> {
  let begin = 0;
  let samples = 0;
  for (const [i, { times }] of series.entries()) {
    samples += times.length;
    if (samples < BATCH_SAMPLES && i - begin + 1 < BATCH_SERIES) continue;
    yield series.slice(begin, i + 1);
    begin = i + 1;
    samples = 0;
  }
  if (begin < series.length) yield series.slice(begin);
}
