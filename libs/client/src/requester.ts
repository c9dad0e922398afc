import { ProblemError, problemOf, UnreachableError } from './problem-error.js';
import type { Surroundings } from './surroundings.js';

/** A request that can be sent as often as needed. */
export interface Asked {
  /** Names it in errors. */
  readonly operation: string;
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
  /** Whether it may be sent again though nobody knows what became of the first time. */
  readonly mayRepeat: boolean;
  readonly signal?: AbortSignal | undefined;
}

export interface RequesterOptions {
  readonly baseUrl: string;
  readonly token: string | null | (() => string | Promise<string>);
  readonly triesMax: number;
  readonly waitMsMax: number;
  readonly timeoutMs: number;
}

/** The first wait; each one after it may be twice as long. */
const FIRST_WAIT_MS = 250;
/** What says that the platform, or a proxy before it, could not carry a request out this time. */
const PASSING: ReadonlySet<number> = new Set([502, 503, 504]);

/** Sends requests, again where that is safe and may help. */
export class Requester {
  readonly #base: string;

  constructor(
    private readonly options: RequesterOptions,
    private readonly surroundings: Surroundings,
  ) {
    this.#base = options.baseUrl.replace(/\/+$/, '');
  }

  /**
   * Sends a request and reads the answer.
   *
   * @param read - reads an answer that is no failure; when it fails, so has the request
   * @throws ProblemError when it is refused, UnreachableError when nobody answers, the signal's reason when it is aborted
   */
  async ask<Answer>(asked: Asked, read: (response: Response, inTime: () => void) => Promise<Answer>): Promise<Answer> {
    for (let tries = 1; ; tries += 1) {
      const tried = await this.#once(asked, read);
      if (tried.kind === 'answered') return tried.answer;
      const waitMs = tries < this.options.triesMax ? this.#waitMs(asked, tried.error, tries) : null;
      if (waitMs === null) throw tried.error;
      await this.surroundings.wait(waitMs, asked.signal);
    }
  }

  /** Longer with each try, and not at the same moment as everybody else; at most as long as is waited at all. */
  pauseMs(tries: number): number {
    const most = Math.min(FIRST_WAIT_MS * 2 ** Math.min(tries, 16), this.options.waitMsMax);
    return Math.round(most * (0.5 + this.surroundings.random() / 2));
  }

  /** How long to wait before asking again; null when that is not safe, or does not help. */
  #waitMs({ mayRepeat }: Asked, error: ProblemError | UnreachableError, tries: number): number | null {
    if (error instanceof UnreachableError) return mayRepeat ? this.pauseMs(tries) : null;
    const { status, retryAfterMs } = error;
    // Whoever is too fast was not let in, so nothing was done.
    if (status !== 429 && !(mayRepeat && PASSING.has(status))) return null;
    if (retryAfterMs === null) return this.pauseMs(tries);
    return retryAfterMs <= this.options.waitMsMax ? retryAfterMs : null;
  }

  async #once<Answer>(
    { operation, method, path, headers, body, signal }: Asked,
    read: (response: Response, inTime: () => void) => Promise<Answer>,
  ): Promise<
    | { readonly kind: 'answered'; readonly answer: Answer }
    | { readonly kind: 'failed'; readonly error: ProblemError | UnreachableError }
  > {
    const authorization = await this.#authorization();
    signal?.throwIfAborted();
    const late = new AbortController();
    const done = new AbortController();
    const stop = (): void => late.abort(signal?.reason);
    signal?.addEventListener('abort', stop, { once: true });
    const inTime = (): void => done.abort();
    const { timeoutMs } = this.options;
    void this.surroundings.wait(timeoutMs, done.signal).then(
      () => late.abort(new Error(`no answer within ${timeoutMs} ms`)),
      () => undefined,
    );
    try {
      const response = await this.surroundings.fetch(`${this.#base}${path}`, {
        method,
        headers: { ...headers, ...authorization },
        signal: late.signal,
        ...(body === undefined ? {} : { body }),
      });
      if (response.ok) return { kind: 'answered', answer: await read(response, inTime) };
      const problem = problemOf(response, await response.text());
      return { kind: 'failed', error: new ProblemError(operation, problem, retryAfterMs(response)) };
    } catch (error) {
      if (signal?.aborted === true) throw signal.reason;
      if (error instanceof ProblemError || error instanceof UnreachableError) return { kind: 'failed', error };
      const { message, cause } = error as Error;
      const reason = cause instanceof Error ? cause.message : message;
      return {
        kind: 'failed',
        error: new UnreachableError(`${operation}: cannot ask ${this.#base}: ${reason}`, { cause: error }),
      };
    } finally {
      done.abort();
      signal?.removeEventListener('abort', stop);
    }
  }

  async #authorization(): Promise<Record<string, string>> {
    const { token } = this.options;
    const given = typeof token === 'function' ? await token() : token;
    return given === null ? {} : { authorization: `Bearer ${given}` };
  }
}

/** As long as the answer says, in seconds; null when it says nothing, or a date. */
function retryAfterMs({ headers }: Response): number | null {
  const text = headers.get('retry-after')?.trim() ?? '';
  return /^\d{1,6}$/.test(text) ? Number(text) * 1_000 : null;
}
