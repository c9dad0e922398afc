import type { Labels } from '@tocsin/domain/rules/labels';
import type { HistoryRange, HistorySeries, SeriesHistory } from '@tocsin/ports/series-history';

/** A history of which nobody waits for an answer any more once a signal is given; what is being read then is read for nobody. */
export class StoppableHistory implements SeriesHistory {
  constructor(
    private readonly history: SeriesHistory,
    private readonly signal: AbortSignal,
  ) {}

  select(range: HistoryRange): Promise<readonly HistorySeries[]> {
    return this.#unlessStopped(() => this.history.select(range));
  }

  series(range: HistoryRange): Promise<readonly Labels[]> {
    return this.#unlessStopped(() => this.history.series(range));
  }

  async #unlessStopped<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
    const { signal } = this;
    signal.throwIfAborted();
    const { promise, resolve, reject } = Promise.withResolvers<Answer>();
    const stop = (): void => reject(signal.reason);
    signal.addEventListener('abort', stop);
    ask().then(resolve, reject);
    return promise.finally(() => signal.removeEventListener('abort', stop));
  }
}
