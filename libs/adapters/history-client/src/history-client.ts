import {
  decodeHistory,
  historyPaths,
  HistoryReachSchema,
  LabelSetsSchema,
  RevisionSchema,
  TOO_MANY_SAMPLES,
} from '@tocsin/contracts/http/history-select';
import type { Labels } from '@tocsin/domain/rules/labels';
import { HistoryAnswer, keyOfLabels } from '@tocsin/ports/history-answer';
import {
  type HistoryRange,
  type HistoryReach,
  type HistoryRevision,
  type HistorySeries,
  HistoryUnavailable,
  SELECT_SAMPLES_MAX,
  type RevisedHistory,
  TooManySamples,
} from '@tocsin/ports/series-history';

/** The times that a date can have; JSON knows no infinity. */
const TIME_MAX = 8.64e15;
/** Long enough for the largest answer, short enough that a process which hangs is found out while somebody waits. */
const TIMEOUT_MS = 60_000;
/** A revision spares work; whoever waits longer for it had better do the work. */
const REVISION_TIMEOUT_MS = 500;

export interface HistoryClientOptions {
  /** Base addresses of all history processes. */
  urls: readonly string[];
  /** The token that they expect. */
  token: string;
  /** Most time that one of them may take. Default a minute. */
  timeoutMs?: number;
  /** Most samples of one select, of all processes together. Default {@link SELECT_SAMPLES_MAX}. */
  samplesMax?: number;
}

/** Asks all history processes of a cluster. Each holds some partitions, and some hold the same samples. */
export class HistoryClient implements RevisedHistory, HistoryReach {
  constructor(private readonly options: HistoryClientOptions) {}

  async select(range: HistoryRange): Promise<readonly HistorySeries[]> {
    const { samplesMax = SELECT_SAMPLES_MAX } = this.options;
    const answers = await this.#askAll(historyPaths.select, range, async (response) => {
      const decoded = decodeHistory(new Uint8Array(await response.arrayBuffer()));
      if (decoded.kind === 'unreadable') throw new HistoryUnavailable(`${response.url}: ${decoded.reason}`);
      return decoded.value;
    });
    const answer = new HistoryAnswer(samplesMax);
    for (const { labels, ...samples } of answers.flat()) answer.add(keyOfLabels(labels), labels, samples);
    return answer.series();
  }

  async series(range: HistoryRange): Promise<readonly Labels[]> {
    const answers = await this.#askAll(historyPaths.series, range, async (response) =>
      LabelSetsSchema.parse(await response.json()),
    );
    return [...new Map(answers.flat().map((labels) => [keyOfLabels(labels), labels])).values()];
  }

  async revision(tenant: string, to: number): Promise<HistoryRevision | null> {
    const read = async (response: Response): Promise<HistoryRevision> => RevisionSchema.parse(await response.json());
    const body = { tenant, to: withinDates(to) };
    try {
      const revisions = await this.#askEach(historyPaths.revision, body, read, REVISION_TIMEOUT_MS);
      return {
        name: revisions.map(({ name }) => name).join(' '),
        from: Math.max(...revisions.map(({ from }) => from)),
      };
    } catch (error) {
      if (error instanceof HistoryUnavailable) return null;
      throw error;
    }
  }

  async earliest(tenant: string): Promise<number | null> {
    const range = { tenant, matchers: [], from: -TIME_MAX, to: TIME_MAX };
    const answers = await this.#askAll(historyPaths.reach, range, async (response) =>
      HistoryReachSchema.parse(await response.json()),
    );
    const times = answers.flatMap(({ earliest }) => earliest ?? []);
    return times.length === 0 ? null : Math.min(...times);
  }

  #askAll<Answer>(
    path: string,
    { tenant, matchers, from, to }: HistoryRange,
    read: (response: Response) => Promise<Answer>,
  ): Promise<Answer[]> {
    const { timeoutMs = TIMEOUT_MS } = this.options;
    return this.#askEach(path, { tenant, matchers, from: withinDates(from), to: withinDates(to) }, read, timeoutMs);
  }

  #askEach<Answer>(
    path: string,
    question: object,
    read: (response: Response) => Promise<Answer>,
    timeoutMs: number,
  ): Promise<Answer[]> {
    const body = JSON.stringify(question);
    return Promise.all(this.options.urls.map((url) => this.#ask(new URL(path, url).href, body, read, timeoutMs)));
  }

  async #ask<Answer>(
    url: string,
    body: string,
    read: (response: Response) => Promise<Answer>,
    timeoutMs: number,
  ): Promise<Answer> {
    const { token, samplesMax = SELECT_SAMPLES_MAX } = this.options;
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body,
        redirect: 'error',
        signal: AbortSignal.timeout(timeoutMs),
      });
      if (response.ok) return await read(response);
      const { code, message } = (await response.json()) as { code?: unknown; message?: unknown };
      if (response.status === 422 && code === TOO_MANY_SAMPLES) throw new TooManySamples(samplesMax);
      throw new HistoryUnavailable(`${url} answered with ${response.status}: ${String(message)}`);
    } catch (error) {
      if (error instanceof TooManySamples || error instanceof HistoryUnavailable) throw error;
      throw new HistoryUnavailable(`${url} did not answer: ${reasonOf(error)}`, { cause: error });
    }
  }
}

const withinDates = (time: number): number => Math.min(Math.max(time, -TIME_MAX), TIME_MAX);

/** Node's fetch hides why it failed behind the one reason "fetch failed". */
function reasonOf(error: unknown): string {
  const { message, cause } = error as { message: string; cause?: { message?: string } };
  return cause?.message ?? message;
}
