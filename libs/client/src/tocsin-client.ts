import type { CallOptions } from './call.js';
import { type Calls, operations } from './generated/calls.js';
import { listen, type LiveEvent, type Wanted } from './live-events.js';
import type { Operation } from './operation.js';
import { pagesOf } from './pages.js';
import { readProgress } from './progress-lines.js';
import { type Asked, Requester } from './requester.js';
import { type Surroundings, theWorld } from './surroundings.js';

export interface TocsinClientOptions {
  /** Where the platform is, such as `http://127.0.0.1:8000`. */
  readonly baseUrl: string;
  /** The bearer token, or what gives one each time; null for what needs none. */
  readonly token: string | null | (() => string | Promise<string>);
  /** Most times that one request is sent. Default 4; 1 asks once. */
  readonly triesMax?: number;
  /** Longest time between two of them; when the platform asks for a longer one, it is not asked again. Default 30,000 ms. */
  readonly waitMsMax?: number;
  /** How long an answer may take, each time; of a stream, its beginning. Default 60,000 ms. */
  readonly timeoutMs?: number;
  /** Time, randomness and the network; by default those of the browser or Node.js. */
  readonly surroundings?: Partial<Surroundings>;
}

/** Every operation of the API by its name, and what is heard live. */
export interface TocsinClient extends Calls {
  /**
   * Hears of transitions as they happen, for as long as it is iterated; after a broken connection it goes on from the last
   * event. `GET /api/events`, with the scope `rules:read`.
   *
   * @throws ProblemError when the platform refuses, the signal's reason when it is aborted
   */
  events(wanted?: Wanted, options?: { readonly signal?: AbortSignal }): AsyncGenerator<LiveEvent, void, undefined>;
}

/** What a call was given, whichever it is; the types of {@link Calls} say what each may be. */
interface Given {
  readonly body?: unknown;
  readonly yaml?: string;
  readonly form?: object;
  readonly ifMatch?: string | undefined;
  readonly [parameter: string]: unknown;
}
interface GivenOptions extends CallOptions {
  readonly onProgress?: (share: number) => void;
  readonly onPart?: (part: Uint8Array) => void | Promise<void>;
}
interface Answer {
  readonly status: number;
  readonly etag: string | null;
  readonly data: unknown;
  readonly meta: { readonly next_cursor?: string };
}

type ListAnswer = Answer & { readonly data: readonly unknown[] };

const LINES = 'application/x-ndjson';

/**
 * A client of the platform's HTTP API. What is refused is thrown as a ProblemError; what failed in passing is asked for again
 * where that changes nothing twice: reading, writing under an idempotency key, and whatever was not let in (429).
 */
export function createTocsinClient(options: TocsinClientOptions): TocsinClient {
  const { baseUrl, token, triesMax = 4, waitMsMax = 30_000, timeoutMs = 60_000 } = options;
  const surroundings = { ...theWorld, ...options.surroundings };
  const requester = new Requester({ baseUrl, token, triesMax, waitMsMax, timeoutMs }, surroundings);

  const call = (name: string, operation: Operation, given: Given = {}, how: GivenOptions = {}): Promise<Answer> => {
    const ask = async (one: Given): Promise<Answer> =>
      requester.ask(askedOf(name, operation, one, asIs(how), surroundings), (response, inTime) => {
        const { onProgress, onPart } = how;
        if (onPart !== undefined) return partsOf(response, onPart, inTime);
        return answerOf(name, response, onProgress === undefined ? undefined : { onProgress, inTime });
      });
    const first = ask(given);
    if (operation.hasPages !== true) return first;
    return pagesOf(first as Promise<ListAnswer>, (cursor) => ask({ ...given, cursor }) as Promise<ListAnswer>);
  };
  const calls = Object.entries(operations).map(([name, operation]) => [
    name,
    (given?: Given, how?: GivenOptions) => call(name, operation, given, how),
  ]);
  return {
    ...(Object.fromEntries(calls) as Calls),
    events: ({ after = null, ...wanted } = {}, { signal } = {}) =>
      listen({ requester, wait: surroundings.wait, path: `/api/events${queryOf(wanted)}`, after, signal }),
  };
}

