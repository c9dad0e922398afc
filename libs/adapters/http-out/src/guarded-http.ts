import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import {
  ANSWER_TEXT_BYTES_MAX,
  type OutboundHttp,
  type OutboundRequest,
  type OutboundResult,
} from '@tocsin/ports/outbound-http';
import { Agent, type Dispatcher, request } from 'undici';
import type { AddressGuard } from './address-guard.js';

/** Answers are read only to free the connection; of one that has more, the connection is closed instead. */
const ANSWER_BYTES_MAX = 65_536;
/** Errors that a request meets before there is a connection: nothing of it was sent. */
const UNCONNECTED: ReadonlySet<string | undefined> = new Set([
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'UND_ERR_CONNECT_TIMEOUT',
]);
/** Connections that are kept for addresses called before; each origin has its own. */
const AGENTS_MAX = 256;

export interface ResolvedAddress {
  address: string;
  family: number;
}
/** Looks a name up: every address that it has. */
export type Resolve = (host: string) => Promise<readonly ResolvedAddress[]>;

const resolveBySystem: Resolve = (host) => lookup(host, { all: true });

interface Vetted {
  url: URL;
  addresses: readonly ResolvedAddress[];
}

/**
 * HTTP to addresses that users name. The name is resolved here, once, every address is judged, and the connection goes
 * to the judged addresses only; redirects are not followed.
 */
export class GuardedHttp implements OutboundHttp {
  readonly #guard: AddressGuard;
  readonly #resolve: Resolve;
  readonly #agents = new Map<string, Agent>();

  /** @param resolve - how names are looked up: by the system unless a test says otherwise */
  constructor(guard: AddressGuard, resolve: Resolve = resolveBySystem) {
    this.#guard = guard;
    this.#resolve = resolve;
  }

  async refusal(url: string): Promise<string | null> {
    const vetted = await this.#vet(url).catch((error: Error) => `the name cannot be looked up: ${error.message}`);
    return typeof vetted === 'string' ? vetted : null;
  }

  async post({ url, headers, body, timeoutMs, answerBytesMax }: OutboundRequest): Promise<OutboundResult> {
    const signal = AbortSignal.timeout(timeoutMs);
    try {
      const vetted = await unlessAborted(this.#vet(url), signal);
      if (typeof vetted === 'string') return { kind: 'refused', message: vetted };
      const answer = await request(vetted.url, {
        method: 'POST',
        headers: { ...headers },
        body,
        dispatcher: this.#agentFor(vetted),
        signal,
      });
      const read = await textOf(answer, answerBytesMax ?? ANSWER_TEXT_BYTES_MAX, signal);
      const { statusCode: status } = answer;
      const retryAfterMs = retryAfter(answer.headers['retry-after']);
      return { kind: 'answered', status, retryAfterMs, ...read };
    } catch (error) {
      const message = signal.aborted ? `no whole answer within ${timeoutMs} ms` : (error as Error).message;
      const isUnsent = UNCONNECTED.has((error as NodeJS.ErrnoException).code);
      return { kind: 'unreachable', message, ...(isUnsent ? { isUnsent } : {}) };
    }
  }

  async close(): Promise<void> {
    await Promise.all([...this.#agents.values()].map((agent) => agent.destroy()));
  }

  async #vet(text: string): Promise<Vetted | string> {
    // The parser of URLs drops or mends these, and other parsers do not: who wrote them means to mislead one of the two.
    if (/[\s\\]|\p{Cc}/u.test(text)) return 'the address holds white space, a control character or a backslash';
    const url = URL.canParse(text) ? new URL(text) : null;
    if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:'))
      return 'the address is no http or https URL';
    if (url.username !== '' || url.password !== '') return 'the address must not hold a user or password';
    const host = url.hostname.replace(/^\[|\]$/g, '');
    const addresses = isIP(host) === 0 ? await this.#resolve(host) : [{ address: host, family: isIP(host) }];
    if (addresses.length === 0) return `${url.hostname} has no address`;
    const refused = addresses.find(({ address }) => !this.#guard.allows(address));
    if (refused === undefined) return { url, addresses };
    return `${url.hostname} leads to ${refused.address}, which is neither public nor in security.allowed_receiver_networks`;
  }

  /** One agent for each set of judged addresses, so that a name that changes its address is judged again. */
  #agentFor({ url, addresses }: Vetted): Agent {
    const sorted = addresses.map(({ address }) => address).sort();
    const key = `${url.origin} ${sorted.join(' ')}`;
    const known = this.#agents.get(key);
    if (known !== undefined) return known;
    const agent = new Agent({
      connections: 32,
      connect: {
        lookup: (_host, options, callback) => {
          const [first] = addresses;
          if (options.all === true) callback(null, [...addresses]);
          else if (first !== undefined) callback(null, first.address, first.family);
        },
      },
    });
    this.#forgetOldest();
    this.#agents.set(key, agent);
    return agent;
  }

  /** An agent that is closed ends what it has begun. */
  #forgetOldest(): void {
    const [oldest] = this.#agents;
    if (this.#agents.size < AGENTS_MAX || oldest === undefined) return;
    this.#agents.delete(oldest[0]);
    void oldest[1].close();
  }
}

/** Reads an answer to its end or limit. @returns its beginning, where it is text */
async function textOf(
  { body, headers }: Dispatcher.ResponseData,
  bytesMax: number,
  signal: AbortSignal,
): Promise<{ text?: string; isCut?: true }> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of body as AsyncIterable<Buffer>) {
    signal.throwIfAborted();
    if (bytes < bytesMax) parts.push(part);
    bytes += part.length;
    if (bytes > Math.max(bytesMax, ANSWER_BYTES_MAX)) break;
  }
  const type = String(headers['content-type'] ?? 'text/plain');
  if (!/^(text\/|application\/([\w.]+\+)?(json|xml)\b)/i.test(type)) return {};
  const text = new TextDecoder().decode(Buffer.concat(parts).subarray(0, bytesMax));
  return bytes > bytesMax ? { text, isCut: true } : { text };
}

async function unlessAborted<Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result> {
  const { promise, reject } = Promise.withResolvers<never>();
  const abort = (): void => reject(new Error('it took too long'));
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([work, promise]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

function retryAfter(header: string | string[] | undefined): number | null {
  if (header === undefined) return null;
  const seconds = Number(Array.isArray(header) ? header[0] : header);
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1_000 : null;
}
