import type { Surroundings } from './surroundings.js';

export interface SentRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
}

/** What is answered: a status with a body, a whole response, or nothing at all. */
export type FakeAnswer =
  { status: number; json?: unknown; headers?: Record<string, string> } | Response | Error | 'silence';

/** A world in which nothing takes time: answers come from a list, and what is waited for is noted. */
export class FakeSurroundings implements Surroundings {
  readonly sent: SentRequest[] = [];
  readonly waitedMs: number[] = [];
  /** What is waited for longer than this never comes; nothing but an abort ends it. */
  patienceMs = 59_999;
  #keys = 0;

  constructor(private readonly answers: FakeAnswer[]) {}

  readonly fetch: typeof fetch = async (input, init) => {
    this.sent.push({
      method: init?.method ?? 'GET',
      url: String(input),
      headers: Object.fromEntries(new Headers(init?.headers)),
      body: typeof init?.body === 'string' ? init.body : null,
    });
    const answer = this.answers.shift() ?? new Error('nobody is there');
    if (answer instanceof Error) throw new TypeError('fetch failed', { cause: answer });
    if (answer === 'silence') return untilAborted(init?.signal);
    if (answer instanceof Response) return answer;
    const { status, json, headers = {} } = answer;
    if (json === undefined) return new Response(null, { status, headers });
    const type = status < 400 ? 'application/json' : 'application/problem+json';
    return new Response(JSON.stringify(json), { status, headers: { 'content-type': type, ...headers } });
  };

  readonly wait = async (ms: number, signal?: AbortSignal): Promise<void> => {
    signal?.throwIfAborted();
    if (ms > this.patienceMs) return untilAborted(signal);
    this.waitedMs.push(ms);
  };

  readonly random = (): number => 0;
  readonly newKey = (): string => `key-${(this.#keys += 1)}`;
}

function untilAborted(signal: AbortSignal | null | undefined): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal?.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
}