/** What was given away in parts cannot be taken back, so it is not asked for again. */
const asIs = (how: GivenOptions): GivenOptions => (how.onPart === undefined ? how : { ...how, mayRepeat: false });

function askedOf(
  name: string,
  { method, path, repeats, tellsProgress }: Operation,
  { body, yaml, form, ifMatch, ...parameters }: Given,
  { signal, idempotencyKey, mayRepeat, onProgress }: GivenOptions,
  { newKey }: Pick<Surroundings, 'newKey'>,
): Asked {
  const rest: Record<string, unknown> = { ...parameters };
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, parameter: string) => {
    const value = rest[parameter];
    delete rest[parameter];
    if (typeof value !== 'string' && typeof value !== 'number')
      throw new TypeError(`${name} was given no ${parameter}`);
    return encodeURIComponent(value);
  });
  const key = idempotencyKey ?? (repeats === 'by key' ? newKey() : undefined);
  const written = writtenOf(body, yaml, form);
  return {
    operation: name,
    method,
    path: `${filled}${queryOf(rest)}`,
    headers: {
      accept: tellsProgress === true && onProgress !== undefined ? LINES : 'application/json, */*;q=0.1',
      ...(written === null ? {} : { 'content-type': written.type }),
      ...(key === undefined ? {} : { 'idempotency-key': key }),
      ...(ifMatch === undefined ? {} : { 'if-match': ifMatch }),
    },
    body: written?.text,
    mayRepeat:
      mayRepeat ??
      (repeats === 'always' || repeats === 'by key' || (repeats === 'unconditionally' && ifMatch === undefined)),
    signal,
  };
}

/** Each value of a list by itself; what is undefined is left out. */
function queryOf(parameters: object): string {
  const text = String(new URLSearchParams(pairsOf(parameters)));
  return text === '' ? '' : `?${text}`;
}

const pairsOf = (parameters: object): [string, string][] =>
  Object.entries(parameters).flatMap(([name, value]: [string, unknown]) =>
    (Array.isArray(value) ? value : [value])
      .filter((one) => one !== undefined)
      .map((one): [string, string] => [name, String(one)]),
  );

function writtenOf(
  body: unknown,
  yaml: string | undefined,
  form: object | undefined,
): { type: string; text: string } | null {
  if (yaml !== undefined) return { type: 'application/yaml', text: yaml };
  if (form !== undefined)
    return { type: 'application/x-www-form-urlencoded', text: String(new URLSearchParams(pairsOf(form))) };
  return body === undefined ? null : { type: 'application/json', text: JSON.stringify(body) };
}

/** The time for an answer ends with its beginning: how long the whole takes, its size decides. */
async function partsOf(
  response: Response,
  onPart: (part: Uint8Array) => void | Promise<void>,
  inTime: () => void,
): Promise<Answer> {
  inTime();
  for await (const part of response.body ?? []) await onPart(part as Uint8Array);
  return { status: response.status, etag: response.headers.get('etag'), data: undefined, meta: {} };
}

async function answerOf(
  name: string,
  response: Response,
  progress: { onProgress(share: number): void; inTime(): void } | undefined,
): Promise<Answer> {
  const told = { status: response.status, etag: response.headers.get('etag') };
  const type = response.headers.get('content-type') ?? '';
  if (type.startsWith(LINES) && progress !== undefined) {
    progress.inTime();
    return { ...told, data: await readProgress(name, response, progress.onProgress), meta: {} };
  }
  const text = await response.text();
  if (text === '') return { ...told, data: undefined, meta: {} };
  if (!type.includes('json')) return { ...told, data: text, meta: {} };
  const json = JSON.parse(text) as unknown;
  return isFramed(json) ? { ...told, data: json.data, meta: json.meta } : { ...told, data: json, meta: {} };
}

/** The frame of the platform's own API; those of Prometheus and Alertmanager have others, which are left as they are. */
const isFramed = (json: unknown): json is Pick<Answer, 'data' | 'meta'> =>
  typeof json === 'object' && json !== null && 'data' in json && 'meta' in json;
